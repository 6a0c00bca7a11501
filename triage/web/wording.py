"""Chinese words for codes, from the rulebook that is live: labels, sentences, names of triggers, types and facts."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import gettext as _
from wtforms import SelectChoice

from triage.assessment.rule import Exclusion, Trigger
from triage.casework.deadlines import ClockRule
from triage.queries.assessment_view import AssessmentView, QuestionView
from triage.vocabulary import Route
from triage.web.access import services

_ARTICLE = re.compile(r"(\d+)(?:-(\d))?((?:\(\d+\))*)")
_ORDINALS = "零一二三四五六七八九"
_WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])")


def wording(key: str, **values: object) -> str:
    """The sentence of a key with its values; the key itself where no sentence stands, so a gap is seen."""
    sentence = services().assessor.rulebook.wording.get(key)
    if sentence is None:
        return key
    return gettext(sentence).format_map(_Blank(values))


def label(group: str, code: Any) -> str:
    """The label of a code; ``group`` is snake case or the name of the enum."""
    group = _WORD_BREAK.sub("_", group).lower()
    value = getattr(code, "value", code)
    worded = services().assessor.rulebook.wording.get(f"labels.{group}.{value}")
    return str(value) if worded is None else gettext(worded)


def choices(group: str, codes: Any) -> list[SelectChoice]:
    """Form choices for codes of a group."""
    return [SelectChoice(getattr(code, "value", code), label(group, code)) for code in codes]


def trigger_label(trigger_id: str) -> str:
    trigger = services().assessor.rulebook.triggers.get(trigger_id)
    return trigger.label if trigger else trigger_id


def indicator_label(indicator_id: str) -> str:
    indicator = services().assessor.rulebook.indicators.get(indicator_id)
    return indicator.label if indicator else indicator_id


def risk_sign_label(sign_id: str) -> str:
    """The name of a trigger or an indicator."""
    return trigger_label(sign_id) if sign_id.startswith("T") else indicator_label(sign_id)


def type_label(code: str | None) -> str:
    kind = services().assessor.rulebook.dispute_types.get(code or "")
    return kind.label if kind else label("dispute_type", code or "unknown")


def fact_label(fact_id: str) -> str:
    fact = services().assessor.rulebook.facts.get(fact_id)
    return fact.label if fact else fact_id


def fact_value_label(fact_id: str, value: object) -> str:
    """How the value of a fact reads: 是, 否, a number, or the label of a choice."""
    if isinstance(value, bool) or value in ("true", "false", "unknown"):
        return label("yes_no", str(value).lower())
    return services().assessor.rulebook.wording.get(f"labels.fact.{fact_id}.{value}", str(value))


def law_words(source: str) -> str:
    """A key of the law register with its article as a person reads it: 《人民调解法》第17条."""
    key, _space, article = source.partition(" ")
    name = label("law", key)
    if f"labels.law.{key}" not in services().assessor.rulebook.wording:
        return source
    found = _ARTICLE.fullmatch(article)
    if not found:
        return _("《%(name)s》%(article)s", name=name, article=article)
    number, addition, parts = found.groups()
    if addition:
        which = _ORDINALS[int(addition)] + parts
        return _("《%(name)s》第%(number)s条之%(addition)s", name=name, number=number, addition=which)
    return _("《%(name)s》第%(number)s条%(parts)s", name=name, number=number, parts=parts)


def answers_in_order(question: QuestionView) -> list[tuple[str, str]]:
    """The answers as the rulebook lists them: yes before no, light before serious, few before many."""
    fact = services().assessor.rulebook.facts.get(question.fact)
    order = {answer: number for number, answer in enumerate(("true", "false", *(fact.choices if fact else ())))}
    return sorted(question.answers, key=lambda pair: (order.get(pair[0], 0), _leading_number(pair[0])))


def _leading_number(answer: str) -> int:
    digits = re.match(r"\d+", answer)
    return int(digits[0]) if digits else 0


def source_words(source: str) -> str:
    """Where a reason comes from that is no rule with a page of its own: the engine, the model, a row of the table."""
    name, _at, version = source.partition("@")
    return f"{label('reason_source', name.partition('.')[0])} {version}".strip()


def words_behind(text: str, assessment: AssessmentView) -> tuple[str, ...]:
    """What the classifier saw for the first type; nothing where it was not asked, or another release was."""
    assessor = services().assessor
    first = assessment.types[0] if assessment.types else None
    if first is None or "model" not in first.sources or assessment.model != assessor.classifier.version:
        return ()
    return assessor.words_behind(text, first.code)


def trigger_of(trigger_id: str) -> Trigger | None:
    """The trigger as the taxonomy has it."""
    return services().assessor.rulebook.triggers.get(trigger_id)


def clock_rule(rule_id: str) -> ClockRule | None:
    """The rule behind a clock."""
    return services().clock_rules.get(rule_id)


def answer_effect(leads_to: str) -> str:
    """What an answer to a question would lead to: a route, or a trigger."""
    if not leads_to:
        return ""
    routes = {route.value for route in Route}
    return label("route", leads_to) if leads_to in routes else risk_sign_label(leads_to)


def exclusion_of(exclusion_id: str) -> Exclusion | None:
    """The exclusion as the rulebook has it now."""
    return next((one for one in services().assessor.rulebook.exclusions if one.id == exclusion_id), None)


class _Blank(dict[str, object]):
    """Values of a sentence; a missing one shows as a blank instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "…"
