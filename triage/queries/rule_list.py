"""Pages *rules*: every rule of the live rulebook, with its own cases and what they give."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.assessment.rule import Condition, Exclusion, RouteRow
from triage.assessment.rule_index import RuleIndex
from triage.db.records import ReleaseRecord
from triage.errors import NotFoundError
from triage.rulebook.folder import content_hash, read_files, read_folder
from triage.rulebook.load import LoadedRulebook, load_files
from triage.rulebook.release import unpacked
from triage.rulebook.schema import NearShape, RuleShape
from triage.rulebook.self_test import self_test

RULE_KINDS = ("risk", "dispute_type", "fact", "route", "exclusion")
TO_CONFIRM = "to_confirm"  # a list across the kinds: what was not read in the statute itself
READ_IN_THE_STATUTE = "V"
NOT_LIVE = frozenset({"draft", "retired"})
RELEASES_REMEMBERED = 3


@dataclass(frozen=True, slots=True)
class CaseResult:
    text: str
    expect: str
    note: str
    has_passed: bool


@dataclass(frozen=True, slots=True)
class RuleView:
    """``target``: the trigger, indicator, dispute type or route it speaks for; ``when`` is set on route rows."""

    id: str
    version: int
    kind: str
    status: str
    title: str
    target: str
    why: str
    legal_basis: tuple[str, ...]
    verification: str
    valid_from: date | None = None
    valid_to: date | None = None
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: tuple[NearShape, ...] = ()
    when: Condition | None = None
    ask: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None
    known_gaps: str = ""
    cases: tuple[CaseResult, ...] = ()

    @property
    def is_live(self) -> bool:
        """True when cases are judged by it; drafts are only tested."""
        return self.status not in NOT_LIVE

    @property
    def failed(self) -> int:
        return sum(1 for case in self.cases if not case.has_passed)


@dataclass(frozen=True, slots=True)
class RuleList:
    content_hash: str
    rules: tuple[RuleView, ...]

    @property
    def case_count(self) -> int:
        return sum(len(rule.cases) for rule in self.rules)

    @property
    def failed(self) -> int:
        return sum(rule.failed for rule in self.rules)

    def of_kind(self, kind: str | None) -> tuple[RuleView, ...]:
        """The rules of one kind, or the live ones whose basis must be confirmed locally; else all of them."""
        if kind == TO_CONFIRM:
            return tuple(rule for rule in self.rules if rule.is_live and rule.verification != READ_IN_THE_STATUTE)
        return tuple(rule for rule in self.rules if kind not in RULE_KINDS or rule.kind == kind)

    def get(self, rule_id: str) -> RuleView:
        """One rule.

        Raises:
            NotFoundError: no such rule.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise NotFoundError("rule_not_found")


def rule_list(orm: Session, *, live: RuleIndex, rules_folder: Path) -> RuleList:
    """The rules of the live rulebook; its cases are run once.

    Raises:
        NotFoundError: neither a release nor the folder holds that rulebook.
    """
    release = live.rulebook.content_hash
    remembered = _remembered(release)
    if not remembered:
        remembered.append(_views(live, _files(orm, release, rules_folder)))
    return remembered[0]


@lru_cache(maxsize=RELEASES_REMEMBERED)
def _remembered(_live: str) -> list[RuleList]:
    return []


def _files(orm: Session, live: str, rules_folder: Path) -> Mapping[str, bytes]:
    stored = orm.scalars(select(ReleaseRecord.snapshot).where(ReleaseRecord.content_hash == live)).one_or_none()
    if stored is not None:
        return unpacked(stored)
    files = read_files(rules_folder)
    if content_hash(files) != live:
        raise NotFoundError("release_not_found")
    return files


def _views(live: RuleIndex, files: Mapping[str, bytes]) -> RuleList:
    book = load_files(files)
    folder, _ = read_folder(files)
    results = _results(book, live)
    rules = [_rule(shape, results.get(shape.id, ())) for _, shape in folder.of(RuleShape)]
    order = {kind: number for number, kind in enumerate(RULE_KINDS)}
    rules.sort(key=lambda rule: (order[rule.kind], rule.target, rule.id))
    rows = (*map(_route_row, book.rulebook.routes), *map(_exclusion, book.rulebook.exclusions))
    return RuleList(live.rulebook.content_hash, (*rules, *rows))


def _results(book: LoadedRulebook, live: RuleIndex) -> dict[str, tuple[CaseResult, ...]]:
    failed = {(found.file, found.line, found.column) for found in self_test(book, live)}
    files = {file for file, _, _ in failed}
    by_rule: defaultdict[str, list[CaseResult]] = defaultdict(list)
    for case in book.cases:
        # the place of a case takes long to work out, and is needed only in a file where one failed
        has_passed = case.file not in files or (case.file, *case.place) not in failed
        by_rule[case.rule_id].append(CaseResult(case.text, case.expect, case.note, has_passed))
    return {rule: tuple(cases) for rule, cases in by_rule.items()}


def _rule(shape: RuleShape, cases: Iterable[CaseResult]) -> RuleView:
    return RuleView(
        id=shape.id,
        version=shape.version,
        kind=shape.id.partition(".")[0],
        status=shape.status,
        title=shape.title,
        target=shape.trigger or shape.indicator or shape.dispute_type or shape.fact or "",
        why=shape.why,
        legal_basis=tuple(shape.legal_basis),
        verification=shape.verification,
        valid_from=shape.valid_from,
        valid_to=shape.valid_to,
        words=tuple(_words(shape)),
        near=tuple(shape.match.near),
        ask=shape.ask,
        reviewed_by=shape.reviewed_by,
        reviewed_on=shape.reviewed_on,
        known_gaps=shape.known_gaps,
        cases=tuple(cases),
    )


def _words(shape: RuleShape) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in ("any", "doubtful", "context_in", "unless"):
        words = getattr(shape.match, name)
        if words:
            yield name, tuple(words)


def _route_row(row: RouteRow) -> RuleView:
    return RuleView(
        id=row.id,
        version=row.version,
        kind="route",
        status="active",
        title=row.title,
        target=row.route.value if row.route else "",
        why=row.why,
        legal_basis=row.legal_basis,
        verification=row.verification,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        when=row.when,
    )


def _exclusion(one: Exclusion) -> RuleView:
    return RuleView(
        id=f"exclusion.{one.id}",
        version=1,
        kind="exclusion",
        status="active",
        title=one.label,
        target="",
        why="",
        legal_basis=one.legal_basis,
        verification=one.verification,
        when=one.when,
    )
