"""Turn checked files into the frozen values that flow 1 works with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from triage.assessment.rule import (
    Condition,
    ContextCues,
    DisputeType,
    Exclusion,
    ExternalCategory,
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
from triage.rulebook.folder import CONDITIONS, CONTEXT, EXCLUSIONS, FACTS, TAXONOMY, Folder
from triage.rulebook.schema import (
    ContextShape,
    FactShape,
    FactsShape,
    NearShape,
    RuleShape,
    Shape,
    TaxonomyShape,
    WordSetShape,
)
from triage.rulebook.schema_region import RegionTableShape
from triage.rulebook.schema_route import (
    ConditionShape,
    ConditionsShape,
    ExclusionShape,
    ExclusionsShape,
    RouteFileShape,
    RouteRowShape,
)
from triage.vocabulary import POLICE_ROLES, HitContext, Route

Content = TypeVar("Content")

# What makes a hit doubtful when the rule does not say. A denied topic is still the topic, so for a dispute type
# only a harmless phrase counts; a risk must also be real, present and meant.
RISK_DOUBTS = frozenset((HitContext.NEGATED, HitContext.IDIOM, HitContext.PAST_SETTLED, HitContext.NAME))
WEIGHT_OF_TRIGGER = 1.5  # log-odds for the type that a trigger suggests
TYPE_DOUBTS = frozenset((HitContext.IDIOM,))
FACT_DOUBTS = RISK_DOUBTS | {
    HitContext.QUESTION
}  # a presumption is dropped at the least doubt: a person is asked anyway
NATIONAL = "national"  # the region whose tables hold everywhere
NO_NAMES: Mapping[str, Condition] = {}


def build_rulebook(folder: Folder, content_hash: str) -> Rulebook:
    """The rulebook of a folder without errors. Only active rules are part of it."""
    taxonomy = _required(folder.one(TAXONOMY, TaxonomyShape), TAXONOMY)
    facts = _required(folder.one(FACTS, FactsShape), FACTS)
    exclusions, named = folder.one(EXCLUSIONS, ExclusionsShape), _named_conditions(folder)
    return Rulebook(
        content_hash=content_hash,
        rules=rules_with_status(folder, "active"),
        word_sets=_word_sets(folder),
        cues=_cues(_required(folder.one(CONTEXT, ContextShape), CONTEXT)),
        dispute_types={row.code: DisputeType(**_fields(row)) for row in taxonomy.dispute_types},
        triggers={row.id: Trigger(**_fields(row)) for row in taxonomy.triggers},
        indicators={row.id: Indicator(**_fields(row)) for row in taxonomy.indicators},
        facts={fact.id: _fact(fact) for fact in facts.facts},
        routes=tuple(_route_row(row, named) for _, table in folder.of(RouteFileShape) for row in table.rows),
        exclusions=tuple(_exclusion(shape, named) for shape in exclusions.exclusions) if exclusions else (),
        wording={**folder.wording, **_choice_labels(facts)},
        categories=_categories(folder),
        sample=_sample(folder),
    )


def rules_with_status(folder: Folder, status: str) -> tuple[Rule, ...]:
    """The rules with ``status``, in order of id, their word sets written out."""
    word_sets, suggested = _word_sets(folder), _suggested(folder)
    shapes = (shape for _, shape in folder.of(RuleShape) if shape.status == status)
    rules = (_rule(shape, word_sets, suggested.get(shape.trigger or "")) for shape in shapes)
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _sample(folder: Folder) -> str:
    """How people speak, told by the rules' own cases; as written, since nothing but the order of search rests on it."""
    return "\n".join(case.text for _, shape in folder.of(RuleShape) for case in shape.cases)


def _word_sets(folder: Folder) -> dict[str, WordSet]:
    shapes = (shape for _, shape in folder.of(WordSetShape))
    sets = (WordSet(shape.id.partition(".")[2], shape.kind, tuple(dict.fromkeys(shape.words))) for shape in shapes)
    return {words.name: words for words in sets}


def _suggested(folder: Folder) -> dict[str, str | None]:
    taxonomy = folder.one(TAXONOMY, TaxonomyShape)
    return {} if taxonomy is None else {trigger.id: trigger.suggests for trigger in taxonomy.triggers}


