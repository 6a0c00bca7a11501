"""Step *intake*: what one registration writes, all of it or nothing."""

from datetime import timedelta

import pytest

from tests.factories import (
    DANGEROUS,
    QUIET,
    People,
    SetClock,
    case_of,
    clocks_of,
    make_case,
    rows_of,
    track_of,
)
from triage.db.records import (
    AlarmRecord,
    AssessmentRecord,
    AuditEntryRecord,
    CaseRecord,
    CustodyEntryRecord,
    PartyRecord,
    ReportingPersonRecord,
    TaskRecord,
    TrackRecord,
)
from triage.errors import ActionNotAllowedError, InputError, NotPermittedError
from triage.services.context import ServiceContext
from triage.services.intake import PartyEntry, Registration, ReporterEntry, register_case
from triage.vocabulary import IntakeChannel, TaskKind, TrackKind

CHILD_HURT = "孩子被继父打得浑身是伤，邻居听见哭声。"
DOUBTFUL = "邻居家厨房里有一把刀，我有点害怕。"
SECRET = "我举报这件事怕被报复，请为我保密。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["far_desk"], DANGEROUS)


def registration(ctx: ServiceContext, text: str = QUIET, **changes: object) -> Registration:
    values: dict[str, object] = {
        "narrative": text,
        "intake_channel": IntakeChannel.CALL_110,
        "reported_at": ctx.clock(),
    }
    return Registration(**{**values, **changes})  # type: ignore[arg-type]


