"""Step *intake* for a whole export: each row is a case or is refused with its reason, and nothing in between."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories import DANGEROUS, QUIET, People, SetClock, make_case, rows_of
from triage.db.records import AlarmRecord, AuditEntryRecord, CaseNumberRecord, CaseRecord, ReportingPersonRecord
from triage.errors import InputError, NotPermittedError
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import RawRow, ReportRow, read_reports
from triage.services.context import ServiceContext
from triage.services.import_cases import ImportedRow, import_cases
from triage.vocabulary import IntakeChannel

OTHER = "楼上漏水把我家天花板泡坏了，物业说不归他们管。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["far_desk"], DANGEROUS)


def row(number: int, text: str = QUIET, intake: dict[str, str] | None = None, **fields: object) -> RawRow:
    return RawRow(number, {"text": text, **fields}, intake or {})


def take_in(
    ctx: ServiceContext, people: People, rows: Iterable[RawRow | RejectedRow], **options: Any
) -> list[ImportedRow]:
    reports: list[ReportRow | RejectedRow] = list(read_reports(rows, ctx.assessor.rulebook.facts, ctx.today()))
    return list(import_cases(ctx, actor=people["desk"], rows=reports, source="热线", **options))


def codes(outcome: list[ImportedRow]) -> list[str | None]:
    return [one.error.code if one.error else None for one in outcome]


def imported(ctx: ServiceContext, people: People) -> list[CaseRecord]:
    return rows_of(ctx, CaseRecord, unit_id=people.station)


def test_every_row_becomes_a_case_of_its_own(ctx: ServiceContext, people: People) -> None:
    outcome = take_in(ctx, people, [row(2, id="A1"), row(3, OTHER, id="A2")])
    assert [one.case_code for one in outcome] == ["2026-测试所-00001", "2026-测试所-00002"]
    assert {(case.external_source, case.external_number) for case in imported(ctx, people)} == {
        ("热线", "A1"),
        ("热线", "A2"),
    }


def test_a_dangerous_row_alarms_like_any_report(ctx: ServiceContext, people: People) -> None:
    take_in(ctx, people, [row(2, DANGEROUS, id="A1")])
    (case,) = imported(ctx, people)
    assert {alarm.trigger for alarm in rows_of(ctx, AlarmRecord, case_id=case.id)} == {"T01", "T02"}


def test_the_columns_of_an_export_find_their_place(ctx: ServiceContext, people: People) -> None:
    intake = {"channel": "call_110", "place": "测试路1号", "reporter": "路人丙", "phone": "13900000003"}
    take_in(ctx, people, [row(2, intake=intake, id="A1", reported_on="2026-09-01 08:30")])
    (case,) = imported(ctx, people)
    assert (case.intake_channel, case.place) == (IntakeChannel.CALL_110, "测试路1号")
    assert case.reported_at == datetime(2026, 9, 1, 0, 30, tzinfo=UTC)
    assert rows_of(ctx, ReportingPersonRecord, case_id=case.id)[0].name == "路人丙"


def test_a_row_without_a_date_counts_as_reported_now(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    take_in(ctx, people, [row(2, id="A1"), row(3, OTHER, id="A2", reported_on="2026-13-45")])
    assert {case.reported_at for case in imported(ctx, people)} == {clock()}


def test_a_refused_row_does_not_stop_the_others(ctx: ServiceContext, people: People) -> None:
    rejected = RejectedRow(3, InputError("row_without_text"))
    outcome = take_in(ctx, people, [row(2, id="A1"), rejected, row(4, "\u200b\u200d", id="A2"), row(5, OTHER, id="A3")])
    assert codes(outcome) == [None, "row_without_text", "no_readable_text", None]
    assert len(imported(ctx, people)) == 2


def test_a_number_that_stands_twice_in_the_file_is_taken_once(ctx: ServiceContext, people: People) -> None:
    assert codes(take_in(ctx, people, [row(2, id="A1"), row(3, OTHER, id="A1")])) == [None, "external_number_taken"]


def test_an_interrupted_import_can_be_repeated(ctx: ServiceContext, people: People) -> None:
    take_in(ctx, people, [row(2, id="A1")])
    again = take_in(ctx, people, [row(2, id="A1"), row(3, OTHER, id="A2")])
    assert codes(again) == ["external_number_taken", None]
    assert len(imported(ctx, people)) == 2


def test_the_same_number_of_another_system_is_another_matter(ctx: ServiceContext, people: People) -> None:
    take_in(ctx, people, [row(2, id="A1")])
    reports = list(read_reports([row(2, OTHER, id="A1")], ctx.assessor.rulebook.facts, ctx.today()))
    outcome = list(import_cases(ctx, actor=people["desk"], rows=reports, source="网格"))
    assert codes(outcome) == [None]


def test_files_without_numbers_do_not_shut_each_other_out(ctx: ServiceContext, people: People) -> None:
    assert codes(take_in(ctx, people, [row(2), row(3, DANGEROUS)])) == [None, None]
    assert codes(take_in(ctx, people, [row(2, OTHER), row(3)])) == [None, "external_number_taken"]
    assert len(imported(ctx, people)) == 3


def test_a_cell_too_long_for_its_column_is_refused_not_cut(ctx: ServiceContext, people: People) -> None:
    rows = [row(2, id="A1", intake={"place": "长" * 201}), row(3, id="A" * 81), row(4, OTHER, id="A3")]
    assert codes(take_in(ctx, people, rows)) == ["text_too_long", "text_too_long", None]


def test_damaged_cells_are_taken_in(ctx: ServiceContext, people: People) -> None:
    intake = {"place": "测试\x00路", "reporter": "\ud800", "phone": "138\udfff"}
    history = [{"reported_on": "2026-08-01", "text": "上次\x00也闹\ud800", "outcome": None}]
    assert codes(take_in(ctx, people, [row(2, intake=intake, id="A\x001", history=history)])) == [None]
    assert imported(ctx, people)[0].place == "测试\ufffd路"


def test_a_dry_run_says_the_same_and_leaves_nothing(ctx: ServiceContext, people: People) -> None:
    rows = [row(2, id="A1"), row(3, "…", id="A2"), row(4, OTHER, id="A1"), row(5, DANGEROUS, id="A4")]
    entries = len(rows_of(ctx, AuditEntryRecord))
    rehearsed = take_in(ctx, people, rows, is_dry_run=True)
    assert imported(ctx, people) == []
    assert rows_of(ctx, CaseNumberRecord, unit_id=people.station) == []
    assert len(rows_of(ctx, AuditEntryRecord)) == entries
    assert codes(take_in(ctx, people, rows)) == codes(rehearsed)


def test_who_has_nothing_to_do_with_cases_imports_none(ctx: ServiceContext, people: People) -> None:
    reports = list(read_reports([row(2, id="A1")], ctx.assessor.rulebook.facts, ctx.today()))
    with pytest.raises(NotPermittedError):
        list(import_cases(ctx, actor=people["administrator"], rows=reports, source="热线"))
