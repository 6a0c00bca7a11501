"""``triage deadline``: one clock, and why it ends when it does."""

import argparse
import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from triage.cli.errors import DONE, print_line
from triage.cli.parser import (
    Subparsers,
    add_command,
    add_json_flag,
    count_argument,
    date_argument,
    help_for,
    unusable,
)
from triage.cli.wording import say, table
from triage.errors import NotFoundError
from triage.vocabulary import RiskLevel

if TYPE_CHECKING:
    from triage.casework.deadlines import ClockRule, Due
    from triage.rulebook.load import LoadedRulebook

MOST_EXTENSIONS = 12
HELD_OR_EXTENDED = "cli"  # stands for the approval document of a question that is only asked


def add_commands(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "deadline", run)
    parser.add_argument("rule", metavar="RULE", help=help_for("deadline", "rule"))
    options: tuple[tuple[str, dict[str, Any]], ...] = (
        ("from", {"type": moment_argument, "dest": "started", "required": True, "metavar": "T"}),
        ("at", {"metavar": "REGION"}),
        ("hold", {"type": hold_argument, "action": "append", "default": [], "metavar": "A/B"}),
        ("extend", {"type": count_argument("extensions", 0, MOST_EXTENSIONS), "default": 0, "metavar": "N"}),
        ("agreed", {"type": date_argument, "metavar": "DATE"}),
        ("level", {"choices": [level.value for level in RiskLevel]}),
        ("explain", {"action": "store_true"}),
    )
    for name, settings in options:
        parser.add_argument(f"--{name}", help=help_for("deadline", name), **settings)
    add_json_flag(parser)


def moment_argument(text: str) -> date | datetime:
    """A local date, or a time; a time without an offset is local."""
    from triage.casework.deadlines import SHANGHAI

    try:
        return date.fromisoformat(text) if len(text) <= len("2026-11-22") else _aware(text, SHANGHAI)
    except ValueError:
        raise unusable("moment", text) from None


def hold_argument(text: str) -> tuple[date, date | None]:
    """``A/B``: held from A on, B counted again; ``A/`` is still held."""
    first, slash, last = text.partition("/")
    try:
        return date.fromisoformat(first), date.fromisoformat(last) if last or not slash else None
    except ValueError:
        raise unusable("hold", text) from None


def run(options: argparse.Namespace) -> int:
    """Compute the clock and print its end, day by day when asked."""
    from triage.casework.deadlines import Extension, Hold, due
    from triage.rulebook.load import load_rulebook
    from triage.rulebook.timekeeping import working_calendar
    from triage.settings import Settings

    settings = Settings.from_environment()
    book = load_rulebook(settings.rules_folder)
    rule = _rule_in_force(book, options.rule.upper(), options.started)
    end = due(
        rule,
        _started_at(options.started),
        working_calendar(book.calendar_rows),
        [Hold(first, last, HELD_OR_EXTENDED) for first, last in options.hold],
        [Extension(HELD_OR_EXTENDED)] * options.extend,
        level=RiskLevel(options.level) if options.level else None,
        agreed_on=options.agreed,
    )
    if rule.region_setting and options.at and options.at != settings.region:
        print_line(say("region_without_setting", region=options.at, rule=rule.id))
    answer = _answer(rule, options.started, end, book.rulebook.wording)
    print(json.dumps(answer, ensure_ascii=False) if options.json else _as_text(rule, answer, explain=options.explain))
    return DONE


def _aware(text: str, local: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=local)


def _started_at(started: date | datetime) -> datetime:
    from triage.casework.deadlines import SHANGHAI

    return started if isinstance(started, datetime) else datetime.combine(started, time(0), SHANGHAI)


def _rule_in_force(book: "LoadedRulebook", rule_id: str, started: date | datetime) -> "ClockRule":
    """The version of a rule that was law on the day its clock starts."""
    from triage.casework.deadlines import local_date
    from triage.rulebook.timekeeping import clock_rules

    versions = [clock_rules([row])[rule_id] for row in book.clock_rows if row["id"] == rule_id]
    if not versions:
        raise NotFoundError("clock_not_found", rule=rule_id)
    on = local_date(_started_at(started))
    live = [rule for rule in versions if rule.is_live(on)]
    if not live:
        first, last = versions[-1].valid_from, versions[-1].valid_to
        raise NotFoundError(
            "clock_not_in_force", rule=rule_id, on=on, valid_from=first, valid_to=last or table()["deadline"]["no_end"]
        )
    return live[-1]


def _answer(rule: "ClockRule", started: date | datetime, end: "Due", labels: "Any") -> dict[str, Any]:
    from triage.casework.deadlines import SHANGHAI, ClockUnit

    whys: dict[str, str] = table()["deadline"]["whys"]
    is_exact = rule.unit is ClockUnit.HOURS
    due_at = end.due_at.astimezone(SHANGHAI).isoformat()
    return {
        "rule": rule.id,
        "version": rule.version,
        "title": rule.title,
        "from": started.isoformat(),
        **({"due_at": due_at} if is_exact else {"due_on": end.due_on.isoformat()}),
        "provisional": end.provisional,
        "legal_basis": list(rule.legal_basis),
        "verification": rule.verification,
        "steps": [
            {
                "day": step.day.isoformat(),
                "counted": step.counted,
                "why": labels.get(f"labels.day_step.{step.why}") or whys.get(step.why, step.why),
                "code": step.why,
            }
            for step in end.steps
        ],
    }


def _as_text(rule: "ClockRule", answer: dict[str, Any], *, explain: bool) -> str:
    words = table()["deadline"]
    due = answer.get("due_on") or datetime.fromisoformat(answer["due_at"]).strftime("%Y-%m-%d %H:%M")
    weekday = words["weekdays"][date.fromisoformat(due[:10]).weekday()]
    basis = words["list_separator"].join(rule.legal_basis) or words["no_basis"]
    lines = [words["due"].format(**answer | {"due": due, "weekday": weekday})]
    if answer["provisional"]:
        lines.append(words["provisional"])
    lines.append(words["basis"].format(basis=basis, verification=rule.verification, on_expiry=rule.on_expiry))
    if explain:
        lines += [_step_line(words, step) for step in answer["steps"]]
    return "\n".join(lines)


def _step_line(words: dict[str, Any], step: dict[str, Any]) -> str:
    weekday = words["weekdays"][date.fromisoformat(step["day"]).weekday()]
    return str(words["step"]).format(**step | {"weekday": weekday, "mark": words["marks"][step["counted"]]})
