"""Step *intake*, again: an answered question adds an assessment and takes nothing away."""

from uuid import UUID

import pytest

from tests.factories import (
    DANGEROUS,
    QUIET,
    People,
    SetClock,
    case_of,
    clocks_of,
    make_accepted_case,
    make_case,
    make_routed_case,
    make_safe,
    rows_of,
    track_of,
)
from triage.casework.deadlines import local_date
from triage.db.records import AlarmRecord, AssessmentRecord, TaskRecord, TrackRecord
from triage.errors import ActionNotAllowedError
from triage.services.context import ServiceContext
from triage.services.intake import reassess_case
from triage.services.outcome import close_track
from triage.services.route import decide_route
from triage.vocabulary import RiskLevel, Route, TrackKind

INJURED = {"injury_level": "light_injury"}  # T08 by law, not by words
WILLING = {"both_willing": True}
PARTNER_VIOLENCE = "我丈夫昨晚又家暴我，把我打得不敢回家。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], DANGEROUS)


def reassess(ctx: ServiceContext, people: People, case_id: UUID, **facts: object) -> None:
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=facts)  # type: ignore[arg-type]


def close_mediation(ctx: ServiceContext, people: People, case_id: UUID) -> None:
    track = track_of(ctx, case_id)
    close_track(ctx, actor=people["desk"], case_id=case_id, track_id=track.id, seen_version=None, closed_as="withdrawn")


def test_the_earlier_assessment_stays_as_it_was(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    (first,) = rows_of(ctx, AssessmentRecord, case_id=case_id)
    reassess(ctx, people, case_id, **INJURED)
    kept = {one.number: one.answer for one in rows_of(ctx, AssessmentRecord, case_id=case_id)}
    assert set(kept) == {1, 2}
    assert kept[1] == first.answer != kept[2]


def test_new_facts_are_laid_over_those_known(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET, both_willing=False)
    reassess(ctx, people, case_id, people_count=2)
    reassess(ctx, people, case_id, **WILLING)
    (latest,) = rows_of(ctx, AssessmentRecord, case_id=case_id, number=3)
    assert latest.report["facts"] == {"both_willing": True, "people_count": 2}


def test_the_level_rises_with_the_danger(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    reassess(ctx, people, case_id, **INJURED)
    assert case_of(ctx, case_id).risk_level is RiskLevel.RED
    assert {track.urgency for track in rows_of(ctx, TrackRecord, case_id=case_id)} == {0}


def test_the_level_does_not_fall_when_the_danger_is_gone(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET, **INJURED)
    reassess(ctx, people, case_id, injury_level="none")
    (latest,) = rows_of(ctx, AssessmentRecord, case_id=case_id, number=2)
    assert RiskLevel(latest.answer["risk"]["level"]).rank < RiskLevel.RED.rank
    assert case_of(ctx, case_id).risk_level is RiskLevel.RED


def test_an_alarm_is_not_taken_back(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET, **INJURED)
    reassess(ctx, people, case_id, injury_level="none")
    (alarm,) = rows_of(ctx, AlarmRecord, case_id=case_id)
    assert alarm.cleared_at is None


def test_new_danger_opens_the_public_security_track(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    reassess(ctx, people, case_id, **INJURED)
    security = track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    assert case_of(ctx, case_id).lead_track_id == security.id
    assert "POL-04" in clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)


def test_the_same_danger_is_alarmed_once(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    before = {alarm.id for alarm in rows_of(ctx, AlarmRecord, case_id=case_id)}
    reassess(ctx, people, case_id, **WILLING)
    assert {alarm.id for alarm in rows_of(ctx, AlarmRecord, case_id=case_id)} == before


def test_a_task_is_not_doubled(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], "邻居家厨房里有一把刀，我有点害怕。")
    reassess(ctx, people, case_id, **WILLING)
    assert len(rows_of(ctx, TaskRecord, case_id=case_id)) == 1


def test_words_that_a_person_cleared_are_not_alarmed_again(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    reassess(ctx, people, case_id, **WILLING)
    assert rows_of(ctx, AlarmRecord, case_id=case_id, cleared_at=None) == []


def test_a_fact_entered_again_is_alarmed_again(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET, **INJURED)
    make_safe(ctx, people, case_id)
    reassess(ctx, people, case_id, **WILLING)
    assert rows_of(ctx, AlarmRecord, case_id=case_id, cleared_at=None) == []
    reassess(ctx, people, case_id, **INJURED)
    assert [alarm.trigger for alarm in rows_of(ctx, AlarmRecord, case_id=case_id, cleared_at=None)] == ["T08"]


def test_a_new_trigger_starts_its_clock_on_a_track_already_open(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], PARTNER_VIOLENCE)
    assert set(clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)) == {"DV-01", "POL-04"}
    reassess(ctx, people, case_id, minor_involved=True)
    assert set(clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)) == {"DV-01", "MIN-01", "POL-04"}


