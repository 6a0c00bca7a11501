"""Between *combine* and *recommend_route*: facts the text states in so many words, until a person confirms them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from triage.assessment.rule import FactDefinition, Facts, FactValue
from triage.assessment.types import Hit, PresumedFact, TypeTags


def presume_facts(
    hits: Iterable[Hit], tags: TypeTags, known: Facts, definitions: Mapping[str, FactDefinition]
) -> tuple[PresumedFact, ...]:
    """What firm hits of fact rules say of facts nobody has answered, in order of fact.

    Nothing is presumed of a fact that is known, that only the police may see, or of which the text says two things.
    """
    said: defaultdict[str, dict[FactValue, Hit]] = defaultdict(dict)
    for hit in hits:
        rule = hit.rule
        if rule.fact is not None and rule.value is not None and hit.context is None and _applies(hit, tags):
            said[rule.fact].setdefault(rule.value, hit)
    return tuple(
        PresumedFact(fact, value, hit.span, hit.matched, hit.rule.source_id)
        for fact, values in sorted(said.items())
        if fact not in known and len(values) == 1 and fact in definitions and not definitions[fact].police_only
        for value, hit in values.items()
    )


def stated_by(presumed: Iterable[PresumedFact]) -> Facts:
    """The presumed facts as facts."""
    return {one.fact: one.value for one in presumed}


def _applies(hit: Hit, tags: TypeTags) -> bool:
    """Some words mean the fact only in a dispute of certain types."""
    only = hit.rule.only_types
    return not only or (not tags.abstained and tags.primary in only)
