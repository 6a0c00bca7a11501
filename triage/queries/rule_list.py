"""Pages *rules*: every rule of the live rulebook with its own cases and their results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.assessment.rule import Rulebook
from triage.db.records import ReleaseRecord
from triage.errors import NotFoundError
from triage.rulebook.folder import Folder, read_folder
from triage.rulebook.load import LoadedRulebook, load_files
from triage.rulebook.release import unpacked
from triage.rulebook.schema import ExclusionsShape, NearShape, RouteFileShape, RuleShape
from triage.rulebook.self_test import self_test

RULE_KINDS = ("risk", "dispute_type", "route", "exclusion")
RELEASES_REMEMBERED = 3


@dataclass(frozen=True, slots=True)
class CaseResult:
    text: str
    expect: str
    note: str
    has_passed: bool


@dataclass(frozen=True, slots=True)
class RuleView:
    """``target`` is the trigger, indicator, dispute type or route that the rule speaks for."""

    id: str
    version: int
    kind: str
    status: str
    title: str
    target: str
    why: str
    legal_basis: tuple[str, ...]
    verification: str
    valid_from: date | None
    valid_to: date | None
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: tuple[str, ...] = ()
    ask: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None
    known_gaps: str = ""
    cases: tuple[CaseResult, ...] = ()

    @property
    def failed(self) -> int:
        return sum(1 for case in self.cases if not case.has_passed)


@dataclass(frozen=True, slots=True)
class RuleList:
    content_hash: str
    rules: tuple[RuleView, ...]

    def of_kind(self, kind: str | None) -> tuple[RuleView, ...]:
        """The rules of one kind, all of them without one."""
        return tuple(rule for rule in self.rules if kind is None or rule.kind == kind)

    def get(self, rule_id: str) -> RuleView:
        """One rule.

        Raises:
            NotFoundError: no such rule.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise NotFoundError("rule_not_found")


def rule_list(orm: Session, live: Rulebook) -> RuleList:
    """The rules as they are live now; their cases are run once for each release."""
    return _rules_of(live.content_hash) or _read(orm, live.content_hash)


_remembered: dict[str, RuleList] = {}


def _rules_of(content_hash: str) -> RuleList | None:
    return _remembered.get(content_hash)


def _read(orm: Session, content_hash: str) -> RuleList:
    statement = select(ReleaseRecord.snapshot).where(ReleaseRecord.content_hash == content_hash)
    snapshot = orm.scalars(statement).one_or_none()
    if snapshot is None:
        raise NotFoundError("release_not_found")
    return _views(content_hash, snapshot)


@lru_cache(maxsize=RELEASES_REMEMBERED)
def _views(content_hash: str, snapshot: bytes) -> RuleList:
    ...
