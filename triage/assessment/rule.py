"""What the steps of flow 1 need to know of the rulebook, as frozen values (``rulebook/load.py`` builds them)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from triage.vocabulary import Actor, ElementKind, HitContext, RiskLevel, Role, Route

FactValue: TypeAlias = bool | int | str
Facts: TypeAlias = Mapping[str, FactValue]

QUANTITY_MARK = "#"  # begins the name of a quantity among the words of a near pattern
QUANTITIES = ("crowd", "several_people", "long_time", "large_sum")


@dataclass(frozen=True, slots=True)
class NearPattern:
    """Words of every group close together, inside one sentence or a few that follow each other.

    ``groups[i]`` is a set of literals, or of quantities written ``#crowd`` (``quantities.py`` finds them); a match
    takes one of each group, all of them inside a stretch of at most ``within_chars`` code points counted from the
    first one's start to the last one's end; with ``ordered`` in the order of the groups. The parts of one match do
    not overlap. At least one group holds literals alone.
    """

    groups: tuple[tuple[str, ...], ...]
    within_chars: int
    ordered: bool
    sentences: int = 1  # how many sentences in a row the match may reach over


@dataclass(frozen=True, slots=True)
class Rule:
    """One YAML file below ``rules/risk``, ``rules/dispute_type`` or ``rules/fact``; it names exactly one target."""

    id: str
    version: int
    title: str
    why: str
    legal_basis: tuple[str, ...]
    verification: str
    valid_from: date
    valid_to: date | None  # last day, inclusive
    any: tuple[str, ...]  # firm on their own
    near: tuple[NearPattern, ...]
    doubtful: tuple[str, ...]  # on their own only a question to a person (risk rules)
    context_in: tuple[str, ...]  # harmless wholes: a hit inside one becomes to_check
    other_sense: tuple[str, ...]  # words that, in the same sentence, let a hit mean something harmless (risk rules)
    unless: tuple[str, ...]  # silences a dispute-type rule; refused by lint on a risk rule
    doubtful_in: frozenset[HitContext]  # contexts that turn a firm hit into one to check
    ask: str  # the sentence for the person who checks a doubtful hit
    weight: float  # log-odds added to the type spoken for; 0 for rules that speak for none
    dispute_type: str | None = None
    trigger: str | None = None
    indicator: str | None = None
    fact: str | None = None  # a fact that the words state, with its ``value``: presumed until a person confirms it
    value: FactValue | None = None
    suggests: str | None = None  # the type that the rule's trigger speaks for
    only_types: tuple[str, ...] = ()  # a fact is presumed only where the first type is one of these; empty: anywhere

    @property
    def source_id(self) -> str:
        """``id@version``, as quoted in reasons."""
        return f"{self.id}@{self.version}"

    @property
    def spoken_type(self) -> str | None:
        """The dispute type that a hit speaks for."""
        return self.dispute_type or self.suggests

    def is_live(self, on: date) -> bool:
        """True when ``on`` lies in the rule's period of validity."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class WordSet:
    """A named set of words (``rules/elements/*.yaml``); rules use it as ``@name``, find_elements as a lexicon."""

    name: str
    kind: ElementKind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContextCues:
    """Word lists by which ``match_rules`` marks the context of a hit (``rules/elements/context.yaml``)."""

    negation: tuple[str, ...]
    negation_fillers: tuple[str, ...]  # may stand between the negation and the hit
    question: tuple[str, ...]
    past: tuple[str, ...]
    settled: tuple[str, ...]
    fiction: tuple[str, ...]  # 密室逃脱, 电视剧, 游戏: what stands beside them may be a name
    fiction_settings: tuple[str, ...]  # 游戏里, 剧情, 演习: what their sentence tells may not be real
    warnings: tuple[str, ...]  # 严禁, 谨防: what follows is warned of, not told
    documents: tuple[str, ...]  # 合同, 告示: what is written there is not told either
    real_doing: tuple[str, ...]  # 现实, 店里, 受伤: the sentence is real all the same


