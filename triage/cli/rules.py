"""``triage rules``: check a rulebook, list it, show one rule."""

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.cli import rules_check
from triage.cli.errors import DONE
from triage.cli.parser import Subparsers, add_command, add_json_flag, add_subcommands, help_for
from triage.cli.wording import table
from triage.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from triage.assessment.rule import Rule
    from triage.rulebook.load import LoadedRulebook

TARGETS = ("trigger", "indicator", "type")


def add_commands(subparsers: Subparsers) -> None:
    group = add_subcommands(add_command(subparsers, "rules"))
    check = add_command(group, "check", check_rules, within="rules")
    rules_check.add_arguments(check)
    composing = add_command(group, "compose", compose_cases, within="rules")
    composing.add_argument("folder", nargs="?", metavar="DIR", help=help_for("rules compose", "folder"))
    composing.add_argument("--rule", action="append", default=[], metavar="ID", help=help_for("rules compose", "rule"))
    listing = add_command(group, "list", list_rules, within="rules")
    for target in TARGETS:
        listing.add_argument(f"--{target}", metavar="CODE", help=help_for("rules list", target))
    listing.add_argument("--deadlines", action="store_true", help=help_for("rules list", "deadlines"))
    show = add_command(group, "show", show_rule, within="rules")
    show.add_argument("id", metavar="ID", help=help_for("rules show", "id"))
    add_json_flag(listing)


def check_rules(options: argparse.Namespace) -> int:
    """Check a folder, by default the one in use."""
    return rules_check.check_rules(_folder(options.folder), options)


def compose_cases(options: argparse.Namespace) -> int:
    """Rewrite the word-by-word cases of a folder."""
    from triage.cli.progress import with_progress
    from triage.rulebook.check import checked
    from triage.rulebook.compose import composed, write_cases
    from triage.rulebook.findings import errors_among
    from triage.rulebook.folder import read_files
    from triage.rulebook.review import Review

    folder = _folder(options.folder)
    found = checked(read_files(folder))
    if faults := errors_among(found.findings):
        raise faults[0].as_error()
    if found.book is None:
        raise InputError("rules_folder_not_found", folder=str(folder))
    prefixes = tuple(options.rule) or ("",)
    review = Review.of(found.folder, found.book.rulebook, lambda rule: rule.startswith(prefixes))
    jobs = rules_check.jobs_for(review, None)
    scores = list(with_progress(review.scores(jobs), review.score_count))
    cases = list(with_progress(composed(review, scores, jobs), len(review.wanted)))
    files = write_cases(folder, cases, is_of_all=review.is_of_all)
    count = sum(len(case.each) for _, word_cases in cases for case in word_cases)
    print(table()["rules"]["composed"].format(files=files, cases=count))
    return DONE


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


def _is_wanted(rule: "Rule", options: argparse.Namespace) -> bool:
    wanted = {"trigger": options.trigger, "indicator": options.indicator, "dispute_type": options.type}
    return all(code is None or getattr(rule, target) == code for target, code in wanted.items())


def _rule_row(rule: "Rule") -> dict[str, str]:
    return {
        "source": rule.source_id,
        "target": rule.trigger or rule.indicator or rule.dispute_type or rule.fact or "",
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
