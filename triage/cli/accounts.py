"""``triage user``: accounts."""

import secrets
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from triage.casework.deadlines import local_date
from triage.cli.errors import DONE
from triage.cli.installation import installation
from triage.cli.parser import add_command, add_subcommands, date_argument, help_for
from triage.cli.wording import say
from triage.vocabulary import Role

if TYPE_CHECKING:
    from triage.cli.parser import Subparsers

PASSWORD_BYTES = 9
ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)


def add_commands(subparsers: "Subparsers") -> None:
    group = add_subcommands(add_command(subparsers, "user"))
    add = add_command(group, "add", add_user, within="user")
    add.add_argument("login", help=help_for("user add", "login"))
    for option in ("name", "unit"):
        add.add_argument(f"--{option}", required=True, help=help_for("user add", option))
    add.add_argument("--role", required=True, choices=ROLES, help=help_for("user add", "role"))
    add.add_argument("--until", type=date_argument, help=help_for("user add", "until"))
    add.add_argument("--substitute", help=help_for("user add", "substitute"))
    add.add_argument("--may-clear-triggers", action="store_true", help=help_for("user add", "may_clear_triggers"))
    add_command(group, "list", list_users, within="user")
    for name, run in (("disable", disable_user), ("reset-password", reset_user_password)):
        parser = add_command(group, name, run, within="user")
        parser.add_argument("login", help=help_for("user add", "login"))


def add_user(options: Namespace) -> int:
    from triage.services.accounts import NewAccount, add_account

    password = secrets.token_urlsafe(PASSWORD_BYTES)
    entry = NewAccount(
        login=options.login,
        name=options.name,
        password=password,
        role=Role(options.role),
        unit_name=options.unit,
        starts_on=local_date(datetime.now(UTC)),
        ends_on=options.until,
        substitute_login=options.substitute,
        may_clear_triggers=options.may_clear_triggers,
    )
    with installation() as ctx:
        add_account(ctx, entry=entry)
    print(say("user_added", login=options.login, password=password))
    return DONE


def list_users(_: Namespace) -> int:
    from triage.queries.accounts import all_accounts

    with installation() as ctx, ctx.reading() as orm:
        accounts = list(all_accounts(orm))
    for account in accounts:
        state = say("account_active" if account.is_active else "account_disabled")
        print(f"{account.login}\t{account.name}\t{account.role}\t{account.unit_name}\t{state}")
    return DONE


def disable_user(options: Namespace) -> int:
    from triage.services.accounts import disable_account

    with installation() as ctx:
        disable_account(ctx, login=options.login)
    print(say("user_disabled", login=options.login))
    return DONE


def reset_user_password(options: Namespace) -> int:
    from triage.services.accounts import reset_password

    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with installation() as ctx:
        reset_password(ctx, login=options.login, new=password)
    print(say("password_reset", login=options.login, password=password))
    return DONE
