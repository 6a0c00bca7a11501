"""A backup restores on either database, all of it or nothing."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from tests.factories import DANGEROUS, People, make_accepted_case, make_agreed_case, make_case, rows_of
from triage.db import schema
from triage.db.engine import open_engine
from triage.db.records import AreaRecord, AuditEntryRecord, CaseRecord, PartyRecord, Record
from triage.errors import InputError, SettingsError
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.services.database import backup, restore
from triage.services.doctor import examine
from triage.settings import Settings

NO_MANIFESTS = (b"", b"[]", b"null", b"{}", b'{"format": "triage-backup-1"}', b"\xff\xfe", b'{"format": 1}')
NO_BACKUPS = (b"", b"PK", b"not a backup", "备份".encode() * 500)


@pytest.fixture
def filled(ctx: ServiceContext, people: People) -> ServiceContext:
    """A database with rows in most tables."""
    make_case(ctx, people["desk"], DANGEROUS)
    make_accepted_case(ctx, people)
    make_agreed_case(ctx, people, perform_by_on=ctx.today())
    return ctx


@pytest.fixture
def saved(filled: ServiceContext, tmp_path: Path) -> Path:
    file = tmp_path / "backup.zip"
    backup(filled.settings, file)
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An empty database of either kind to restore into."""
    with request.getfixturevalue("new_database")(request.param) as url:
        yield Settings.from_environment({"TRIAGE_HOME": str(tmp_path / "other"), "TRIAGE_DATABASE_URL": url})


def contents(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Record.metadata.sorted_tables
        }
    engine.dispose()
    return found


def is_empty(settings: Settings) -> bool:
    return not any(rows for name, rows in contents(settings).items() if name != "person")


def rewritten(file: Path, name: str, content: bytes) -> Path:
    """The backup with one of its files replaced."""
    forged = file.with_name("forged.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.namelist():
            out.writestr(entry, content if entry == name else source.read(entry))
    return forged


def middles(file: Path) -> list[int]:
    """A place inside the compressed bytes of each larger file of an archive."""
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if entry.compress_size > 20]
    starts = [
        entry.header_offset
        + 30
        + int.from_bytes(whole[entry.header_offset + 26 : entry.header_offset + 28], "little")
        + int.from_bytes(whole[entry.header_offset + 28 : entry.header_offset + 30], "little")
        for entry in entries
    ]
    return [start + entry.compress_size // 2 for start, entry in zip(starts, entries, strict=True)]


def test_every_row_comes_back_as_it_was(filled: ServiceContext, saved: Path, target: Settings) -> None:
    before = contents(filled.settings)
    assert restore(target, saved) == sum(len(rows) for rows in before.values())
    assert contents(target) == before


def test_the_promises_hold_on_what_came_back(
    filled: ServiceContext, saved: Path, target: Settings, assessor: Assessor
) -> None:
    restore(target, saved)
    engine = open_engine(target.database_url)
    there = ServiceContext(settings=target, engine=engine, assessor=assessor, clock=filled.clock)
    assert [check.id for check in examine(there) if not check.is_ok] == []
    engine.dispose()


def test_the_guards_stand_again_after_restoring(saved: Path, target: Settings) -> None:
    restore(target, saved)
    engine = open_engine(target.database_url)
    with pytest.raises(IntegrityError, match="never deleted"), engine.begin() as connection:
        connection.execute(AuditEntryRecord.__table__.delete())
    engine.dispose()


def test_areas_come_back_whatever_their_numbers(ctx: ServiceContext, tmp_path: Path, target: Settings) -> None:
    with ctx.engine.begin() as connection:
        for number, parent in ((9, None), (5, 9), (7, 5), (1, 7)):
            row = {"id": number, "parent_id": parent, "code": str(number), "name": "区", "path": f"/{number}/"}
            connection.execute(insert(AreaRecord).values(**row))
    backup(ctx.settings, tmp_path / "areas.zip")
    restore(target, tmp_path / "areas.zip")
    assert [row[:2] for row in contents(target)["area"]] == [(1, 7), (5, 9), (7, 5), (9, None)]


def test_damaged_words_survive_the_journey(
    ctx: ServiceContext, people: People, tmp_path: Path, target: Settings
) -> None:
    case_id = make_case(ctx, people["desk"], "\x00他\ud800说\U0001f600‮要" + DANGEROUS)
    backup(ctx.settings, tmp_path / "damaged.zip")
    restore(target, tmp_path / "damaged.zip")
    narratives = {row[0]: row for row in contents(target)["case"]}
    assert "\ufffd他\ufffd说\U0001f600‮要" + DANGEROUS in narratives[case_id]


def test_a_database_in_use_is_not_filled(filled: ServiceContext, saved: Path) -> None:
    before = contents(filled.settings)
    with pytest.raises(SettingsError, match="database_not_empty"):
        restore(filled.settings, saved)
    assert contents(filled.settings) == before


def test_accounts_alone_are_reason_enough_to_refuse(ctx: ServiceContext, people: People, tmp_path: Path) -> None:
    """No case has been registered yet, but the accounts and their log would be lost."""
    backup(ctx.settings, tmp_path / "staff.zip")
    with pytest.raises(SettingsError, match="database_not_empty"):
        restore(ctx.settings, tmp_path / "staff.zip")


def test_a_changed_row_is_found_before_anything_changes(saved: Path, target: Settings) -> None:
    with zipfile.ZipFile(saved) as archive:
        lines = archive.read("party.jsonl")
    forged = rewritten(saved, "party.jsonl", lines.replace("申请甲".encode(), "申请乙".encode()))
    with pytest.raises(InputError, match="backup_damaged"):
        restore(target, forged)
    assert is_empty(target)


def test_a_missing_row_is_found(saved: Path, target: Settings) -> None:
    with zipfile.ZipFile(saved) as archive:
        lines = archive.read("party.jsonl").splitlines(keepends=True)
    with pytest.raises(InputError, match="backup_damaged"):
        restore(target, rewritten(saved, "party.jsonl", b"".join(lines[:-1])))


def test_a_backup_of_another_schema_is_refused(saved: Path, target: Settings) -> None:
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["revision"] = "0000"
    with pytest.raises(SettingsError, match="backup_of_other_schema"):
        restore(target, rewritten(saved, "manifest.json", json.dumps(manifest).encode()))
    assert is_empty(target)


def test_a_manifest_that_is_none_is_refused(saved: Path, target: Settings) -> None:
    for manifest in NO_MANIFESTS:
        with pytest.raises(InputError, match="backup_unreadable"):
            restore(target, rewritten(saved, "manifest.json", manifest))
    assert is_empty(target)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, target: Settings) -> None:
    file = tmp_path / "other.zip"
    for content in NO_BACKUPS:
        file.write_bytes(content)
        with pytest.raises(InputError, match="backup_unreadable"):
            restore(target, file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, target: Settings) -> None:
    with pytest.raises(InputError, match="backup_unreadable"):
        restore(target, tmp_path / "nowhere.zip")


