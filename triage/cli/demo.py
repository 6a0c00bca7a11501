"""``triage demo``: areas, units, people and 231 invented disputes to try the product on."""

from argparse import Namespace
from collections import Counter
from typing import TYPE_CHECKING

from triage.cli.errors import DONE
from triage.cli.installation import installation
from triage.cli.parser import add_command, add_subcommands, help_for
from triage.cli.progress import with_progress
from triage.cli.wording import say
from triage.errors import ActionNotAllowedError

if TYPE_CHECKING:
    from triage.cli.parser import Subparsers
    from triage.services.context import ServiceContext


def add_commands(subparsers: "Subparsers") -> None:
    group = add_subcommands(add_command(subparsers, "demo"))
    load_parser = add_command(group, "load", load, within="demo")
    load_parser.add_argument("--once", action="store_true", help=help_for("demo load", "once"))
    add_command(group, "reset", reset, within="demo")


def load(options: Namespace) -> int:
    """Set up the demo and carry its cases; with ``--once`` an installation that has cases is left alone."""
    from triage.services.database import upgrade_schema
    from triage.services.demo import has_cases
    from triage.settings import Settings

    upgrade_schema(Settings.from_environment())
    with installation() as ctx:
        if not has_cases(ctx):
            _fill(ctx)
        elif options.once:
            print(say("demo_present"))
        else:
            raise ActionNotAllowedError("installation_not_empty")
        _print_logins(ctx)
    return DONE


def reset(_: Namespace) -> int:
    """Start the demo anew; refuses a database that is not a demo."""
    from triage.services.demo import remove_demo
    from triage.settings import Settings

    remove_demo(Settings.from_environment())
    return load(Namespace(once=False))


def _fill(ctx: "ServiceContext") -> None:
    from triage.services.demo import kept_logins, set_up_demo
    from triage.services.demo_cases import CASES, load_cases

    if not kept_logins(ctx):  # an interrupted first start has its people already
        set_up_demo(ctx)
    corpus = ctx.settings.models_folder / "corpus"
    states = Counter(with_progress(load_cases(ctx, corpus), CASES))
    print(say("demo_loaded", cases=states.total(), agreed=states["closed"]))


def _print_logins(ctx: "ServiceContext") -> None:
    from triage.services.demo import kept_logins

    roles = ctx.assessor.rulebook.wording
    for login in kept_logins(ctx):
        role = roles[f"labels.role.{login.role.value}"]
        print(say("demo_login", role=role, login=login.login, password=login.password, unit=login.unit))
