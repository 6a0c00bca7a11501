"""Every command explains itself with an example and is named in README."""

import re

import pytest

from tests.contract.source_tree import CHECKOUT
from triage.cli import main

COMMANDS = (
    *("assess", "evaluate", "deadline", "verify", "doctor", "bench", "import", "export", "serve"),
    *("rules check", "rules backtest", "rules list", "rules show", "rules export", "rules import"),
    *("rules release", "rules rollback", "model train", "model evaluate", "model card", "model promote", "model list"),
    *("db upgrade", "db backup", "db restore", "demo load", "demo reset"),
    *("user add", "user list", "user disable", "user reset-password"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main([*command.split(), "--help"])
    after_usage = capsys.readouterr().out.split("\n\n", 1)[-1]
    assert (leaving.value.code, f"triage {command}" in after_usage) == (0, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_named_in_the_readme(command: str) -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    group, _, verb = command.partition(" ")
    assert re.search(rf"triage {group}\b[^\n]*\b{verb}", readme)


def test_an_unknown_command_is_wrong_use_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["asses"])
    assert (leaving.value.code, bool(capsys.readouterr().err.strip())) == (2, True)
