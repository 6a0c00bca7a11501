"""``triage verify``: recompute the stored assessments of a case and compare."""

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from triage.cli.errors import DOES_NOT_HOLD, DONE
from triage.cli.parser import add_command, add_json_flag, help_for
from triage.cli.wording import say

if TYPE_CHECKING:
    from triage.cli.parser import Subparsers


def add_commands(subparsers: "Subparsers") -> None:
    parser = add_command(subparsers, "verify", verify)
    parser.add_argument("case", help=help_for("verify", "case"))
    add_json_flag(parser)


def verify(options: Namespace) -> int:
    from triage.cli.installation import installation
    from triage.services.verify import verify_case

    with installation() as ctx:
        checked = verify_case(ctx, options.case)
    is_ok = all(one.is_same for one in checked)
    if options.json:
        listed = [
            {"number": one.number, "ok": one.is_same, "differs": list(one.differs), "missing": one.missing}
            for one in checked
        ]
        print(json.dumps({"ok": is_ok, "case": options.case, "assessments": listed}, ensure_ascii=False))
        return DONE if is_ok else DOES_NOT_HOLD
    for one in checked:
        if one.missing is not None:
            print(say("verify_missing", number=one.number, missing=one.missing))
        elif one.differs:
            print(say("verify_differs", number=one.number, parts="、".join(one.differs)))
        else:
            print(say("verify_same", number=one.number))
    return DONE if is_ok else DOES_NOT_HOLD
