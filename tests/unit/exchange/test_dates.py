"""The dates that exports hold."""

from datetime import UTC, date, datetime, time

import pytest

from triage.exchange.dates import Moment, read_moment

DAY = date(2026, 10, 20)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-20",
        "2026/10/20",
        "2026.10.20",
        "2026年10月20日",
        "20261020",
        "２０２６-１０-２０",
        "2026/10/20 ",
        "2026年10月20日下午",
        46315,
        46315.0,
        "46315",
        20261020,
        DAY,
    ],
)
def test_a_date_is_read_in_the_usual_spellings(cell: object) -> None:
    assert read_moment(cell) == Moment(DAY) or read_moment(cell) == Moment(DAY, time(0))


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-20 13:21",
        "2026/10/20 13:21:00",
        "2026年10月20日 13时21分",
        "2026-10-20T13:21:00+08:00",
        "2026-10-20T05:21:00Z",
        "20261020132100",
        datetime(2026, 10, 20, 5, 21, tzinfo=UTC),
    ],
)
def test_a_time_of_day_is_local_time(cell: object) -> None:
    assert read_moment(cell) == Moment(DAY, time(13, 21))


@pytest.mark.parametrize(
    "cell",
    ["", "昨天", "10月20日", "2026-02-30", "2026-10-20 25:00", "1026-10-20", "nan", "1e999", 3.5, True, None, []],
)
def test_what_is_no_date_is_none(cell: object) -> None:
    assert read_moment(cell) is None


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1.0, 1e300])
def test_an_odd_number_is_none(number: float) -> None:
    assert read_moment(number) is None
