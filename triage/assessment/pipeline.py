"""Flow 1 from end to end: the steps in order, each in the file named after it."""

from collections.abc import Iterator
from datetime import date

from triage.assessment.classify import classify, parts_of
from triage.assessment.combine import combine
from triage.assessment.count_people import count_people
from triage.assessment.explain import Explainer
from triage.assessment.external_category import category_of, category_warnings, leaning_of
from triage.assessment.find_elements import find_elements
from triage.assessment.grade_risk import Evidence, grade_risk, police_only_indicators
from triage.assessment.known_facts import KnownFacts, settle_facts
from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import is_readable, normalise
from triage.assessment.presume_facts import presume_facts, stated_by
from triage.assessment.recommend_route import Outcome, RouteAdviser
from triage.assessment.route_memo import routed
from triage.assessment.rule import Policy, Rulebook
from triage.assessment.rule_index import RuleIndex
from triage.assessment.sentences import say
from triage.assessment.types import (
    Assessment,
    NormalisedText,
    Report,
    RestrictedPart,
    TextClassifier,
)
from triage.errors import InputError

ENGINE = "1.1.0"  # raise it when the same input may give another answer


def assess(report: Report, *, on: date, index: RuleIndex, classifier: TextClassifier, policy: Policy) -> Assessment:
    """Everything flow 1 says about ``report``, by the law of the day ``on``.

    Raises:
        InputError: ``no_readable_text``; nothing else about a report is refused.
    """
    rulebook = index.rulebook
    intake = _readable(report.text)
    known = settle_facts(report, rulebook, on)
    shared_facts = known.without_police_only(rulebook.facts)
    hits, scores = match_rules(intake, index, on), classify(intake, classifier, policy)
    category = category_of(report, rulebook)
    tags = combine(hits, scores, rulebook.dispute_types, policy, leaning_of(category))
    evidence = Evidence(hits, tags, shared_facts, count_people(intake))
    risk = grade_risk(evidence, rulebook, policy)
    presumed = presume_facts(hits, tags, known.facts, rulebook.facts)
    adviser = RouteAdviser(tags, risk, evidence.people_count, index, on, stated_by(presumed))
    shared, questions, changes = routed(adviser, shared_facts, index)  # no police-only facts in what all may see
    outcome = shared if shared_facts == known.facts else adviser.advise(known.facts)
    explainer = Explainer(evidence, index)
    return Assessment(
        report_id=report.id,
        tags=tags,
        risk=risk,
        route=outcome.advice,
        questions=explainer.questions(questions, presumed),
        changes=explainer.changes(changes),
        elements=find_elements(intake, index),
        reasons=(*explainer.reasons(scores, risk, shared.advice, questions), *explainer.hints(presumed, category)),
        presumed=presumed,
        warnings=(*known.warnings, *category_warnings(report, rulebook), *_text_warnings(intake, rulebook, policy)),
        assessed_on=on,
        rulebook=rulebook.content_hash,
        model=scores.model,
        policy=policy.content_hash,
        engine=ENGINE,
        facts=known.facts,
        restricted=None if shared is outcome else _restricted(known, outcome, shared, explainer, rulebook),
    )


def _readable(text: str) -> NormalisedText:
    intake = normalise(text)
    if not is_readable(intake):
        raise InputError("no_readable_text")
    return intake


def _restricted(
    known: KnownFacts, outcome: Outcome, shared: Outcome, explainer: Explainer, rulebook: Rulebook
) -> RestrictedPart:
    """What police-only facts add, apart from everything that is shared."""
    indicators = police_only_indicators(known.facts, rulebook)
    reasons = [explainer.indicator(indicator, score=0) for indicator in indicators]
    if outcome.advice.rows != shared.advice.rows:
        reasons += explainer.route(outcome.advice)
    return RestrictedPart(indicators, shared.advice, tuple(reasons))


def _text_warnings(intake: NormalisedText, rulebook: Rulebook, policy: Policy) -> Iterator[str]:
    if intake.damaged:
        yield say(rulebook.wording, "warnings.damaged_text", count=len(intake.damaged))
    if len(intake.text) > policy.long_text_chars:
        parts = len(parts_of(intake.text, policy.long_text_chars))
        yield say(rulebook.wording, "warnings.long_text", chars=len(intake.text), parts=parts)
