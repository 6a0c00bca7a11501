"""One line of migrations, and a file that names its newest, so that two branches collide visibly."""

from alembic.script import ScriptDirectory

from tests.contract.source_tree import CHECKOUT

MIGRATIONS = CHECKOUT / "triage/db/migrations"


def test_head_names_the_newest_migration() -> None:
    newest = ScriptDirectory(str(MIGRATIONS)).get_heads()
    assert [(MIGRATIONS / "HEAD").read_text(encoding="utf-8").strip()] == newest
