"""Step *explain*: every reason in Chinese, with its source, its place in the text and its share in the decision."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from triage.assessment.grade_risk import BECAUSE_OFFENCE, BECAUSE_SCORE, FROM_TEXT_COUNT, Evidence
from triage.assessment.rule import ExternalCategory, FactValue, RouteRow
from triage.assessment.rule_index import RuleIndex
from triage.assessment.sentences import label, say
from triage.assessment.types import (
    Hit,
    IndicatorHit,
    PresumedFact,
    Question,
    Reason,
    RiskGrade,
    RouteAdvice,
    RouteChange,
    TriggerHit,
    TypeScores,
    TypeTag,
    TypeTags,
)
from triage.vocabulary import Route

ENGINE_SOURCE = "engine"


class Explainer:
    """Words the reasons of one assessment."""

    def __init__(self, evidence: Evidence, index: RuleIndex) -> None:
        self._index = index
        self._rulebook = index.rulebook
        self._evidence = evidence
        self._hit_of: dict[tuple[str, object], Hit] = {}
        for hit in evidence.hits:
            self._hit_of.setdefault((hit.rule.source_id, hit.span), hit)

    def reasons(
        self, scores: TypeScores, risk: RiskGrade, route: RouteAdvice, questions: Sequence[Question]
    ) -> tuple[Reason, ...]:
        """Danger first, then the level, the types, the route, and what no question can settle."""
        tags = self._evidence.tags
        return (
            *(self._trigger(trigger) for trigger in risk.triggers),
            *(self.indicator(indicator, risk.score) for indicator in risk.indicators),
            self._level(risk),
            *self._types(tags, scores),
            *self.route(route),
            *(() if questions else self._open_law(route)),
        )

    def hints(self, presumed: Iterable[PresumedFact], category: ExternalCategory | None) -> Iterator[Reason]:
        """What leans towards an answer and decides nothing by itself."""
        yield from self.presumed(presumed)
        yield from self.category(category)

    def presumed(self, facts: Iterable[PresumedFact]) -> Iterator[Reason]:
        """What was read from the text and is used until a person says otherwise."""
        for one in facts:
            hit = self._hit_of[one.source_id, one.span]
            stated = self._supposed(one.fact, one.value)
            yield _of_rule(
                hit, self._say("reasons.presumed", stated=stated, matched=one.matched, why=hit.rule.why), 0.0
            )

    def category(self, category: ExternalCategory | None) -> Iterator[Reason]:
        """How the sending system sorted the matter, where that says something about its type."""
        if category is not None and category.codes:
            labels = "、".join(map(self._type_label, category.codes))
            says = self._say("reasons.category", category=category.name, labels=labels)
            yield Reason(category.source_id, says, None, 0.0)

    def questions(self, questions: Iterable[Question], presumed: Iterable[PresumedFact]) -> tuple[Question, ...]:
        """The same questions; one about a presumed fact quotes the words to be confirmed."""
        words = {one.fact: one.matched for one in presumed}
        return tuple(
            replace(one, ask=self._say("reasons.confirm", matched=words[one.fact], ask=one.ask))
            if one.fact in words
            else one
            for one in questions
        )

    def changes(self, changes: Iterable[RouteChange]) -> tuple[RouteChange, ...]:
        """The same changes, each with its sentence."""
        return tuple(replace(change, says=self._change(change)) for change in changes)

    def indicator(self, indicator: IndicatorHit, score: int) -> Reason:
        """Why an indicator counts."""
        definition = self._rulebook.indicators[indicator.id]
        words: dict[str, object] = {"label": definition.label, "weight": indicator.weight}
        share = round(indicator.weight / score, 4) if score else 0.0
        hit = self._hit_of.get((indicator.source_id, indicator.span))
        if hit is not None:
            says = self._say("reasons.indicator", **words, matched=hit.matched, why=hit.rule.why)
            return _of_rule(hit, says, share)
        if indicator.source_id == FROM_TEXT_COUNT:
            says = self._say("reasons.indicator_people", **words, count=self._evidence.people_count)
        else:
            says = self._say("reasons.indicator_fact", **words, fact=self._fact_label(indicator.source_id))
        return Reason(indicator.source_id, says, indicator.span, share)

    def route(self, route: RouteAdvice) -> Iterator[Reason]:
        """The row that decides, with its law, then the rows still open; without a route only that a person decides."""
        rows = [self._index.table.row_of_source[source] for source in route.rows]
        if route.recommended is None:
            yield Reason(ENGINE_SOURCE, self._say("reasons.route_none"), None, 1.0)
        elif not rows:
            yield Reason(ENGINE_SOURCE, self._say("reasons.blocked"), None, 1.0)
        else:
            says = self._say("reasons.route", title=rows[0].title, why=rows[0].why)
            yield Reason(rows[0].source_id, says, None, 1.0, rows[0].legal_basis, rows[0].verification)
            for row in rows[1:]:
                says = self._say("reasons.route_open", title=row.title, route=self._route_label(row))
                yield Reason(row.source_id, says, None, 0.0, row.legal_basis, row.verification)

    def _open_law(self, route: RouteAdvice) -> Iterator[Reason]:
        """Several routes and nothing left to ask: an open question of law, named by the rows between which it lies."""
        if route.recommended is not None and len(route.possible) > 1:
            titles = "、".join(self._index.table.row_of_source[source].title for source in route.rows)
            yield Reason(ENGINE_SOURCE, self._say("reasons.open_law", titles=titles), None, 0.0)

    def _change(self, change: RouteChange) -> str:
        words = {
            "facts": "，".join(self._supposed(fact, value) for fact, value in change.facts.items()),
            "route": label(self._rulebook.wording, "route", change.leads_to.value),
        }
        if change.row is None or change.leads_to is Route.BLOCK:
            return self._say("reasons.change_danger", **words)
        return self._say("reasons.change", **words, title=self._index.table.row_of_source[change.row].title)

    def _supposed(self, fact: str, value: FactValue) -> str:
        name = self._fact_label(fact)
        if isinstance(value, bool):
            return self._say("reasons.fact_true" if value else "reasons.fact_false", fact=name)
        if isinstance(value, int):
            return self._say("reasons.fact_count", fact=name, value=value)
        return self._say("reasons.fact_choice", fact=name, value=label(self._rulebook.wording, f"fact.{fact}", value))

    def _trigger(self, trigger: TriggerHit) -> Reason:
        definition = self._rulebook.triggers[trigger.id]
        words = {"label": definition.label, "action": definition.action}
        hit = self._hit_of.get((trigger.source_id, trigger.span))
        if hit is not None:
            says = self._say("reasons.trigger", **words, matched=hit.matched, why=hit.rule.why)
            return _of_rule(hit, says, 1.0)
        says = self._say("reasons.trigger_fact", **words, fact=self._fact_label(trigger.source_id))
        return Reason(trigger.source_id, says, None, 1.0, definition.legal_basis, definition.verification)

    def _level(self, risk: RiskGrade) -> Reason:
        words: dict[str, object] = {
            "level": label(self._rulebook.wording, "risk_level", risk.level.value),
            "score": risk.score,
        }
        if risk.because in self._rulebook.triggers:
            trigger = self._rulebook.triggers[risk.because]
            says = self._say("reasons.level_trigger", **words, trigger=trigger.id, label=trigger.label)
        elif risk.because in self._rulebook.indicators:
            indicator = self._rulebook.indicators[risk.because]
            says = self._say("reasons.level_floor", **words, indicator=indicator.id, label=indicator.label)
        else:
            key = {BECAUSE_OFFENCE: "reasons.level_offence", BECAUSE_SCORE: "reasons.level_score"}[risk.because]
            says = self._say(key, **words)
        return Reason(ENGINE_SOURCE, says, None, 1.0)

    def _types(self, tags: TypeTags, scores: TypeScores) -> Iterator[Reason]:
        if tags.is_dispute is False:
            yield Reason(scores.model, self._say("reasons.not_dispute"), None, 1.0)
        if tags.abstained:
            yield self._abstention(tags)
        firm = {hit.rule.id: hit for hit in reversed(self._evidence.hits) if hit.context is None}
        weights = {rule_id: hit.rule.weight for rule_id, hit in firm.items() if hit.rule.spoken_type is not None}
        total = sum(weights.values())
        for tag in tags.ranked:
            for rule_id in sorted(weights):
                if firm[rule_id].rule.spoken_type == tag.code:
                    yield self._type_rule(tag, firm[rule_id], round(weights[rule_id] / total, 4))
        if tags.ranked and "model" in tags.ranked[0].sources:
            yield self._type_model(tags.ranked[0], scores)

    def _abstention(self, tags: TypeTags) -> Reason:
        if not tags.ranked:
            return Reason(ENGINE_SOURCE, self._say("reasons.abstained_empty"), None, 1.0)
        best = tags.ranked[0]
        says = self._say("reasons.abstained", label=self._type_label(best.code), percent=_percent(best.probability))
        return Reason(ENGINE_SOURCE, says, None, 1.0)

    def _type_rule(self, tag: TypeTag, hit: Hit, share: float) -> Reason:
        words = {"label": self._type_label(tag.code), "matched": hit.matched, "why": hit.rule.why}
        return _of_rule(hit, self._say("reasons.type_rule", **words), share)

    def _type_model(self, tag: TypeTag, scores: TypeScores) -> Reason:
        probability = scores.probabilities[tag.code]
        says = self._say("reasons.type_model", label=self._type_label(tag.code), percent=_percent(probability))
        return Reason(scores.model, says, None, round(probability, 4))

    def _route_label(self, row: RouteRow) -> str:
        primary = self._rulebook.dispute_types.get(self._evidence.tags.primary or "")
        route = row.route or (primary.routes[0] if primary is not None else None)
        return label(self._rulebook.wording, "route", route.value) if route is not None else row.title

    def _type_label(self, code: str) -> str:
        return self._rulebook.dispute_types[code].label

    def _fact_label(self, source_id: str) -> str:
        fact = source_id.removeprefix("fact.")
        definition = self._rulebook.facts.get(fact)
        return definition.label if definition is not None else fact

    def _say(self, key: str, **values: object) -> str:
        return say(self._rulebook.wording, key, **values)


def _of_rule(hit: Hit, says: str, share: float) -> Reason:
    rule = hit.rule
    return Reason(rule.source_id, says, hit.span, share, rule.legal_basis, rule.verification)


def _percent(probability: float) -> int:
    return round(probability * 100)
