"""A report is judged by the law of its day: the same text on both sides of each change of law."""

from datetime import date, timedelta

import pytest

from tests.unit.test_scenarios import assessor
from triage.assessment.rule import RouteRow
from triage.assessment.types import Reason, Report

ONE_DAY = timedelta(days=1)
IN_FORCE = (  # key, first day, last day
    ("PSAPL", date(2026, 1, 1), date.max),
    ("PSAPL-2012", date(2013, 1, 1), date(2025, 12, 31)),
    ("SAMR-121", date(2026, 4, 15), date.max),
    ("SAMR-20", date(2020, 1, 1), date(2026, 4, 14)),
    ("ECO-CODE", date(2026, 8, 15), date.max),
    ("NOISE-LAW", date.min, date(2026, 8, 14)),
)
LAST_DAYS = (date(2025, 12, 31), date(2026, 4, 14), date(2026, 8, 14))
CHANGES = (
    ("两人因为琐事打架，互相打了几拳", date(2026, 1, 1), "PSAPL-2012 9", "PSAPL 9"),
    ("网店卖假货，要求退款一直不给退", date(2026, 4, 15), "SAMR-20 21", "SAMR-121 23"),
    ("楼上半夜放音响，噪音吵得睡不着觉", date(2026, 8, 15), "NOISE-LAW", "ECO-CODE 599"),
    ("工厂排放污水和臭气，污染环境，一直没人管", date(2026, 8, 15), "PML 17", "ECO-CODE 1077"),
)


def _deciding(text: str, on: date) -> Reason:
    answer = assessor().assess(Report("", text), on)
    return next(reason for reason in answer.reasons if reason.source_id == answer.route.rows[0])


def _rows() -> tuple[RouteRow, ...]:
    return assessor().rulebook.routes


@pytest.mark.parametrize(("text", "first_day", "older", "newer"), CHANGES, ids=[change[3] for change in CHANGES])
def test_the_article_quoted_is_that_of_the_day(text: str, first_day: date, older: str, newer: str) -> None:
    before, after = _deciding(text, first_day - ONE_DAY).legal_basis, _deciding(text, first_day).legal_basis
    assert (older in before, newer in before) == (True, False)
    assert (older in after, newer in after) == (False, True)


@pytest.mark.parametrize("on", [*LAST_DAYS, *(day + ONE_DAY for day in LAST_DAYS)], ids=str)
def test_no_live_row_or_exclusion_quotes_a_law_that_is_not_in_force(on: date) -> None:
    live = [one for one in (*_rows(), *assessor().rulebook.exclusions) if one.is_live(on)]
    dead = {key for key, first, last in IN_FORCE if not first <= on <= last}
    assert [(one.id, basis) for one in live for basis in one.legal_basis if basis.partition(" ")[0] in dead] == []


@pytest.mark.parametrize("older", [row for row in _rows() if row.valid_to], ids=lambda row: row.id)
def test_a_row_of_an_older_law_is_followed_by_its_newer_one_without_a_gap(older: RouteRow) -> None:
    assert older.valid_to is not None
    (newer,) = (row for row in _rows() if row.id == older.id.partition("_before_")[0])
    assert (newer.when, newer.route, newer.valid_from) == (older.when, older.route, older.valid_to + ONE_DAY)


def test_an_old_act_is_shown_the_old_exclusions() -> None:
    shipped = assessor().rulebook.exclusions
    old = {one.id for one in shipped if one.is_live(LAST_DAYS[0])}
    new = {one.id for one in shipped if one.is_live(LAST_DAYS[0] + ONE_DAY)}
    seven = {f"mps_proc_179_{number}" for number in range(1, 8)}
    assert seven <= new
    assert seven - {"mps_proc_179_7"} | {"mps_proc_179_7_before_2026", "psapl_9_not_minor_before_2026"} <= old


def test_what_rests_on_no_article_that_was_read_is_to_be_confirmed_locally() -> None:
    bare = [row for row in _rows() if any(basis in ("PSAPL-2012", "NOISE-LAW") for basis in row.legal_basis)]
    assert bare
    assert [row.id for row in bare if row.verification == "V"] == []
