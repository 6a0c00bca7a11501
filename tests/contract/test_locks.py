"""The two lock files: complete, hashed, of one mind, and free of any registry."""

import re
import tomllib

import pytest

from tests.contract.source_tree import CHECKOUT

LOCKS = ("requirements.lock", "tests/requirements.lock")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)( ; [^\\]+)? \\$", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9-]+")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry(name: str) -> None:
    assert "://" not in _read(name)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", _read(name).strip())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_both_locks_pin_the_same_versions() -> None:
    tests_pins = set(PIN.findall(_read("tests/requirements.lock")))
    assert set(PIN.findall(_read("requirements.lock"))) - tests_pins == set()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(_read("pyproject.toml"))
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted = {match.group().lower() for match in map(NAME.match, named) if match}
    assert wanted - {name for name, _, _ in PIN.findall(_read("tests/requirements.lock"))} == set()


def _read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")
