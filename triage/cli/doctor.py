"""``triage doctor``: do the promises of the design hold on live data?"""

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from triage.cli.errors import DOES_NOT_HOLD, DONE
from triage.cli.parser import add_command, add_json_flag
from triage.cli.wording import say, table

if TYPE_CHECKING:
    from triage.cli.parser import Subparsers
    from triage.services.doctor import Check


def add_commands(subparsers: "Subparsers") -> None:
    add_json_flag(add_command(subparsers, "doctor", doctor))


def doctor(options: Namespace) -> int:
    from triage.cli.installation import installation
    from triage.services.doctor import examine

    with installation() as ctx:
        checks = examine(ctx)
    is_ok = all(check.is_ok for check in checks)
    if options.json:
        listed = [{"id": c.id, "ok": c.is_ok, "count": c.count, "examples": list(c.examples)} for c in checks]
        print(json.dumps({"ok": is_ok, "checks": listed}, ensure_ascii=False))
    else:
        for check in checks:
            print(_line(check))
        print(say("doctor_ok" if is_ok else "doctor_not_ok"))
    return DONE if is_ok else DOES_NOT_HOLD


def _line(check: "Check") -> str:
    title = table()["doctor"][check.id]
    if check.is_ok:
        return say("check_ok", title=title)
    return say("check_failed", title=title, count=check.count, examples="、".join(check.examples))
