"""`triage deadline`: one clock, day by day."""

import json

import pytest

from tests.integration.cli.conftest import Command


def test_a_month_rolls_over_a_rest_day(command: Command) -> None:
    answer = json.loads(command("deadline", "PM-01", "--from", "2026-09-17", "--json").out)
    # 17 October 2026 is a Saturday
    assert (answer["rule"], answer["from"], answer["due_on"], answer["provisional"]) == (
        "PM-01",
        "2026-09-17",
        "2026-10-19",
        False,
    )
    assert answer["steps"][0] == {
        "day": "2026-09-17",
        "counted": False,
        "why": "起始日不计入",
        "code": "start_day",
    }


def test_a_hold_is_half_open(command: Command) -> None:
    held = ("deadline", "PM-06", "--from", "2026-09-07", "--hold", "2026-09-08/2026-09-10", "--json")
    answer = json.loads(command(*held).out)
    assert (answer["due_on"], [step["counted"] for step in answer["steps"]]) == (
        "2026-09-14",
        [False, False, False, True, True, False, False, True],
    )


def test_hours_end_at_an_instant(command: Command) -> None:
    answer = json.loads(command("deadline", "HO-01", "--from", "2026-09-18T16:30", "--json").out)
    assert (answer["due_at"], "due_on" in answer) == ("2026-09-19T16:30:00+08:00", False)


def test_a_year_without_a_calendar_is_provisional(command: Command) -> None:
    assert json.loads(command("deadline", "POL-04", "--from", "2030-01-02", "--json").out)["provisional"] is True


def test_explain_shows_each_day_and_why(command: Command) -> None:
    said = command("deadline", "PM-06", "--from", "2026-09-30", "--explain")
    assert (said.status, "2026-10-01 星期四  不计" in said.out, "2026-10-10 星期六  计入" in said.out) == (
        0,
        True,
        True,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["XX-01", "--from", "2026-09-01"],
        ["PM-01"],
        ["PM-01", "--from", "yesterday"],
        ["PM-01", "--from", "1999-01-01"],
        ["POL-04", "--from", "2026-09-01", "--extend", "3"],
        ["PM-01", "--from", "2026-09-01", "--hold", "2026-09-10/2026-09-08"],
        ["PM-01", "--from", "2026-09-01", "--hold", "soon"],
        ["PM-08", "--from", "2026-09-01"],
    ],
)
def test_wrong_use_is_one_line_and_status_2(command: Command, arguments: list[str]) -> None:
    said = command("deadline", *arguments)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert "出错：" not in said.err  # every code has a sentence of its own