def test_a_new_trigger_asks_for_its_mandatory_report(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], PARTNER_VIOLENCE)
    reassess(ctx, people, case_id, minor_involved=True)
    assert "T06" in {task.subject for task in rows_of(ctx, TaskRecord, case_id=case_id, kind="mandatory_report")}


def test_a_closed_mediation_track_stays_closed(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    close_mediation(ctx, people, case_id)
    reassess(ctx, people, case_id, **WILLING)
    assert track_of(ctx, case_id).closed_at is not None


def test_a_closed_security_track_is_not_reopened_by_its_old_words(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    security = track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    values = {"case_id": case_id, "track_id": security.id, "seen_version": None, "closed_as": "no_offence"}
    close_track(ctx, actor=people["officer"], **values)
    reassess(ctx, people, case_id, **WILLING)
    assert len(rows_of(ctx, TrackRecord, case_id=case_id, closed_at=None)) == 1
    reassess(ctx, people, case_id, **INJURED)
    assert len(rows_of(ctx, TrackRecord, case_id=case_id, closed_at=None)) == 2


def test_a_lower_assessment_after_a_decision_changes_no_level(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    reassess(ctx, people, case_id, **WILLING)
    assert case_of(ctx, case_id).risk_level is RiskLevel.YELLOW


def test_new_danger_under_way_ends_the_mediation_and_returns_the_case(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    reassess(ctx, people, case_id, **INJURED)
    track = track_of(ctx, case_id)
    assert (track.status, track.holder_unit_id) == ("returned", people.station)
    assert {alarm.trigger for alarm in rows_of(ctx, AlarmRecord, case_id=case_id)} == {"T08", "T17"}
    assert "HO-05" in clocks_of(ctx, case_id)


def test_a_harmless_answer_leaves_the_mediation_alone(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    reassess(ctx, people, case_id, **WILLING)
    assert track_of(ctx, case_id).status == "in_mediation"


def test_a_closed_case_is_not_assessed_again(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    close_mediation(ctx, people, case_id)
    with pytest.raises(ActionNotAllowedError, match="action_not_allowed"):
        reassess(ctx, people, case_id, **WILLING)


def test_a_case_is_judged_by_the_law_of_the_day_it_is_assessed(
    ctx: ServiceContext, people: People, clock: SetClock
) -> None:
    case_id = make_case(ctx, people["desk"])
    clock.advance(days=3)
    reassess(ctx, people, case_id, **WILLING)
    days = [one.assessed_on for one in rows_of(ctx, AssessmentRecord, case_id=case_id)]
    assert sorted(days)[-1] == local_date(clock())


def test_the_route_a_person_decided_stays(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    decide_route(
        ctx,
        actor=people["desk"],
        case_id=case_id,
        seen_version=None,
        decided=Route.COURT,
        risk_level=RiskLevel.BLUE,
        override_reason="parties_chose",
        note="当事人要求",
    )
    reassess(ctx, people, case_id, **WILLING)
    assert case_of(ctx, case_id).route is Route.COURT
