"""A command-line parser that speaks Chinese, and the one way to add a command."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn, TypeAlias

from triage.cli.wording import say, table

Subparsers: TypeAlias = "argparse._SubParsersAction[ChineseParser]"
Run: TypeAlias = Callable[[argparse.Namespace], int]
MOST_JOBS = 64
USAGE_STATUS = 2


class ChineseParser(argparse.ArgumentParser):
    """Says what is wrong in one line and leaves with status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_STATUS, f"{self.prog}: {message}\n")


def speak_chinese() -> None:
    """Let argparse take its own sentences from our wording; it offers no other place to translate them."""
    sentences: dict[str, str] = table()["argparse"]

    def translate(text: str) -> str:
        return sentences.get(text, text)

    def translate_plural(singular: str, plural: str, count: int) -> str:
        return translate(singular if count == 1 else plural)

    vars(argparse).update(_=translate, ngettext=translate_plural)


def add_command(subparsers: "Subparsers", name: str, run: Run | None = None, *, within: str = "") -> ChineseParser:
    """A command with its help and example from the wording; ``within`` names the command it stands under."""
    key = f"{within} {name}".strip()
    words = table()["commands"][key]
    parser = subparsers.add_parser(
        name,
        help=words["help"],
        description=words["description"],
        epilog=f"{say('example')}\n{_indented(words['example'].format())}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, parser=parser)
    return parser


def add_subcommands(parser: ChineseParser) -> "Subparsers":
    """The commands under a command; without one of them its help is shown."""
    return parser.add_subparsers(title=say("commands"), metavar=say("command"))


def help_for(command: str, argument: str) -> str:
    """The help of one argument."""
    words: dict[str, Any] = table()["commands"]
    return str(words[command].get(argument) or words["options"][argument])


def add_json_flag(parser: ChineseParser) -> None:
    parser.add_argument("--json", action="store_true", help=help_for("options", "json"))


def date_argument(text: str) -> date:
    """Read a date option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_unusable("date", text)) from None


def count_argument(kind: str, least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from ``least`` to ``most``; ``kind`` names the wording of its limits."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(_unusable(kind, text))

    return read


def unusable(kind: str, text: str) -> argparse.ArgumentTypeError:
    """The error of an option whose value cannot be read."""
    return argparse.ArgumentTypeError(_unusable(kind, text))


def _unusable(kind: str, text: str) -> str:
    words = table()
    template: str = words["argparse"]["invalid %(type)s value: %(value)r"]
    return template % {"type": words["types"][kind], "value": text}


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())
