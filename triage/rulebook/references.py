"""Cross-checks between rule files: ids, codes, facts, atoms and word sets that are named must exist and fit."""

from collections.abc import Iterator
from typing import TypeAlias

from triage.assessment.rule import QUANTITIES, QUANTITY_MARK
from triage.errors_zh import KIND_FORMS, KINDS
from triage.rulebook.findings import Finding, finding
from triage.rulebook.folder import CONDITIONS, FACTS, TAXONOMY, Document, Folder
from triage.rulebook.schema import ContextShape, FactShape, FactsShape, RuleShape, TaxonomyShape, WordSetShape
from triage.rulebook.schema_region import RegionTableShape
from triage.rulebook.schema_route import ConditionShape, ConditionsShape, ExclusionsShape, RouteFileShape
from triage.rulebook.yaml_source import Path, Source
from triage.vocabulary import POLICE_ROLES, RiskLevel

ATOMS = ("blocking_trigger", "trigger:T01", "check:T01", "indicator:R01", "type_in", "any_type_in", "level_at_least")
LITERAL_PARTS = ("any", "doubtful", "context_in", "other_sense", "unless")
_LEVELS = frozenset(level.value for level in RiskLevel)
_Place: TypeAlias = tuple[str | int, ...]
_NO_TAXONOMY = TaxonomyShape.model_construct(dispute_types=[], triggers=[], indicators=[])


