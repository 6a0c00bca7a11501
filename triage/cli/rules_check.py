"""``triage rules check``: findings with file, line and column, and how much the rules' own cases prove."""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.cli.errors import DOES_NOT_HOLD, DONE
from triage.cli.parser import MOST_JOBS, ChineseParser, add_json_flag, count_argument, help_for
from triage.cli.progress import with_progress
from triage.cli.wording import table

if TYPE_CHECKING:
    from triage.assessment.rule import Rulebook
    from triage.rule_review.mutation import MutationScore
    from triage.rulebook.check import Checked
    from triage.rulebook.findings import Finding
    from triage.rulebook.load import LoadedRulebook
    from triage.rulebook.review import Review

SHOWN_OF_A_KIND = 3
WORTH_SHARING = 50  # rules from which several processes are quicker than one
PERCENT = 100


def add_arguments(parser: ChineseParser) -> None:
    """The arguments of ``triage rules check``."""
    parser.add_argument("folder", nargs="?", metavar="DIR", help=help_for("rules check", "folder"))
    parser.add_argument("--quick", action="store_true", help=help_for("rules check", "quick"))
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help=help_for("rules check", "rule"))
    parser.add_argument("--all", action="store_true", help=help_for("rules check", "all"))
    parser.add_argument("--survivors", type=Path, metavar="FILE", help=help_for("rules check", "survivors"))
    jobs = count_argument("jobs", 1, MOST_JOBS)
    parser.add_argument("--jobs", type=jobs, metavar="N", help=help_for("rules check", "jobs"))
    add_json_flag(parser)


def check_rules(folder: Path, options: argparse.Namespace) -> int:
    """Print every finding; errors, or a mutation score below the rulebook's own goal, fail the check."""
    from triage.rulebook.check import checked
    from triage.rulebook.findings import Severity, errors_among
    from triage.rulebook.folder import read_files

    files = read_files(folder)
    found = checked(files)
    errors = len(errors_among(found.findings))
    answer: dict[str, Any] = {"ok": not errors, "files": len(files), "errors": errors}
    reviewed: list[Finding] = []
    if found.book is not None:
        answer |= _coverage(found.book)
        if not options.quick:
            reviewed, answer["mutation"] = _reviewed(found, found.book.rulebook, folder, options)
            errors += len(errors_among(reviewed))
            answer |= {"ok": not errors, "errors": errors}
            answer["ok"] = answer["ok"] and answer["mutation"]["is_enough"]
    severities = Counter(finding.severity for finding in (*found.findings, *reviewed))
    answer |= {"warnings": severities[Severity.WARNING], "notices": severities[Severity.NOTICE]}
    if options.json:
        rows = [asdict(finding) for finding in (*found.findings, *reviewed)]
        print(json.dumps({**answer, "findings": rows}, ensure_ascii=False))
    else:
        _print_findings(found.findings, len(found.findings))
        _print_findings(reviewed, len(reviewed) if options.all else SHOWN_OF_A_KIND)
        _print_summary(answer)
    return DONE if answer["ok"] else DOES_NOT_HOLD


def _coverage(book: "LoadedRulebook") -> dict[str, object]:
    """How much there is, and what no active rule points to; some of that is raised by facts alone."""
    rulebook = book.rulebook
    aims = {aim for rule in rulebook.rules for aim in (rule.trigger, rule.indicator, rule.dispute_type)}
    codes = {
        "triggers": rulebook.triggers,
        "indicators": rulebook.indicators,
        "dispute_types": rulebook.dispute_types,
    }
    return {
        "rules": len(rulebook.rules) + len(book.drafts),
        "cases": len(book.cases),
        "uncovered": {kind: sorted(known.keys() - aims) for kind, known in codes.items()},
    }


def _reviewed(
    found: "Checked", rulebook: "Rulebook", root: Path, options: argparse.Namespace
) -> tuple[list["Finding"], dict[str, object]]:
    """The findings of the review and the figures of the mutation test."""
    from triage.cli.clock import today
    from triage.rulebook.review import Review, least_score
    from triage.rulebook.survivors import score_findings
    from triage.rulebook.word_cases import failing_findings, read_word_cases

    prefixes = tuple(options.rule) or ("",)
    files = found.book.files if found.book is not None else {}
    word_cases, faults = read_word_cases(files)
    review = Review.of(found.folder, rulebook, lambda rule: rule.startswith(prefixes), word_cases)
    scores = list(with_progress(review.scores(jobs_for(review, options.jobs)), review.score_count))
    faults += failing_findings(scores, files)
    if options.survivors is not None:
        _write_survivors(options.survivors, scores, review)
    least = least_score(root) if review.is_of_all else None
    findings = [*faults, *review.findings(today()), *score_findings(scores, review.rules)]
    return findings, _figures(scores, least)


def jobs_for(review: "Review", wanted: int | None) -> int:
    """How many processes the review is worth."""
    return min(wanted or ((os.cpu_count() or 1) if len(review.wanted) >= WORTH_SHARING else 1), MOST_JOBS)


def _figures(scores: Sequence["MutationScore"], least: float | None) -> dict[str, object]:
    from triage.rule_review.mutation import total_of

    total = total_of(scores)
    return {
        "score": round(total.share, 4),
        "tried": total.tried,
        "killed": total.killed,
        "least": least,
        "is_enough": least is None or total.share >= least,
        "subjects": [
            {"id": score.subject, "score": round(score.share, 4), "tried": score.tried, "killed": score.killed}
            for score in sorted(scores, key=lambda score: (score.share, score.subject))
        ],
    }


def _write_survivors(file: Path, scores: Iterable["MutationScore"], review: "Review") -> None:
    from triage.rulebook.survivors import COLUMNS, survivor_rows

    rows = [COLUMNS, *survivor_rows(scores, review.rules)]
    file.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def _print_findings(findings: "Sequence[Finding]", most: int) -> None:
    """At most ``most`` of each code, and how many more there are."""
    words = table()["rules"]
    told: Counter[str] = Counter()
    for found in findings:
        told[found.code] += 1
        if told[found.code] <= most:
            severity = words["severities"][found.severity]
            print(words["finding"].format_map(asdict(found) | {"severity": severity}))
        elif told[found.code] == most + 1:
            count = sum(other.code == found.code for other in findings) - most
            print(words["more"].format(count=count))


def _print_summary(answer: Mapping[str, Any]) -> None:
    words = table()["rules"]
    for kind, codes in answer.get("uncovered", {}).items():
        if codes:
            print(words["uncovered"].format(kind=words["kinds"][kind], codes=" ".join(codes)))
    figures = answer.get("mutation")
    if figures is not None:
        from triage.rule_review.mutation import LEAST_SCORE

        low = sum(subject["score"] < LEAST_SCORE for subject in figures["subjects"])
        percent, goal = round(PERCENT * figures["score"], 1), round(PERCENT * LEAST_SCORE)
        print(words["mutation"].format_map({**figures, "percent": percent, "low": low, "goal": goal}))
        if not figures["is_enough"]:
            print(words["mutation_fails"].format(percent=percent, least=round(PERCENT * figures["least"], 1)))
    print(words["checked"].format_map({"rules": "—", "cases": "—", **answer}))
