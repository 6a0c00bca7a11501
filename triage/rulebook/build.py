"""Turn checked files into the frozen values that flow 1 works with."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from triage.assessment.rule import (
    Condition,
    ContextCues,
    DisputeType,
    Exclusion,
    FactDefinition,
    FactValue,
    Indicator,
    NearPattern,
    RouteRow,
    Rule,
    Rulebook,
    Trigger,
    WordSet,
)
from triage.errors import RuleFileError
from triage.rulebook.folder import CONTEXT, EXCLUSIONS, FACTS, TAXONOMY, Folder
from triage.rulebook.schema import ContextShape, FactsShape, NearShape, RuleShape, Shape, TaxonomyShape, WordSetShape
from triage.rulebook.schema_route import ConditionShape, ExclusionShape, ExclusionsShape, RouteFileShape, RouteRowShape
from triage.vocabulary import HitContext, Route

Content = TypeVar("Content")

# What makes a hit doubtful when the rule does not say. A denied topic is still the topic, so for a dispute type
# only a harmless phrase counts; a risk must also be real, present and meant.
RISK_DOUBTS = frozenset((HitContext.NEGATED, HitContext.IDIOM, HitContext.PAST_SETTLED, HitContext.NAME))
TYPE_DOUBTS = frozenset((HitContext.IDIOM,))


def build_rulebook(folder: Folder, content_hash: str) -> Rulebook:
    """The rulebook of a folder without errors. Only active rules are part of it."""
    taxonomy = _required(folder.one(TAXONOMY, TaxonomyShape), TAXONOMY)
    facts = _required(folder.one(FACTS, FactsShape), FACTS)
    exclusions = folder.one(EXCLUSIONS, ExclusionsShape)
    return Rulebook(
        content_hash=content_hash,
        rules=rules_with_status(folder, "active"),
        word_sets=_word_sets(folder),
        cues=_cues(_required(folder.one(CONTEXT, ContextShape), CONTEXT)),
        dispute_types={row.code: DisputeType(**_fields(row)) for row in taxonomy.dispute_types},
        triggers={row.id: Trigger(**_fields(row)) for row in taxonomy.triggers},
        indicators={row.id: Indicator(**_fields(row)) for row in taxonomy.indicators},
        facts={fact.id: FactDefinition(**_fields(fact, "choice_labels")) for fact in facts.facts},
        routes=tuple(_route_row(row) for _, table in folder.of(RouteFileShape) for row in table.rows),
        exclusions=tuple(map(_exclusion, exclusions.exclusions)) if exclusions else (),
        wording={**folder.wording, **_choice_labels(facts)},
    )


def rules_with_status(folder: Folder, status: str) -> tuple[Rule, ...]:
    """The rules with ``status``, in order of id, their word sets written out."""
    word_sets = _word_sets(folder)
    rules = (_rule(shape, word_sets) for _, shape in folder.of(RuleShape) if shape.status == status)
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _word_sets(folder: Folder) -> dict[str, WordSet]:
    shapes = (shape for _, shape in folder.of(WordSetShape))
    sets = (WordSet(shape.id.partition(".")[2], shape.kind, tuple(dict.fromkeys(shape.words))) for shape in shapes)
    return {words.name: words for words in sets}


def _rule(shape: RuleShape, word_sets: Mapping[str, WordSet]) -> Rule:
    match = shape.match
    default = TYPE_DOUBTS if shape.dispute_type is not None else RISK_DOUBTS
    return Rule(
        id=shape.id,
        version=shape.version,
        title=shape.title,
        why=shape.why,
        legal_basis=tuple(shape.legal_basis),
        verification=shape.verification,
        valid_from=shape.valid_from,
        valid_to=shape.valid_to,
        any=_expanded(match.any, word_sets),
        near=tuple(_near(pattern, word_sets) for pattern in match.near),
        doubtful=_expanded(match.doubtful, word_sets),
        context_in=_expanded(match.context_in, word_sets),
        unless=_expanded(match.unless, word_sets),
        doubtful_in=default if shape.doubtful_in is None else frozenset(shape.doubtful_in),
        ask=shape.ask,
        weight=shape.weight or 0.0,
        dispute_type=shape.dispute_type,
        trigger=shape.trigger,
        indicator=shape.indicator,
    )


def _near(shape: NearShape, word_sets: Mapping[str, WordSet]) -> NearPattern:
    groups = tuple(_expanded(group, word_sets) for group in shape.all)
    return NearPattern(groups, shape.within_chars, shape.ordered)


def _expanded(words: Iterable[str], word_sets: Mapping[str, WordSet]) -> tuple[str, ...]:
    """The literals with every ``@name`` replaced by its words, each once, in the order written."""
    expanded: dict[str, None] = {}
    for word in words:
        expanded.update(dict.fromkeys(word_sets[word[1:]].words if word.startswith("@") else (word,)))
    return tuple(expanded)


def _cues(shape: ContextShape) -> ContextCues:
    return ContextCues(**_fields(shape, "id", "version"))


def _route_row(shape: RouteRowShape) -> RouteRow:
    route = shape.route if isinstance(shape.route, Route) else None
    return RouteRow(when=condition_of(shape.when), route=route, **_fields(shape, "when", "route"))


def _exclusion(shape: ExclusionShape) -> Exclusion:
    return Exclusion(when=condition_of(shape.when), **_fields(shape, "when"))


def _choice_labels(facts: FactsShape) -> dict[str, str]:
    """Labels of choices become sentences, so that every page finds them where it finds all others."""
    return {
        f"labels.fact.{fact.id}.{choice}": label for fact in facts.facts for choice, label in fact.choice_labels.items()
    }


def _fields(shape: Shape, *left_out: str) -> dict[str, Any]:
    """The fields of a flat shape, lists as tuples."""
    fields = {name: getattr(shape, name) for name in type(shape).model_fields if name not in left_out}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def _required(content: Content | None, name: str) -> Content:
    if content is None:
        raise RuleFileError("missing_file", file=name, name=name)
    return content


def condition_of(shape: ConditionShape) -> Condition:
    """The condition as flow 1 knows it."""
    test = shape.tests[0] if shape.tests else None
    given = getattr(shape, "is_" if test == "is" else test) if test else shape.value
    value: FactValue | tuple[FactValue, ...] | None = tuple(given) if isinstance(given, list) else given
    return Condition(
        fact=shape.fact,
        test=test,
        value=value,
        atom=shape.atom,
        all=tuple(map(condition_of, shape.all or ())),
        any=tuple(map(condition_of, shape.any or ())),
        none=tuple(map(condition_of, shape.none or ())),
    )
