"""The rulebook that serves: the folder when it is sound, else the last good release; a release never changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.factories import rows_of
from tests.unit.rulebook.folders import folder
from triage.db.records import ReleaseRecord
from triage.errors import RuleFileError
from triage.rulebook.load import LoadedRulebook
from triage.rulebook.release import load_snapshot
from triage.services.context import ServiceContext
from triage.services.releases import live_rulebook

Start: TypeAlias = Callable[[], tuple[LoadedRulebook, RuleFileError | None]]

RULE, VERSION_LINE = "risk/self_harm.yaml", 2


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A small folder of rules that may be spoilt."""
    for name, content in folder().items():
        file = tmp_path / "rules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path / "rules"


@pytest.fixture
def start(ctx: ServiceContext, rules: Path) -> Start:
    """What the program does when it starts."""
    return lambda: live_rulebook(ctx.engine, rules)


def releases(ctx: ServiceContext) -> dict[int, bool]:
    return {release.number: release.is_live for release in rows_of(ctx, ReleaseRecord)}


def change(rules: Path) -> None:
    with (rules / RULE).open("a", encoding="utf-8") as file:
        file.write("# reworded\n")


def spoil(rules: Path) -> None:
    sound = (rules / RULE).read_text(encoding="utf-8")
    (rules / RULE).write_text(sound.replace("version: 2", "version: two"), encoding="utf-8")


def test_the_first_start_releases_the_folder(ctx: ServiceContext, start: Start) -> None:
    loaded, fault = start()
    assert fault is None
    assert releases(ctx) == {1: True}
    assert rows_of(ctx, ReleaseRecord)[0].content_hash == loaded.rulebook.content_hash


def test_an_unchanged_folder_releases_nothing_new(ctx: ServiceContext, start: Start) -> None:
    start()
    start()
    assert releases(ctx) == {1: True}


def test_new_content_becomes_the_next_release(ctx: ServiceContext, rules: Path, start: Start) -> None:
    start()
    change(rules)
    loaded, _ = start()
    assert releases(ctx) == {1: False, 2: True}
    assert rows_of(ctx, ReleaseRecord, is_live=True)[0].content_hash == loaded.rulebook.content_hash


def test_old_content_becomes_live_again_under_its_number(ctx: ServiceContext, rules: Path, start: Start) -> None:
    kept = (rules / RULE).read_bytes()
    start()
    change(rules)
    start()
    (rules / RULE).write_bytes(kept)
    start()
    assert releases(ctx) == {1: True, 2: False}


def test_a_broken_file_leaves_the_last_good_release_serving(ctx: ServiceContext, rules: Path, start: Start) -> None:
    good, _ = start()
    spoil(rules)
    served, fault = start()
    assert served.rulebook.content_hash == good.rulebook.content_hash
    assert fault is not None
    assert (fault.file, fault.line) == (RULE, VERSION_LINE)
    assert releases(ctx) == {1: True}


def test_a_broken_file_at_the_first_start_is_told_with_its_place(
    ctx: ServiceContext, rules: Path, start: Start
) -> None:
    spoil(rules)
    with pytest.raises(RuleFileError) as broken:
        start()
    assert (broken.value.file, broken.value.line) == (RULE, VERSION_LINE)
    assert releases(ctx) == {}


def test_a_mended_folder_serves_again(ctx: ServiceContext, rules: Path, start: Start) -> None:
    kept = (rules / RULE).read_bytes()
    start()
    spoil(rules)
    start()
    (rules / RULE).write_bytes(kept)
    change(rules)
    _, fault = start()
    assert fault is None
    assert releases(ctx) == {1: False, 2: True}


def test_a_release_holds_the_rules_as_they_were(ctx: ServiceContext, rules: Path, start: Start) -> None:
    first, _ = start()
    change(rules)
    start()
    (kept,) = rows_of(ctx, ReleaseRecord, number=1)
    again = load_snapshot(kept.snapshot)
    assert again.rulebook.content_hash == first.rulebook.content_hash
    assert again.files[RULE] == first.files[RULE]


def test_two_processes_that_start_at_once_release_once(ctx: ServiceContext, start: Start) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: start(), range(2)))
    assert len({loaded.rulebook.content_hash for loaded, _ in both}) == 1
    assert releases(ctx) == {1: True}
