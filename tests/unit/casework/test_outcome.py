"""What agreements and performance make possible."""

from dataclasses import replace
from datetime import date

import pytest

from triage.casework.outcome import (
    Instalment,
    SettlementInPoliceCase,
    effective_on,
    ends_without_penalty,
    is_confirmable,
    is_fully_performed,
    needs_writing,
    next_due_on,
)
from triage.vocabulary import OutcomeKind, Route

WRITTEN, ORAL = OutcomeKind.WRITTEN_AGREEMENT, OutcomeKind.ORAL_AGREEMENT
DAY_1, DAY_2, DAY_3, DAY_4 = (date(2026, 3, day) for day in (2, 3, 4, 5))
COMPLETE = SettlementInPoliceCase(agreed_on=DAY_1, performed_on=DAY_2, applied_on=DAY_2, accepted_by_police_on=DAY_3)


def test_a_written_agreement_takes_effect_with_the_last_signature() -> None:
    assert effective_on(WRITTEN, [DAY_1, DAY_3, DAY_2]) == DAY_3


@pytest.mark.parametrize("signed_on", [[DAY_1, None, DAY_2], []])
def test_a_missing_signature_means_no_effect(signed_on: list[date | None]) -> None:
    assert effective_on(WRITTEN, signed_on) is None


def test_an_oral_agreement_takes_effect_when_reached() -> None:
    assert effective_on(ORAL, [DAY_1]) == DAY_1


def test_a_failed_mediation_has_no_effective_date() -> None:
    assert effective_on(OutcomeKind.MEDIATION_FAILED, [DAY_1]) is None


@pytest.mark.parametrize(
    ("kind", "route", "claims", "expected"),
    [
        (WRITTEN, Route.PEOPLE, {"money"}, True),
        (ORAL, Route.PEOPLE, {"money"}, False),
        (WRITTEN, Route.POLICE, {"money"}, False),
        (WRITTEN, Route.PEOPLE, {"money", "personal_status"}, False),
        (WRITTEN, Route.PEOPLE, {"title"}, False),
    ],
)
def test_what_a_court_may_confirm(kind: OutcomeKind, route: Route, claims: set[str], expected: bool) -> None:
    assert is_confirmable(kind, route, frozenset(claims)) is expected


@pytest.mark.parametrize(
    ("performed_at_once", "party_asks", "is_complex", "expected"),
    [(True, False, False, False), (False, False, False, True), (True, True, False, True), (True, False, True, True)],
)
def test_when_writing_is_needed(performed_at_once: bool, party_asks: bool, is_complex: bool, expected: bool) -> None:
    assert needs_writing(performed_at_once, party_asks, is_complex) is expected


def test_performance_is_full_only_when_every_instalment_is_in() -> None:
    paid, open_one = Instalment(DAY_1, DAY_1), Instalment(DAY_3)
    assert (is_fully_performed([paid]), is_fully_performed([paid, open_one])) == (True, False)


def test_the_next_instalment_is_the_earliest_open_one() -> None:
    instalments = [Instalment(DAY_4), Instalment(DAY_1, DAY_1), Instalment(DAY_3)]
    assert (next_due_on(instalments), next_due_on(instalments[1:2])) == (DAY_3, None)


def test_four_dated_facts_end_a_police_case() -> None:
    assert ends_without_penalty(COMPLETE)


@pytest.mark.parametrize("missing", ["agreed_on", "performed_on", "applied_on", "accepted_by_police_on"])
def test_each_of_the_four_facts_is_needed(missing: str) -> None:
    assert not ends_without_penalty(replace(COMPLETE, **{missing: None}))


def test_after_the_decision_it_is_too_late() -> None:
    decided = [replace(COMPLETE, decided_on=day) for day in (DAY_2, DAY_3)]
    assert [ends_without_penalty(settlement) for settlement in decided] == [False, True]