@dataclass(frozen=True, slots=True)
class DisputeType:
    """A row of ``rules/taxonomy.yaml``: ``routes`` is the default order, first is the default route."""

    code: str
    label: str
    stat: int
    routes: tuple[Route, ...]
    competent_body: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A mandatory trigger T01–T18: ``level`` None leaves the level unchanged."""

    id: str
    label: str
    level: RiskLevel | None
    blocks: bool
    action: str
    legal_basis: tuple[str, ...]
    verification: str
    mandatory_report: bool
    suggests: str | None = None  # the dispute type for which its rules speak too


@dataclass(frozen=True, slots=True)
class Indicator:
    """A risk indicator R01–R31: ``floor`` is the lowest level while it is present."""

    id: str
    label: str
    weight: int
    floor: RiskLevel | None
    replaces: tuple[str, ...]
    police_only: bool


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """A row of ``rules/facts.yaml``. ``kind`` is ``boolean``, ``count`` or ``choice`` (then ``choices`` lists them)."""

    id: str
    label: str
    kind: str
    ask: str
    choices: tuple[str, ...]
    police_only: bool  # kept out of everything shared (PSAPL 136)
    visible_to: frozenset[Role] = frozenset(Role)
    may_be_presumed: bool = False  # from words, until a person confirms it

    def is_open_to(self, actor: Actor) -> bool:
        """A police-only fact needs a police post as well: a desk officer of a committee is not police."""
        return actor.role in self.visible_to and (actor.is_police or not self.police_only)


@dataclass(frozen=True, slots=True)
class Condition:
    """A three-valued condition: exactly one of the fields is used.

    ``fact`` with ``test`` and ``value``: ``is``, ``at_least`` and ``one_of`` are unknown while the fact is unknown;
    ``is_known``, ``at_least_known`` and ``one_of_known`` are false while it is unknown, for facts that are rare enough
    to be asked only when something points to them. ``atom`` names a derived truth that ``recommend_route`` computes:
    ``blocking_trigger``, ``trigger:T10`` (firm), ``check:T10`` (doubtful), ``indicator:R07``, ``type_in`` (the primary
    type), ``any_type_in`` (any ranked type with probability ≥ 0.25), ``level_at_least``; the last three use ``value``.
    ``all``/``any``/``none`` combine.
    """

    fact: str | None = None
    test: str | None = None
    value: FactValue | tuple[FactValue, ...] | None = None
    atom: str | None = None
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()
    none: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A row of the decision table; ``route`` None means: the default order of the primary type."""

    id: str
    version: int
    title: str
    when: Condition
    route: Route | None
    then: tuple[Route, ...]
    why: str
    legal_basis: tuple[str, ...]
    verification: str
    valid_from: date
    valid_to: date | None

    @property
    def source_id(self) -> str:
        return f"{self.id}@{self.version}"

    def is_live(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One exclusion from police mediation (MPS-PROC 179), shown as met, not met or unknown."""

    id: str
    label: str
    when: Condition
    legal_basis: tuple[str, ...]
    verification: str
    valid_from: date = date.min
    valid_to: date | None = None

    def is_live(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ExternalCategory:
    """What another system calls a matter; ``codes`` empty: its name says nothing about the type."""

    name: str
    codes: tuple[str, ...]
    source_id: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A whole rulebook in memory: what one release holds for flow 1."""

    content_hash: str  # "sha256:…" over all files
    rules: tuple[Rule, ...]
    word_sets: Mapping[str, WordSet]
    cues: ContextCues
    dispute_types: Mapping[str, DisputeType]
    triggers: Mapping[str, Trigger]
    indicators: Mapping[str, Indicator]
    facts: Mapping[str, FactDefinition]
    routes: tuple[RouteRow, ...]
    exclusions: tuple[Exclusion, ...]
    wording: Mapping[str, str]  # flat keys: "errors.not_found", "reasons.type_rule", …
    categories: Mapping[str, ExternalCategory] = field(default_factory=dict)  # of other systems, by every spelling
    sample: str = ""  # speech from which the index learns what is rare; no answer depends on it


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of the installation that bear on an assessment; ``content_hash`` covers them and the calendars."""

    content_hash: str
    level_scores: Mapping[RiskLevel, int]  # lowest score of each level
    type_threshold: float  # below it the assessment abstains
    rule_share: float  # weight of rules against the model when both speak, 0–1
    long_text_chars: int  # longer text is assessed in parts of this length
