"""A condition of the decision table in words a lawyer can check."""

from collections.abc import Iterable

from flask_babel import gettext as _

from triage.assessment.rule import Condition
from triage.web.wording import fact_label, fact_value_label, label, risk_sign_label, type_label


def condition_words(condition: Condition) -> str:
    """The whole condition as one line."""
    if condition.fact is not None:
        return _fact(condition)
    if condition.atom is not None:
        return _atom(condition)
    if condition.any:
        return _("（%(parts)s）", parts=_("或").join(map(condition_words, condition.any)))
    if condition.none:
        return _("没有（%(parts)s）", parts=_("，也没有").join(map(condition_words, condition.none)))
    return _("，且").join(map(condition_words, condition.all)) or _("其余情况")


def _fact(condition: Condition) -> str:
    name = fact_label(condition.fact or "")
    if condition.test and condition.test.startswith("at_least"):
        return _("%(name)s不少于 %(value)s", name=name, value=condition.value)
    values = "、".join(fact_value_label(condition.fact or "", value) for value in _listed(condition.value))
    return f"{name}＝{values}"


def _atom(condition: Condition) -> str:
    name, _colon, sign = (condition.atom or "").partition(":")
    if name in ("trigger", "indicator"):
        return _("出现“%(sign)s”", sign=risk_sign_label(sign))
    if name == "check":
        return _("待核实“%(sign)s”", sign=risk_sign_label(sign))
    if name == "level_at_least":
        return _("风险不低于%(level)s", level=label("risk_level", condition.value))
    if name in ("type_in", "any_type_in"):
        types = "、".join(type_label(str(code)) for code in _listed(condition.value))
        return _("类型是%(types)s", types=types) if name == "type_in" else _("可能类型有%(types)s", types=types)
    return _("有未解除的阻断险情") if name == "blocking_trigger" else name


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list) else (value,)
