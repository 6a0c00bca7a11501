"""Whatever goes wrong is said in one Chinese line."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

from tests.integration.cli.conftest import Command
from triage import errors
from triage.cli.errors import sentence_of
from triage.cli.wording import table
from triage.errors import RuleFileError, TriageError

KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, TriageError)}


def raised(checkout: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Kind, code and value names of every error that the program builds with a fixed code."""
    for path in sorted((checkout / "triage").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS):
                continue
            if node.args and isinstance(node.args[0], ast.Constant) and node.func.id != RuleFileError.__name__:
                names = {keyword.arg or "**" for keyword in node.keywords}
                yield node.func.id, str(node.args[0].value), names


def sentences(checkout: Path) -> dict[str, str]:
    files = ("rules/wording.yaml", "triage/exchange/wording.yaml")
    read = [yaml.safe_load((checkout / file).read_text(encoding="utf-8"))["errors"] for file in files]
    return {**read[0], **read[1], **table()["errors"]}


def test_every_error_has_a_sentence(checkout: Path) -> None:
    known = sentences(checkout)
    assert sorted({code for _, code, _ in raised(checkout)} - known.keys()) == []


def test_every_blank_of_a_sentence_is_filled(checkout: Path) -> None:
    known = sentences(checkout)
    unfilled = {
        code: sorted(blanks - names)
        for _, code, names in raised(checkout)
        if "**" not in names
        and (blanks := {blank for _, blank, _, _ in Formatter().parse(known.get(code, "")) if blank}) - names
    }
    assert unfilled == {}


def test_a_code_without_a_sentence_is_still_one_line() -> None:
    assert "no_such_code" in sentence_of(TriageError("no_such_code", case="C1"))


def test_a_fault_in_a_rule_file_begins_with_its_place() -> None:
    fault = RuleFileError("unknown_key", file="risk/a.yaml", line=3, column=5, key="mach", allowed="match")
    assert sentence_of(fault).startswith("risk/a.yaml:3:5: 不认识的键“mach”")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["asses"], ["asses", "assess"]),
        (["evaluate"], ["缺少参数", "GOLD"]),
        (["deadline", "PM-01", "--from"], ["--from", "后面要跟一个值"]),
        (["assess", "a.csv", "b.csv"], ["不认识的参数", "b.csv"]),
        (["bench", "nothing"], ["nothing", "assess"]),
    ],
)
def test_wrong_use_says_what_and_what_instead(command: Command, arguments: list[str], words: list[str]) -> None:
    said = command(*arguments)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert [word for word in words if word not in said.err] == []


def test_debug_adds_the_trace(command: Command) -> None:
    assert "Traceback" in command("assess", "missing.csv", "--debug").err
