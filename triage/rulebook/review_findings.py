"""Give the findings of the review their place and a Chinese sentence with what shows them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from triage.assessment.rule import FactValue, RouteRow, Rulebook
from triage.assessment.three_valued import Situation
from triage.errors_zh import say
from triage.rule_review.conflicts import WordFinding, WordReview
from triage.rule_review.coverage import Gap, days_without_rule, without_rule
from triage.rule_review.dead_patterns import dead_patterns
from triage.rule_review.dead_words import DeadWord, DeadWords
from triage.rule_review.route_review import RowFinding, review_table
from triage.rule_review.written_rule import NEAR, WrittenRule
from triage.rulebook.findings import Finding, notice, warning
from triage.rulebook.folder import TAXONOMY, Folder
from triage.rulebook.schema import TaxonomyShape
from triage.rulebook.schema_route import RouteFileShape
from triage.rulebook.survivors import slot_name
from triage.rulebook.yaml_source import Place


class ReviewFindings:
    """The findings on one sound folder, as it stands on the day ``on``."""

    def __init__(self, folder: Folder, rulebook: Rulebook, written: Iterable[WrittenRule], on: date) -> None:
        self._folder = folder
        self._rulebook = rulebook
        self._written = {rule.rule.id: rule for rule in written}
        self._on = on

    def on_rules(self) -> Iterator[Finding]:
        """Words and patterns that are dead, words on which rules contradict each other."""
        rules = list(self._written.values())
        for written in rules:
            yield from self._dead_words(written)
            yield from self._dead_patterns(written)
        yield from map(self._word, WordReview(rules, self._rulebook, self._on).findings())

    def on_whole(self) -> Iterator[Finding]:
        """The decision table, and what no rule speaks for."""
        yield from map(self._row, review_table(self._rulebook, self._on))
        yield from map(self._gap, without_rule(self._rulebook, self._on))
        yield from map(self._gap, days_without_rule(self._rulebook.rules))

    def _dead_words(self, written: WrittenRule) -> Iterator[Finding]:
        """One finding for each list and reason, naming all its dead words."""
        by_list: dict[tuple[object, str], list[DeadWord]] = {}
        for dead in DeadWords(written, self._rulebook.cues).all():
            by_list.setdefault((dead.slot, dead.why), []).append(dead)
        for words in by_list.values():
            place = self._place(written.file, ("match", *words[0].slot.path))
            named = "、".join(f"{dead.word}({dead.other})" if dead.is_named else dead.word for dead in words)
            yield notice(f"dead_{words[0].why}", written.file, place, where=slot_name(words[0].slot), words=named)

    def _dead_patterns(self, written: WrittenRule) -> Iterator[Finding]:
        for number, other in dead_patterns(written.rule):
            place = self._place(written.file, ("match", NEAR, number))
            code = "dead_pattern_firm" if other is None else "dead_pattern"
            yield notice(code, written.file, place, number=number + 1, other=(other or 0) + 1)

    def _word(self, found: WordFinding) -> Finding:
        written = self._written[found.rule_id]
        listed = getattr(written.rule, found.slot.part)
        place = self._place(written.file, ("match", found.slot.part, listed.index(found.word)))
        return warning(found.code, written.file, place, word=found.word, others="、".join(found.others))

    def _row(self, found: RowFinding) -> Finding:
        if found.code == "type_without_route":
            values = {"label": self._rulebook.dispute_types[found.row].label, "on": found.on}
            place = self._place_of_code("dispute_types", found.row)
            return warning(found.code, TAXONOMY, place, witness=self._told(found.witness), **values)
        file, place, row = self._row_place(found.row)
        return warning(
            found.code,
            file,
            place,
            others="、".join(found.others),
            on=found.on,
            first=found.on,
            last=row.valid_to,
            witness=self._told(found.witness),
        )

    def _gap(self, found: Gap) -> Finding:
        if found.rule_id:
            file = f"{found.rule_id.replace('.', '/')}.yaml"
            return warning(found.code, file, self._place(file, ("valid_to",)), first=found.days[0], last=found.days[1])
        kind = {"type": "dispute_types", "trigger": "triggers", "indicator": "indicators"}[found.code.partition("_")[0]]
        label = getattr(self._rulebook, kind)[found.target].label
        return warning(found.code, TAXONOMY, self._place_of_code(kind, found.target), label=label)

    def _told(self, situation: Situation | None) -> str:
        """The situation in words, for whoever wants to see it with their own eyes."""
        if situation is None:
            return ""
        book = self._rulebook
        primary = book.dispute_types.get(situation.primary_type or "")
        parts = [say("says_type", label=primary.label)] if primary is not None else []
        signs: Mapping[str, frozenset[str]] = {
            "triggers": situation.triggers | situation.checks,
            "indicators": situation.indicators,
        }
        for kind, codes in signs.items():
            parts += [say("says_sign", label=getattr(book, kind)[code].label) for code in sorted(codes)]
        for fact, value in sorted(situation.facts.items()):
            parts.append(say("says_fact", label=book.facts[fact].label, value=self._value_word(fact, value)))
        return "；".join(parts)

    def _value_word(self, fact: str, value: FactValue) -> str:
        if isinstance(value, bool):
            return say("says_yes" if value else "says_no")
        return self._rulebook.wording.get(f"labels.fact.{fact}.{value}", str(value))

    def _place(self, file: str, path: tuple[str | int, ...]) -> Place:
        return self._folder.documents[file].source.place_of(path)

    def _row_place(self, row_id: str) -> tuple[str, Place, RouteRow]:
        row = next(row for row in self._rulebook.routes if row.id == row_id)
        for document, table in self._folder.of(RouteFileShape):
            for number, shape in enumerate(table.rows):
                if shape.id == row_id:
                    return document.file, document.source.place_of(("rows", number)), row
        return "", (1, 1), row

    def _place_of_code(self, kind: str, code: str) -> Place:
        taxonomy = self._folder.one(TAXONOMY, TaxonomyShape)
        rows = getattr(taxonomy, kind) if taxonomy is not None else []
        number = next(
            (number for number, row in enumerate(rows) if code in (getattr(row, "id", ""), getattr(row, "code", ""))), 0
        )
        return self._place(TAXONOMY, (kind, number))
