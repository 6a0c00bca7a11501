"""``triage db``: schema and data."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli.errors import DONE
from triage.cli.parser import add_command, add_subcommands, help_for
from triage.cli.wording import say

if TYPE_CHECKING:
    from triage.cli.parser import Subparsers


def add_commands(subparsers: "Subparsers") -> None:
    group = add_subcommands(add_command(subparsers, "db"))
    add_command(group, "upgrade", upgrade, within="db")
    for name, run in (("backup", backup), ("restore", restore)):
        parser = add_command(group, name, run, within="db")
        parser.add_argument("file", type=Path, help=help_for(f"db {name}", "file"))


def upgrade(_: Namespace) -> int:
    from triage.services.database import upgrade_schema
    from triage.settings import Settings

    print(say("schema_upgraded", revision=upgrade_schema(Settings.from_environment())))
    return DONE


def backup(options: Namespace) -> int:
    from triage.services.database import backup as write_backup
    from triage.settings import Settings

    rows = write_backup(Settings.from_environment(), options.file)
    print(say("backup_written", file=options.file, rows=rows))
    return DONE


def restore(options: Namespace) -> int:
    from triage.services.database import restore as read_backup
    from triage.settings import Settings

    rows = read_backup(Settings.from_environment(), options.file)
    print(say("backup_restored", file=options.file, rows=rows))
    return DONE
