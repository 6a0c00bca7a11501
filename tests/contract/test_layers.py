"""Rules of the house that an import check cannot see: who commits, who compares a status, what the server loads."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.source_tree import CHECKOUT, python_files, shown, syntax_tree
from triage.vocabulary import CaseStatus, HandOffStatus, TrackStatus

# the subjects of casework/lifecycle.py; clocks are rows that start and end, not a lifecycle
STATUS_WORDS = {"CaseStatus", "TrackStatus", "HandOffStatus"}
STATUS_VALUES = {word.value for words in (CaseStatus, TrackStatus, HandOffStatus) for word in words}
NEVER_IMPORTED = {"pickle", "dill", "cloudpickle", "shelve", "marshal"}

MODULES = python_files("triage")
OUTSIDE_SERVICES = [path for path in MODULES if not shown(path).startswith(("triage/services/", "triage/db/"))]
OUTSIDE_CASEWORK = [path for path in MODULES if not shown(path).startswith("triage/casework/")]


@pytest.mark.parametrize("path", OUTSIDE_SERVICES, ids=shown)
def test_only_services_commit(path: Path) -> None:
    called = [node.func for node in ast.walk(syntax_tree(path)) if isinstance(node, ast.Call)]
    assert [f"line {f.lineno}" for f in called if isinstance(f, ast.Attribute) and f.attr == "commit"] == []


@pytest.mark.parametrize("path", OUTSIDE_CASEWORK, ids=shown)
def test_only_casework_branches_on_a_status(path: Path) -> None:
    compared = [node for node in ast.walk(syntax_tree(path)) if isinstance(node, ast.Compare)]
    assert [f"line {node.lineno}" for node in compared if _tests_a_status(node)] == []


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_nothing_is_unpickled(path: Path) -> None:
    assert set(_imported_names(syntax_tree(path))) & NEVER_IMPORTED == set()


@pytest.mark.parametrize("module", ["triage.app", "triage.web", "triage.jobs", "triage.services", "triage.assessment"])
def test_the_server_never_loads_scikit_learn(module: str) -> None:
    program = (
        f"import importlib, pkgutil, sys; top = importlib.import_module('{module}')\n"
        "for found in pkgutil.walk_packages(getattr(top, '__path__', []), top.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(sorted({'sklearn', 'scipy', 'joblib'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def _tests_a_status(comparison: ast.Compare) -> bool:
    """True for ``x.status == CaseStatus.OPEN`` and the like; a column in a query (``CaseRecord.status``) is none."""
    sides = [comparison.left, *comparison.comparators]
    named = {name for side in sides for name in _names_in(side)}
    is_spelled = "status" in named and not named.isdisjoint(STATUS_VALUES)
    return (is_spelled or not named.isdisjoint(STATUS_WORDS)) and not any(_is_column(side) for side in sides)


def _names_in(node: ast.expr) -> Iterator[object]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr
        elif isinstance(inner, ast.Constant):
            yield inner.value


def _is_column(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("Record")


def _imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
