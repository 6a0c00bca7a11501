"""Every sentence the core says, with the blanks it fills; the Chinese stands in ``rules/wording.yaml``."""

from collections.abc import Mapping

SENTENCES: Mapping[str, frozenset[str]] = {
    key: frozenset(blanks.split())
    for key, blanks in {
        "reasons.trigger": "label matched why action",
        "reasons.trigger_fact": "label fact action",
        "reasons.indicator": "label matched why weight",
        "reasons.indicator_fact": "label fact weight",
        "reasons.indicator_people": "label count weight",
        "reasons.level_trigger": "level trigger label",
        "reasons.level_floor": "level indicator label score",
        "reasons.level_offence": "level score",
        "reasons.level_score": "level score",
        "reasons.type_rule": "label matched why",
        "reasons.type_model": "label percent",
        "reasons.abstained": "label percent",
        "reasons.abstained_empty": "",
        "reasons.not_dispute": "",
        "reasons.route": "title why",
        "reasons.route_open": "title route",
        "reasons.route_none": "",
        "reasons.blocked": "",
        "reasons.open_law": "titles",
        "reasons.change": "facts route title",
        "reasons.change_danger": "facts route",
        "reasons.category": "category labels",
        "reasons.presumed": "stated matched why",
        "reasons.confirm": "matched ask",
        "reasons.fact_true": "fact",
        "reasons.fact_false": "fact",
        "reasons.fact_count": "fact value",
        "reasons.fact_choice": "fact value",
        "warnings.unknown_fact": "fact",
        "warnings.unknown_category": "category",
        "warnings.fact_type": "fact kind",
        "warnings.history_count": "fact given counted used",
        "warnings.damaged_text": "count",
        "warnings.long_text": "chars parts",
        "warnings.future_history": "count",
    }.items()
}


def say(wording: Mapping[str, str], key: str, **values: object) -> str:
    """The sentence ``key`` with its blanks filled; the key itself where the rulebook has no such sentence."""
    return wording.get(key, key).format_map(values)


def label(wording: Mapping[str, str], kind: str, code: str) -> str:
    """The label ``labels.<kind>.<code>``, or the code where the rulebook has none."""
    return wording.get(f"labels.{kind}.{code}", code)