def test_no_damaged_byte_changes_anything(saved: Path, target: Settings) -> None:
    """A byte turned over in the middle of each table: refused each time, and never by a crash."""
    whole = saved.read_bytes()
    for place in middles(saved):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        saved.write_bytes(damaged)
        with pytest.raises(InputError, match="backup_"):
            restore(target, saved)
    assert is_empty(target)


def test_a_backup_cut_short_changes_nothing(saved: Path, target: Settings) -> None:
    whole = saved.read_bytes()
    for part in (0.1, 0.5, 0.9, 0.999):
        saved.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(InputError, match="backup_"):
            restore(target, saved)
    assert is_empty(target)


def test_an_existing_file_is_never_overwritten(filled: ServiceContext, tmp_path: Path) -> None:
    file = tmp_path / "precious.zip"
    file.write_text("precious")
    with pytest.raises(InputError, match="backup_exists"):
        backup(filled.settings, file)
    assert file.read_text() == "precious"


def test_a_folder_that_is_not_there_is_told(filled: ServiceContext, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file_not_writable"):
        backup(filled.settings, tmp_path / "nowhere" / "backup.zip")


def test_only_its_owner_can_read_a_backup(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0
    assert list(saved.parent.glob("*.partial")) == []


def test_what_is_written_meanwhile_is_not_half_in_it(filled: ServiceContext, people: People, tmp_path: Path) -> None:
    """One snapshot: a case registered after the first table was read is not in any of them."""
    with filled.engine.connect() as connection:
        before = connection.scalar(select(func.count()).select_from(CaseRecord))
    backup(filled.settings, tmp_path / "then.zip")
    make_case(filled, people["desk"])
    with zipfile.ZipFile(tmp_path / "then.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["tables"]["case"]["rows"] == before
    assert len(rows_of(filled, PartyRecord)) == 2 * (before + 1)


def test_there_is_nothing_to_back_up_without_a_database(tmp_path: Path) -> None:
    settings = Settings.from_environment({"TRIAGE_HOME": str(tmp_path)})
    with pytest.raises(SettingsError, match="schema_outdated"):
        backup(settings, tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


def test_restoring_makes_the_database_where_there_is_none(saved: Path, tmp_path: Path) -> None:
    settings = Settings.from_environment({"TRIAGE_HOME": str(tmp_path / "fresh")})
    restore(settings, saved)
    engine = open_engine(settings.database_url)
    assert schema.current_revision(engine) == schema.newest_revision()
    engine.dispose()
