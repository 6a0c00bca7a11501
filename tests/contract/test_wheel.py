"""The wheel carries everything it needs: it works from a folder far from the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.contract.source_tree import CHECKOUT, files_below, shown


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel, which is all that installing a pure Python wheel means."""
    built = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


def test_the_wheel_carries_rules_models_and_templates(installed: Path) -> None:
    wanted = {shown(path) for folder in ("rules", "models", "templates") for path in files_below(folder)}
    shipped = installed / "triage/_shipped"
    carried = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()}
    assert carried == wanted


def test_the_wheel_carries_the_whole_package(installed: Path) -> None:
    carried = {path.relative_to(installed).as_posix() for path in (installed / "triage").rglob("*") if path.is_file()}
    assert {shown(path) for path in files_below("triage")} - carried == set()


def test_an_installed_wheel_lists_its_commands(installed: Path, tmp_path: Path) -> None:
    assert "assess" in _triage(installed, tmp_path, "--help")


def test_an_installed_wheel_assesses_a_row(installed: Path, tmp_path: Path) -> None:
    row = {"id": "w1", "text": "楼上漏水把我家天花板泡坏了,物业和楼上都不管", "reported_on": "2026-11-20"}
    answer = json.loads(_triage(installed, tmp_path, "assess", "-", typed=json.dumps(row) + "\n"))
    assert (answer["id"], answer["contract"], answer["risk"]["level"]) == ("w1", 1, "blue")


def _triage(installed: Path, home: Path, *arguments: str, typed: str = "") -> str:
    """Run the installed program with a working folder that has nothing to do with the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "TRIAGE_HOME": str(home), "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-m", "triage", *arguments]
    done = subprocess.run(command, cwd=home, env=environment, input=typed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
