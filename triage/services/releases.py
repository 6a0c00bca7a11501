"""The rulebook an installation runs: an immutable snapshot in the database, so that a broken file never goes live."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from triage.db.records import ReleaseRecord
from triage.errors import RuleFileError
from triage.rulebook.load import LoadedRulebook, load_rulebook
from triage.rulebook.release import load_snapshot, packed


def live_rulebook(engine: Engine, rules_folder: Path) -> tuple[LoadedRulebook, RuleFileError | None]:
    """The rulebook to serve: the folder when it is sound, else the last good release together with the fault.

    A sound folder whose content is new becomes the next release.

    Raises:
        RuleFileError: the folder is broken and there is no release to fall back to.
    """
    try:
        loaded = load_rulebook(rules_folder)
    except RuleFileError as fault:
        last_good = _live_snapshot(engine)
        if last_good is None:
            raise
        return load_snapshot(last_good), fault
    try:
        _release(engine, loaded)
    except IntegrityError:  # another process released at the same moment: look again at what is live now
        _release(engine, loaded)
    return loaded, None


def _live_snapshot(engine: Engine) -> bytes | None:
    with Session(engine) as orm:
        return orm.scalars(select(ReleaseRecord.snapshot).where(ReleaseRecord.is_live)).one_or_none()


def _release(engine: Engine, loaded: LoadedRulebook) -> None:
    content_hash = loaded.rulebook.content_hash
    with Session(engine.execution_options(begin_immediate=True)) as orm:
        live = orm.scalars(select(ReleaseRecord).where(ReleaseRecord.is_live).with_for_update()).one_or_none()
        if live is not None and live.content_hash == content_hash:
            return
        orm.execute(update(ReleaseRecord).where(ReleaseRecord.is_live).values(is_live=False))
        known = orm.scalars(select(ReleaseRecord).where(ReleaseRecord.content_hash == content_hash)).one_or_none()
        if known is not None:
            known.is_live = True
        else:
            number = (orm.scalars(select(func.max(ReleaseRecord.number))).one() or 0) + 1
            orm.add(
                ReleaseRecord(
                    number=number,
                    content_hash=content_hash,
                    snapshot=packed(loaded.files),
                    is_live=True,
                    released_at=datetime.now(UTC),
                    released_by="rules folder",
                )
            )
        orm.commit()