def _rule(shape: RuleShape, word_sets: Mapping[str, WordSet], suggests: str | None) -> Rule:
    match = shape.match
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
        other_sense=_expanded(match.other_sense, word_sets),
        unless=_expanded(match.unless, word_sets),
        doubtful_in=_doubts(shape),
        ask=shape.ask,
        weight=shape.weight or (WEIGHT_OF_TRIGGER if suggests else 0.0),
        dispute_type=shape.dispute_type,
        trigger=shape.trigger,
        suggests=suggests,
        indicator=shape.indicator,
        fact=shape.fact,
        value=shape.value,
        only_types=tuple(shape.only_types),
    )


def _doubts(shape: RuleShape) -> frozenset[HitContext]:
    """Who doubts a title doubts fiction and the words of notices too; words of another sense are there to be heeded."""
    default = TYPE_DOUBTS if shape.dispute_type is not None else FACT_DOUBTS if shape.fact else RISK_DOUBTS
    doubts = default if shape.doubtful_in is None else frozenset(shape.doubtful_in)
    if HitContext.NAME in doubts:
        doubts |= {HitContext.FICTION, HitContext.DOCUMENT}
    return doubts | {HitContext.OTHER_SENSE} if shape.match.other_sense else doubts


def _near(shape: NearShape, word_sets: Mapping[str, WordSet]) -> NearPattern:
    groups = tuple(_expanded(group, word_sets) for group in shape.all)
    return NearPattern(groups, shape.within_chars, shape.ordered, shape.sentences)


def _expanded(words: Sequence[str], word_sets: Mapping[str, WordSet]) -> tuple[str, ...]:
    """The literals with every ``@name`` replaced by its words, each once, in the order written."""
    expanded: dict[str, None] = {}
    if len(words) == 1 and words[0].startswith("@"):
        return word_sets[words[0][1:]].words  # shared, not copied: some sets have hundreds of words
    for word in words:
        expanded.update(dict.fromkeys(word_sets[word[1:]].words if word.startswith("@") else (word,)))
    return tuple(expanded)


def _cues(shape: ContextShape) -> ContextCues:
    return ContextCues(**_fields(shape, "id", "version"))


def _route_row(shape: RouteRowShape, named: Mapping[str, Condition]) -> RouteRow:
    route = shape.route if isinstance(shape.route, Route) else None
    return RouteRow(when=condition_of(shape.when, named), route=route, **_fields(shape, "when", "route"))


def _exclusion(shape: ExclusionShape, named: Mapping[str, Condition]) -> Exclusion:
    return Exclusion(when=condition_of(shape.when, named), **_fields(shape, "when"))


def _categories(folder: Folder) -> dict[str, ExternalCategory]:
    """By every spelling; the table of a region goes before the national one."""
    tables = sorted((table for _, table in folder.of(RegionTableShape)), key=lambda table: table.region == NATIONAL)
    known: dict[str, ExternalCategory] = {}
    for table in tables:
        for shape in table.categories:
            source_id = f"{table.id}@{table.version}"
            category = ExternalCategory(shape.external_code, tuple(shape.our_codes), source_id)
            for spelling in (shape.external_code, *shape.also_written):
                known.setdefault(spelling, category)
    return known


def _fact(shape: FactShape) -> FactDefinition:
    fields = _fields(shape, "choice_labels", "visible_to", "police_only")
    return FactDefinition(**fields, police_only=shape.audience <= POLICE_ROLES, visible_to=shape.audience)


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


def condition_of(shape: ConditionShape, named: Mapping[str, Condition] = NO_NAMES) -> Condition:
    """The condition as flow 1 knows it; one that is named is written out."""
    if shape.named is not None:
        return named[shape.named]
    test = shape.tests[0] if shape.tests else None
    given = getattr(shape, "is_" if test == "is" else test) if test else shape.value
    value: FactValue | tuple[FactValue, ...] | None = tuple(given) if isinstance(given, list) else given

    def parts_of(parts: Iterable[ConditionShape] | None) -> tuple[Condition, ...]:
        return tuple(condition_of(part, named) for part in parts or ())

    return Condition(
        fact=shape.fact,
        test=test,
        value=value,
        atom=shape.atom,
        all=parts_of(shape.all),
        any=parts_of(shape.any),
        none=parts_of(shape.none),
    )


def _named_conditions(folder: Folder) -> dict[str, Condition]:
    """Each may use those before it."""
    named: dict[str, Condition] = {}
    conditions = folder.one(CONDITIONS, ConditionsShape)
    for condition in conditions.conditions if conditions is not None else ():
        named[condition.id] = condition_of(condition.when, named)
    return named