class References:
    """What may be named in this rulebook, and a check of everything that is."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        taxonomy = folder.one(TAXONOMY, TaxonomyShape) or _NO_TAXONOMY
        facts = folder.one(FACTS, FactsShape)
        self._taxonomy = taxonomy
        self._types = {row.code for row in taxonomy.dispute_types}
        self._triggers = {row.id for row in taxonomy.triggers}
        self._indicators = {row.id for row in taxonomy.indicators}
        self._facts: dict[str, FactShape] = {fact.id: fact for fact in facts.facts} if facts else {}
        conditions = folder.one(CONDITIONS, ConditionsShape)
        self._named = [condition.id for condition in conditions.conditions] if conditions else []
        self._word_sets: set[str] = {content.id.partition(".")[2] for _, content in folder.of(WordSetShape)}

    def findings(self) -> list[Finding]:
        """Every name that leads nowhere, every id in the wrong place or used twice."""
        return [*self._ids(), *self._taxonomy_rows(), *self._rules(), *self._conditions(), *self._category_codes()]

    def _ids(self) -> Iterator[Finding]:
        used: dict[str, str] = {}
        for document, path, identity in self._identities():
            if identity in used:
                place = document.source.place_of(path)
                yield finding("duplicate_id", document.file, place, id=identity, other=used[identity])
            used.setdefault(identity, document.file)
        for document, identity in self._file_ids():
            expected = _expected_id(document.file)
            if identity != expected and not document.file.startswith("retired/"):
                yield finding("id_mismatch", document.file, document.source.place_of(("id",)), expected=expected)

    def _category_codes(self) -> Iterator[Finding]:
        for document, table in self._folder.of(RegionTableShape):
            for number, category in enumerate(table.categories):
                for place, code in enumerate(category.our_codes):
                    if code not in self._types:
                        path = ("categories", number, "our_codes", place)
                        yield finding("unknown_code", document.file, document.source.place_of(path), name=code)

    def _file_ids(self) -> Iterator[tuple[Document, str]]:
        """The ids that tell where their file lies."""
        for document, rule in self._folder.of(RuleShape):
            yield document, rule.id
        for document, words in self._folder.of(WordSetShape):
            yield document, words.id
        for document, context in self._folder.of(ContextShape):
            yield document, context.id

    def _identities(self) -> Iterator[tuple[Document, Path, str]]:
        """Everything that has a name of its own, with the place of the name."""
        yield from ((document, ("id",), identity) for document, identity in self._file_ids())
        yield from self._route_identities()
        yield from ((document, ("id",), table.id) for document, table in self._folder.of(RegionTableShape))
        for document, taxonomy in self._folder.of(TaxonomyShape):
            for number, dispute_type in enumerate(taxonomy.dispute_types):
                yield document, ("dispute_types", number, "code"), dispute_type.code
            for number, trigger in enumerate(taxonomy.triggers):
                yield document, ("triggers", number, "id"), trigger.id
            for number, indicator in enumerate(taxonomy.indicators):
                yield document, ("indicators", number, "id"), indicator.id
        for document, facts in self._folder.of(FactsShape):
            yield from (
                (document, ("facts", number, "id"), f"facts.{fact.id}") for number, fact in enumerate(facts.facts)
            )

    def _route_identities(self) -> Iterator[tuple[Document, Path, str]]:
        for document, table in self._folder.of(RouteFileShape):
            yield from ((document, ("rows", number, "id"), row.id) for number, row in enumerate(table.rows))
        for document, content in self._folder.of(ExclusionsShape):
            for number, exclusion in enumerate(content.exclusions):
                yield document, ("exclusions", number, "id"), exclusion.id
        for document, shared in self._folder.of(ConditionsShape):
            for number, condition in enumerate(shared.conditions):
                yield document, ("conditions", number, "id"), f"conditions.{condition.id}"

    def _taxonomy_rows(self) -> Iterator[Finding]:
        for document, taxonomy in self._folder.of(TaxonomyShape):
            for number, indicator in enumerate(taxonomy.indicators):
                for place, name in enumerate(indicator.replaces):
                    if name not in self._indicators:
                        path = ("indicators", number, "replaces", place)
                        yield finding("unknown_code", document.file, document.source.place_of(path), name=name)

    def _rules(self) -> Iterator[Finding]:
        targets = (("trigger", self._triggers), ("indicator", self._indicators), ("dispute_type", self._types))
        for document, rule in self._folder.of(RuleShape):
            source = document.source
            for key, known in targets:
                name = getattr(rule, key)
                if name is not None and name not in known:
                    yield finding("unknown_code", document.file, source.place_of((key,)), name=name)
            if "@" in source.text or QUANTITY_MARK in source.text:
                yield from self._words(source, rule)
            yield from self._presumption(source, rule)

    def _presumption(self, source: Source, rule: RuleShape) -> Iterator[Finding]:
        if rule.fact is None:
            return
        fact = self._facts.get(rule.fact)
        if fact is None:
            yield finding("unknown_fact", source.file, source.place_of(("fact",)), fact=rule.fact)
        elif not fact.may_be_presumed or fact.audience <= POLICE_ROLES:
            yield finding("fact_not_presumable", source.file, source.place_of(("fact",)), fact=rule.fact)
        elif not fits(fact, rule.value):
            values = {"kind": KINDS[fact.kind], "expected": KIND_FORMS[fact.kind]}
            yield finding("fact_value", source.file, source.place_of(("value",)), fact=rule.fact, **values)
        for number, code in enumerate(rule.only_types):
            if code not in self._types:
                yield finding("unknown_code", source.file, source.place_of(("only_types", number)), name=code)

    def _words(self, source: Source, rule: RuleShape) -> Iterator[Finding]:
        for path, word in words_of(rule):
            if word.startswith("@") and word[1:] not in self._word_sets:
                values = {"name": word[1:], "known": "、".join(sorted(self._word_sets))}
                yield finding("unknown_word_set", source.file, source.place_of(path), **values)
            if word.startswith(QUANTITY_MARK) and (path[1] != "near" or word[1:] not in QUANTITIES):
                values = {"name": word, "known": "、".join(QUANTITY_MARK + name for name in QUANTITIES)}
                yield finding("unknown_quantity", source.file, source.place_of(path), **values)

    def _conditions(self) -> Iterator[Finding]:
        for document, shared in self._folder.of(ConditionsShape):
            for number, condition in enumerate(shared.conditions):
                earlier = self._named[:number]
                yield from self._condition(document, ("conditions", number, "when"), condition.when, earlier)
        for document, table in self._folder.of(RouteFileShape):
            for number, row in enumerate(table.rows):
                yield from self._condition(document, ("rows", number, "when"), row.when, self._named)
        for document, exclusions in self._folder.of(ExclusionsShape):
            for number, exclusion in enumerate(exclusions.exclusions):
                path = ("exclusions", number, "when")
                yield from self._condition(document, path, exclusion.when, self._named)

    def _condition(
        self, document: Document, path: _Place, condition: ConditionShape, named: list[str]
    ) -> Iterator[Finding]:
        if condition.named is not None and condition.named not in named:
            place = document.source.place_of((*path, "named"))
            yield finding("unknown_condition", document.file, place, name=condition.named, known="、".join(named))
        if condition.fact is not None:
            yield from self._fact_test(document, path, condition)
        elif condition.atom is not None:
            yield from self._atom(document, path, condition)
        for key in ("all", "any", "none"):
            for number, part in enumerate(getattr(condition, key) or ()):
                yield from self._condition(document, (*path, key, number), part, named)

    def _fact_test(self, document: Document, path: _Place, condition: ConditionShape) -> Iterator[Finding]:
        fact = self._facts.get(condition.fact or "")
        if fact is None:
            place = document.source.place_of((*path, "fact"))
            yield finding("unknown_fact", document.file, place, fact=condition.fact)
            return
        test = condition.tests[0]
        value = getattr(condition, "is_" if test == "is" else test)
        values = value if isinstance(value, list) else [value]
        if not all(fits(fact, given) for given in values) or (test.startswith("at_least") and fact.kind != "count"):
            place = document.source.place_of((*path, test))
            kind, expected = KINDS[fact.kind], KIND_FORMS[fact.kind]
            yield finding("fact_value", document.file, place, fact=fact.id, kind=kind, expected=expected)

    def _atom(self, document: Document, path: _Place, condition: ConditionShape) -> Iterator[Finding]:
        kind, _, code = (condition.atom or "").partition(":")
        codes = {"trigger": self._triggers, "check": self._triggers, "indicator": self._indicators}
        allowed = {"type_in": self._types, "any_type_in": self._types, "level_at_least": _LEVELS}
        is_known = code in codes[kind] if kind in codes else kind in (*allowed, "blocking_trigger") and not code
        if not is_known:
            place = document.source.place_of((*path, "atom"))
            yield finding("unknown_atom", document.file, place, atom=condition.atom, allowed="、".join(ATOMS))
        values = condition.value if isinstance(condition.value, list) else [condition.value]
        for number, value in enumerate(values):
            if value not in allowed.get(kind, {None}):
                place = document.source.place_of((*path, "value", number))
                yield finding("unknown_code", document.file, place, name=value)


def fits(fact: FactShape, value: object) -> bool:
    """True when ``value`` can be an answer to ``fact``; true and 1 are not the same."""
    if fact.kind == "boolean":
        return isinstance(value, bool)
    if fact.kind == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and value in fact.choices


def words_of(rule: RuleShape) -> Iterator[tuple[Path, str]]:
    """Every literal and ``@wordset`` of a rule, with its path."""
    for part in LITERAL_PARTS:
        for number, word in enumerate(getattr(rule.match, part)):
            yield ("match", part, number), word
    for number, pattern in enumerate(rule.match.near):
        for group_number, group in enumerate(pattern.all):
            for word_number, word in enumerate(group):
                yield ("match", "near", number, "all", group_number, word_number), word


def _expected_id(file: str) -> str:
    folder, _, name = file.rpartition("/")
    return f"{folder.rpartition('/')[2]}.{name.removesuffix('.yaml')}"
