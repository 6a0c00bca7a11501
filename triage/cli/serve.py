"""``triage serve``: the web application on a production server."""

import logging
from argparse import Namespace
from typing import TYPE_CHECKING

from triage.cli.errors import DONE, print_line, sentence_of
from triage.cli.parser import add_command, count_argument, help_for
from triage.cli.wording import say

if TYPE_CHECKING:
    from triage.cli.parser import Subparsers

DEFAULT_THREADS = 8
MOST_THREADS = 64


def add_commands(subparsers: "Subparsers") -> None:
    parser = add_command(subparsers, "serve", serve)
    parser.add_argument("--host", default="127.0.0.1", help=help_for("serve", "host"))
    parser.add_argument("--port", type=count_argument("port", 1, 65_535), default=8000, help=help_for("serve", "port"))
    threads = count_argument("threads", 1, MOST_THREADS)
    parser.add_argument("--workers", type=threads, default=DEFAULT_THREADS, help=help_for("serve", "workers"))


def serve(options: Namespace) -> int:
    """One process with several threads; the sweep runs beside them."""
    import waitress

    from triage.app import create_app, make_context
    from triage.jobs.sweeper import Sweeper
    from triage.settings import Settings

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # looking up the schema is no news
    settings = Settings.from_environment()
    ctx = make_context(settings)
    if ctx.rules_fault is not None:
        print_line(say("serving_last_release", fault=sentence_of(ctx.rules_fault)))
    sweeper = Sweeper(ctx)
    sweeper.start()
    print_line(say("serving", address=f"http://{options.host}:{options.port}"))
    try:
        waitress.serve(
            create_app(settings, ctx), host=options.host, port=options.port, threads=options.workers, ident=None
        )
    finally:
        sweeper.stop()
    return DONE
