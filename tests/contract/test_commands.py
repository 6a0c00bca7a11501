"""Every command explains itself with an example and is named in README."""

import argparse
import re
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.contract.source_tree import CHECKOUT
from triage.cli import GROUPS, _parser, main


def _commands(parser: argparse.ArgumentParser, above: str = "") -> Iterator[str]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for name, child in ((name, child) for group in groups for name, child in group.choices.items()):
        below = list(_commands(child, f"{above}{name} "))
        yield from below or [f"{above}{name}"]


COMMANDS = sorted(_commands(_parser([])))


def test_no_group_of_commands_is_missing() -> None:
    assert [group for group in GROUPS.values() if find_spec(f"triage.cli.{group}") is None] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([*command.split(), "--help"])
    after_usage = capsys.readouterr().out.split("\n\n", 1)[-1]
    assert (status, f"triage {command}" in after_usage) == (0, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_named_in_the_readme(command: str) -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    group, _, verb = command.partition(" ")
    assert re.search(rf"triage {group}\b[^\n]*\b{verb}", readme)


def test_the_readme_promises_no_command_that_does_not_exist() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    quoted = re.findall(r"`triage ([a-z]+)(?: ([a-z-]+(?: \\\| [a-z-]+)*))?", readme)
    promised = {f"{group} {verb}".strip() for group, verbs in quoted for verb in verbs.split(r" \| ")}
    assert promised - {*COMMANDS, *GROUPS} == set()


def test_an_unknown_command_is_wrong_use_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["asses"])
    assert (status, len(capsys.readouterr().err.splitlines())) == (2, 1)
