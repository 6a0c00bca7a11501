"""``triage rules``: check a rulebook, list it, show one rule."""

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.cli.errors import DOES_NOT_HOLD, DONE
from triage.cli.parser import Subparsers, add_command, add_json_flag, add_subcommands, help_for
from triage.cli.wording import table
from triage.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from triage.assessment.rule import Rule
    from triage.rulebook.findings import Finding
    from triage.rulebook.load import LoadedRulebook

TARGETS = ("trigger", "indicator", "type")


def add_commands(subparsers: Subparsers) -> None:
    group = add_subcommands(add_command(subparsers, "rules"))
    check = add_command(group, "check", check_rules, within="rules")
    check.add_argument("folder", nargs="?", metavar="DIR", help=help_for("rules check", "folder"))
    listing = add_command(group, "list", list_rules, within="rules")
    for target in TARGETS:
        listing.add_argument(f"--{target}", metavar="CODE", help=help_for("rules list", target))
    listing.add_argument("--deadlines", action="store_true", help=help_for("rules list", "deadlines"))
    show = add_command(group, "show", show_rule, within="rules")
    show.add_argument("id", metavar="ID", help=help_for("rules show", "id"))
    for parser in (check, listing):
        add_json_flag(parser)


def check_rules(options: argparse.Namespace) -> int:
    """Print every finding with file, line and column; warnings alone do not fail the check."""
    from triage.rulebook.check import check_folder
    from triage.rulebook.findings import errors_among
    from triage.rulebook.folder import read_files

    folder = _folder(options.folder)
    findings = check_folder(folder)
    errors = errors_among(findings)
    counts = {"files": len(read_files(folder)), "errors": len(errors), "warnings": len(findings) - len(errors)}
    book = _loaded_if_sound(folder)
    if book is not None:
        counts |= {"rules": len(book.rulebook.rules) + len(book.drafts), "cases": len(book.cases)}
    uncovered = _uncovered(book) if book is not None else {}
    if options.json:
        rows = [asdict(found) for found in findings]
        print(json.dumps({"ok": not errors, **counts, "uncovered": uncovered, "findings": rows}, ensure_ascii=False))
    else:
        _print_check(findings, counts, uncovered)
    return DOES_NOT_HOLD if errors else DONE


def list_rules(options: argparse.Namespace) -> int:
    """One line per rule, or per clock."""
    book = _loaded(_folder(None))
    if options.deadlines:
        rows = [_clock_row(row) for row in book.clock_rows]
        template = table()["rules"]["clock"]
    else:
        rows = [_rule_row(rule) for rule in book.rulebook.rules if _is_wanted(rule, options)]
        template = table()["rules"]["rule"]
    print(json.dumps(rows, ensure_ascii=False) if options.json else "\n".join(template.format(**row) for row in rows))
    return DONE


def show_rule(options: argparse.Namespace) -> int:
    """The whole of one rule, as its file or its row says it."""
    book = _loaded(_folder(None))
    file = f"{options.id.replace('.', '/')}.yaml"
    if file in book.files:
        print(book.files[file].decode("utf-8").rstrip())
        return DONE
    row = next((row for row in _table_rows(book) if row["id"].lower() == options.id.lower()), None)
    if row is None:
        raise NotFoundError("rule_id_not_found", rule=options.id)
    print(json.dumps(row, ensure_ascii=False, indent=2, default=str))
    return DONE


def _folder(given: str | None) -> Path:
    from triage.settings import Settings

    folder = Path(given) if given else Settings.from_environment().rules_folder
    if not folder.is_dir():
        raise InputError("rules_folder_not_found", folder=str(folder))
    return folder


def _loaded(folder: Path) -> "LoadedRulebook":
    from triage.rulebook.load import load_rulebook

    return load_rulebook(folder)


def _loaded_if_sound(folder: Path) -> "LoadedRulebook | None":
    """The rulebook, even with failing cases; None when its files have faults, which are told already."""
    from triage.errors import RuleFileError

    try:
        return _loaded(folder)
    except RuleFileError:
        return None


def _print_check(findings: "Iterable[Finding]", counts: dict[str, int], uncovered: Mapping[str, list[str]]) -> None:
    words = table()["rules"]
    for found in findings:
        severity = words["severities"][found.severity]
        print(words["finding"].format_map(asdict(found) | {"severity": severity}))
    for kind, codes in uncovered.items():
        if codes:
            print(words["uncovered"].format(kind=words["kinds"][kind], codes=" ".join(codes)))
    print(words["checked"].format_map({"rules": "—", "cases": "—", **counts}))


def _uncovered(book: "LoadedRulebook") -> dict[str, list[str]]:
    """What no active rule points to; some of it is raised by facts alone, so it is told, not refused."""
    rulebook = book.rulebook
    aims = {aim for rule in rulebook.rules for aim in (rule.trigger, rule.indicator, rule.dispute_type)}
    return {
        kind: sorted(codes.keys() - aims)
        for kind, codes in (
            ("triggers", rulebook.triggers),
            ("indicators", rulebook.indicators),
            ("dispute_types", rulebook.dispute_types),
        )
    }


def _is_wanted(rule: "Rule", options: argparse.Namespace) -> bool:
    wanted = {"trigger": options.trigger, "indicator": options.indicator, "dispute_type": options.type}
    return all(code is None or getattr(rule, target) == code for target, code in wanted.items())


def _rule_row(rule: "Rule") -> dict[str, str]:
    return {
        "source": rule.source_id,
        "target": rule.trigger or rule.indicator or rule.dispute_type or "",
        "title": rule.title,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
    }


def _clock_row(row: Mapping[str, Any]) -> dict[str, str]:
    words = table()["rules"]
    length = words["as_agreed"] if row["length"] is None else str(row["length"])
    return {"id": row["id"], "length": length, "unit": words["units"][row["unit"]], "title": row["title"]}


def _table_rows(book: "LoadedRulebook") -> Iterable[dict[str, Any]]:
    yield from book.clock_rows
    yield from map(asdict, book.rulebook.routes)
    yield from map(asdict, book.rulebook.exclusions)