def test_a_quiet_report_opens_one_track_at_the_duty_desk(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    (track,) = rows_of(ctx, TrackRecord, case_id=case_id)
    assert (track.kind, track.holder_unit_id, track.holder_person_id) == ("mediation", people.station, None)


def test_a_quiet_report_starts_the_hand_off_clock(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    clocks = clocks_of(ctx, make_case(ctx, people["desk"]))
    assert {rule: one.due_at for rule, one in clocks.items()} == {"HO-01": clock() + timedelta(hours=24)}


def test_the_chain_of_custody_begins_with_the_registering_desk(ctx: ServiceContext, people: People) -> None:
    track = track_of(ctx, make_case(ctx, people["desk"]))
    (entry,) = rows_of(ctx, CustodyEntryRecord, track_id=track.id)
    assert (entry.number, entry.unit_id, entry.reason) == (1, people.station, "register")


def test_danger_opens_a_public_security_track_that_leads(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    security = track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    assert case_of(ctx, case_id).lead_track_id == security.id
    assert "POL-04" in clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)


def test_every_trigger_alarms_in_the_transaction_of_the_report(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    alarms = rows_of(ctx, AlarmRecord, case_id=case_id)
    registered_at = case_of(ctx, case_id).registered_at
    assert {(alarm.trigger, alarm.raised_at) for alarm in alarms} == {("T01", registered_at), ("T02", registered_at)}


def test_an_alarm_points_at_the_words_as_typed(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    (alarm,) = rows_of(ctx, AlarmRecord, case_id=case_id, trigger="T02")
    assert "弄死" in case_of(ctx, case_id).narrative[alarm.span_start : alarm.span_end]


def test_a_doubtful_word_becomes_a_task_and_no_alarm(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DOUBTFUL)
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id)
    assert (task.kind, task.unit_id, task.subject.split(":")[:2]) == ("check_hit", people.station, ["T01", "weak_word"])
    assert rows_of(ctx, AlarmRecord, case_id=case_id) == []


def test_harm_to_a_child_asks_for_the_mandatory_report(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], CHILD_HURT)
    tasks = rows_of(ctx, TaskRecord, case_id=case_id, kind=TaskKind.MANDATORY_REPORT)
    assert "T06" in {task.subject for task in tasks}


def test_fear_of_revenge_keeps_the_reporter_secret(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], SECRET)
    assert rows_of(ctx, ReportingPersonRecord, case_id=case_id)[0].is_secret


def test_without_that_fear_the_reporter_is_as_entered(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    assert not rows_of(ctx, ReportingPersonRecord, case_id=case_id)[0].is_secret


def test_the_reporter_is_kept_apart_from_the_parties(ctx: ServiceContext, people: People) -> None:
    entered = registration(
        ctx, parties=(PartyEntry("respondent", "对方乙"),), reporter=ReporterEntry("路人丙", "13900000003")
    )
    case_id = register_case(ctx, actor=people["desk"], registration=entered)
    assert [party.name for party in rows_of(ctx, PartyRecord, case_id=case_id)] == ["对方乙"]
    assert rows_of(ctx, ReportingPersonRecord, case_id=case_id)[0].name == "路人丙"


def test_a_report_from_the_future_is_refused_and_leaves_nothing(ctx: ServiceContext, people: People) -> None:
    before = len(rows_of(ctx, CaseRecord))
    entered = registration(ctx, reported_at=ctx.clock() + timedelta(minutes=1))
    with pytest.raises(InputError, match="reported_in_future"):
        register_case(ctx, actor=people["desk"], registration=entered)
    assert len(rows_of(ctx, CaseRecord)) == before


def test_a_text_without_anything_readable_is_refused_and_leaves_nothing(ctx: ServiceContext, people: People) -> None:
    before = len(rows_of(ctx, AuditEntryRecord))
    with pytest.raises(InputError, match="no_readable_text"):
        register_case(ctx, actor=people["desk"], registration=registration(ctx, "\u200b \n"))
    assert len(rows_of(ctx, AuditEntryRecord)) == before


@pytest.mark.parametrize("damage", ["\x00", "\ud800", "\udfff\x00"], ids=["nul", "surrogate", "both"])
def test_what_no_database_takes_is_replaced_and_moves_no_place(
    ctx: ServiceContext, people: People, damage: str
) -> None:
    case_id = make_case(ctx, people["desk"], damage + DANGEROUS)
    narrative = case_of(ctx, case_id).narrative
    assert narrative == "\ufffd" * len(damage) + DANGEROUS
    (alarm,) = rows_of(ctx, AlarmRecord, case_id=case_id, trigger="T02")
    assert "弄死" in narrative[alarm.span_start : alarm.span_end]


def test_names_and_places_may_be_damaged_too(ctx: ServiceContext, people: People) -> None:
    entered = registration(
        ctx,
        place="3\x00栋",
        parties=(PartyEntry("applicant", "申\ud800请", "138\x00"),),
        reporter=ReporterEntry("\udc00"),
        external_source="热线",
        external_number="A\x001",
    )
    case_id = register_case(ctx, actor=people["desk"], registration=entered)
    assert case_of(ctx, case_id).place == "3\ufffd栋"
    assert rows_of(ctx, PartyRecord, case_id=case_id)[0].name == "申\ufffd请"


def test_a_place_longer_than_its_column_is_refused_on_either_database(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(InputError) as refused:
        register_case(ctx, actor=people["desk"], registration=registration(ctx, place="长" * 201))
    assert (refused.value.code, refused.value.values) == ("text_too_long", {"field": "place", "at_most": 200})


def test_the_text_as_typed_may_be_very_long(ctx: ServiceContext, people: People) -> None:
    text = QUIET * 3000
    assert case_of(ctx, make_case(ctx, people["desk"], text)).narrative == text


def test_one_number_of_a_sending_system_is_taken_once(ctx: ServiceContext, people: People) -> None:
    entered = registration(ctx, external_source="12345", external_number="A1")
    register_case(ctx, actor=people["desk"], registration=entered)
    with pytest.raises(ActionNotAllowedError, match="external_number_taken"):
        register_case(ctx, actor=people["far_desk"], registration=entered)


def test_another_system_may_use_the_same_number(ctx: ServiceContext, people: People) -> None:
    for source in ("12345", "110"):
        entered = registration(ctx, external_source=source, external_number="A1")
        register_case(ctx, actor=people["desk"], registration=entered)
    assert len(rows_of(ctx, CaseRecord, external_number="A1")) == 2


def test_case_numbers_run_by_unit_and_year(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    first = [case_of(ctx, make_case(ctx, people["desk"])).case_code for _ in range(2)]
    clock.advance(days=200)
    later = case_of(ctx, make_case(ctx, people["desk"])).case_code
    assert [*first, later] == ["2026-测试所-00001", "2026-测试所-00002", "2027-测试所-00001"]


@pytest.mark.parametrize("login", ["reviewer", "administrator"])
def test_who_has_nothing_to_do_with_cases_registers_none(ctx: ServiceContext, people: People, login: str) -> None:
    with pytest.raises(NotPermittedError, match="not_permitted"):
        make_case(ctx, people[login])


def test_a_committee_has_its_own_first_clock(ctx: ServiceContext, people: People) -> None:
    assert set(clocks_of(ctx, make_case(ctx, people["committee_desk"]))) == {"PM-06"}


def test_the_assessment_is_kept_with_what_it_was_made_of(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET, both_willing=True)
    (kept,) = rows_of(ctx, AssessmentRecord, case_id=case_id)
    assert (kept.report["text"], kept.report["facts"]) == (QUIET, {"both_willing": True})
    assert kept.rulebook == ctx.assessor.rulebook.content_hash
