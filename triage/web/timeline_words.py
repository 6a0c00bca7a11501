"""An audit entry as one Chinese sentence: what was done, with the codes worded and the ids left out."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from triage.queries.case_journal import EntryView
from triage.web.wording import fact_label, label, risk_sign_label

REASON_GROUPS = ("decline_reason", "failure_reason", "clear_reason", "override_reason")


def entry_words(entry: EntryView) -> str:
    """What was done, and what the entry tells about it."""
    told = [word for key, value in entry.details if (tell := DETAILS.get(key)) and (word := tell(value))]
    action = label("action", entry.action)
    return _("%(action)s（%(told)s）", action=action, told="，".join(told)) if told else action


def _reason(code: str) -> str:
    for group in REASON_GROUPS:
        worded = label(group, code)
        if worded != code:
            return worded
    return ""


def _facts(listed: str) -> str:
    return "、".join(fact_label(fact) for fact in listed.split("、") if fact)


def _subject(subject: str) -> str:
    sign = subject.partition(":")[0]
    return risk_sign_label(sign) if risk_sign_label(sign) != sign else ""


DETAILS: Mapping[str, Callable[[str], str]] = {
    "channel": lambda code: label("intake_channel", code),
    "recommended": lambda code: _("建议：%(route)s", route=label("route", code)),
    "decided": lambda code: _("决定：%(route)s", route=label("route", code)),
    "trigger": risk_sign_label,
    "reason": _reason,
    "subject": _subject,
    "finding": lambda code: label("task_finding", code),
    "to_unit": lambda name: _("接收单位：%(unit)s", unit=name),
    "hop": lambda number: _("第 %(number)s 次移交", number=number),
    "number": lambda number: _("第 %(number)s 场", number=number),
    "kind": lambda code: label("outcome_kind", code),
    "performed_on": lambda day: day,
    "closed_as": lambda code: label("close_reason", code),
    "facts": _facts,
}
