"""What templates may call: words for codes and times, marked text, the menu, the strip on top."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask, g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from jinja2 import StrictUndefined
from markupsafe import Markup
from wtforms import Field

from triage.casework.lifecycle import may_clear_trigger
from triage.queries.assessment_view import AssessmentView
from triage.queries.case_tracks import ClockView
from triage.queries.masking import mask_text
from triage.queries.status_strip import StatusStrip, status_strip
from triage.queries.waiting import TaskView
from triage.vocabulary import ClockStatus, TaskKind
from triage.web import wording
from triage.web.access import current_actor, is_signed_in, may_open, services
from triage.web.assets import asset
from triage.web.case_links import action_address, in_order_of_use, is_done_by_button, is_main
from triage.web.condition_words import condition_words
from triage.web.language import LANGUAGES, language_tag
from triage.web.marked_text import Mark, mark_text
from triage.web.time_words import TimeWords, due_shown, due_words, local_short, local_time
from triage.web.timeline_words import entry_words

RISK_ICONS = {"red": "◆", "orange": "▲", "yellow": "●", "blue": "○"}
MENU = (
    ("queue.index", _l("我的工作")),
    ("intake.create", _l("登记来件")),
    ("safety.alarms", _l("警报")),
    ("safety.tasks", _l("待办")),
    ("hand_off.inbox", _l("移交签收")),
    ("playground.index", _l("试一试")),
    ("rules.index", _l("规则")),
)
RULE_FOLDERS = ("risk.", "dispute_type.", "route.")


def add_filters(app: Flask) -> None:
    """Give templates their filters and functions; an unknown name in a template is an error, not a blank."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(
        local_time=local_time,
        local_short=local_short,
        due_shown=due_shown,
        law_words=wording.law_words,
        masked=mask_text,
    )
    env.globals.update(
        action_address=action_address,
        asset=asset,
        clock_words=clock_words,
        condition_words=condition_words,
        current_actor=current_actor,
        due_in=due_in,
        entry_words=entry_words,
        field_with_aria=field_with_aria,
        in_order_of_use=in_order_of_use,
        is_done_by_button=is_done_by_button,
        is_main=is_main,
        is_signed_in=is_signed_in,
        languages=LANGUAGES,
        language_tag=language_tag,
        local_now=lambda: services().clock(),
        marked=marked,
        may_clear=lambda: may_clear_trigger(current_actor()),
        may_open=may_open,
        menu=menu,
        risk_icon=lambda level: RISK_ICONS.get(str(level), "○"),
        rule_address=rule_address,
        strip=strip,
        task_words=task_words,
        **{name: getattr(wording, name) for name in WORDING_FUNCTIONS},
    )


WORDING_FUNCTIONS = (
    "label",
    "trigger_label",
    "indicator_label",
    "risk_sign_label",
    "type_label",
    "fact_label",
    "fact_value_label",
    "exclusion_of",
    "trigger_of",
    "clock_rule",
    "answer_effect",
    "answers_in_order",
    "words_behind",
    "source_words",
    "wording",
)


def menu() -> list[tuple[str, str]]:
    """The pages that this person's role opens."""
    return [(endpoint, str(text)) for endpoint, text in MENU if may_open(endpoint)]


def strip() -> StatusStrip:
    """What waits for my unit; read once per page."""
    if "strip" not in g:
        with services().reading() as orm:
            g.strip = status_strip(orm, actor=current_actor())
    read: StatusStrip = g.strip
    return read


def due_in(due_at: datetime, started_at: datetime) -> TimeWords:
    """How much time is left until a due time."""
    return due_words(due_at, services().clock(), started_at)


def field_with_aria(field: Field, hint: str, attributes: Mapping[str, Any]) -> Markup:
    """A form field tied to its hint, and to its error where it has one."""
    described = [f"{field.id}-error"] if field.errors else []
    described += [f"{field.id}-hint"] if hint else []
    aria = {"aria_describedby": " ".join(described)} if described else {}
    if field.errors:
        aria["aria_invalid"] = "true"
    rendered: Markup = field(**aria, **attributes)
    return rendered


def clock_words(clock: ClockView) -> TimeWords:
    """How a clock stands; a held or stopped one shows that instead."""
    if clock.status is ClockStatus.HELD:
        return TimeWords(_("中止计时至 %(day)s", day=clock.wake_on), "held", "⏸")
    if not clock.is_live:
        return TimeWords(wording.label("clock_status", clock.status), "stopped", "✓")
    return due_in(clock.due_at, clock.started_at)


def marked(text: str, assessment: AssessmentView) -> Markup:
    """The text with the spans that an assessment rests on."""
    return mark_text(text, _marks(assessment))


def task_words(task: TaskView) -> str:
    """What a task asks for; a returned case says what brought it back and why."""
    if task.kind is not TaskKind.RETURNED_CASE:
        return task.says
    action = wording.label("action", task.subject.partition(":")[0])
    reason = next(
        (
            wording.label(group, task.says)
            for group in ("decline_reason", "failure_reason")
            if wording.label(group, task.says) != task.says
        ),
        "" if task.says == task.subject.partition(":")[0] else wording.risk_sign_label(task.says),
    )
    return _("%(action)s：%(reason)s", action=action, reason=reason) if reason else action


def rule_address(rule_id: str) -> str | None:
    """The page of a rule, for who may open it."""
    if not rule_id.startswith(RULE_FOLDERS) or not may_open("rules.show"):
        return None
    return url_for("rules.show", rule_id=rule_id)


def _marks(assessment: AssessmentView) -> Iterable[Mark]:
    for hit in assessment.triggers:
        if hit.span:
            yield Mark(*hit.span, "trigger", hit.id, f"{hit.id} {wording.trigger_label(hit.id)}")
    for doubt in assessment.to_check:
        title = f"{_('待核实')} {wording.risk_sign_label(doubt.id)}：{wording.label('hit_context', doubt.context)}"
        yield Mark(*doubt.span, "check", f"{doubt.id}?", title)
    for sign in assessment.indicators:
        if sign.span:
            yield Mark(*sign.span, "rule", "", wording.indicator_label(sign.id))
    for reason in assessment.reasons:
        if reason.span and reason.rule_id.startswith("dispute_type."):
            yield Mark(*reason.span, "rule", "", reason.says)
