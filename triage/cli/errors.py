"""Turn errors into one Chinese line on standard error and an exit status."""

import errno
import sys
from collections.abc import Mapping
from typing import TextIO

from triage.cli.wording import LOADER, fault, say, table
from triage.errors import RuleFileError, TriageError

DONE = 0
DOES_NOT_HOLD = 1
WRONG_USE = 2
ROWS_REJECTED = 3
INTERRUPTED = 130  # as shells show a process stopped by Ctrl-C


class _Shown(dict[str, object]):
    """Values as a sentence shows them; a value that an error does not have is left open, never a second error."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(error: TriageError) -> str:
    """What is wrong and what to do, in the words of whichever layer knows the code."""
    if isinstance(error, RuleFileError):
        return f"{error.file}:{error.line}:{error.column}: {_rule_file_sentence(error)}"
    values = _shown(error.values)
    for find in (_exchange_sentence, fault, _rulebook_sentence):
        if sentence := find(error.code, values):
            return sentence
    details = ", ".join(f"{key}={value}" for key, value in values.items())
    return fault("unknown", {"code": error.code, "values": details}) or error.code


def os_sentence(error: OSError) -> str:
    """What the operating system refused, and about which file."""
    reasons: dict[str, str] = table()["reasons"]
    reason = reasons.get(errno.errorcode.get(error.errno or 0, ""), error.strerror or type(error).__name__)
    return fault("os_error", {"file": error.filename or say("output"), "reason": reason}) or reason


def print_line(sentence: str, stream: TextIO | None = None) -> None:
    """One line on standard error, whatever the values hold."""
    print(" ".join(sentence.split("\n")), file=stream or sys.stderr, flush=True)


def internal_error(error: Exception) -> str:
    """The line for a fault of ours: it names the error, the trace comes with ``--debug``."""
    return say("internal_error", error=f"{type(error).__name__}: {error}"[:200])


def _shown(values: Mapping[str, object]) -> _Shown:
    return _Shown(
        (key, "、".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else value)
        for key, value in values.items()
    )


def _rule_file_sentence(error: RuleFileError) -> str:
    from triage.errors_zh import SENTENCES

    worded = error.values.get("message")  # a finding that became an error brings its sentence along
    return str(worded) if worded else SENTENCES.get(error.code, error.code).format_map(_shown(error.values))


def _exchange_sentence(code: str, values: Mapping[str, object]) -> str | None:
    from triage.exchange.wording import error_sentence

    return error_sentence(code, values)


def _rulebook_sentence(code: str, values: Mapping[str, object]) -> str | None:
    # read as plain YAML: the rulebook itself may be what is broken
    import yaml

    from triage.settings import Settings

    path = Settings.from_environment().rules_folder / "wording.yaml"
    try:
        with path.open(encoding="utf-8") as file:
            sentence = yaml.load(file, Loader=LOADER)["errors"][code]  # noqa: S506 - a safe loader
        return str(sentence).format_map(values)
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return None
