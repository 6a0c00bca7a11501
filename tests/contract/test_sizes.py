"""Sizes and names of house style: small pieces, named by what they do."""

import ast
from pathlib import Path

import pytest

from tests.contract.source_tree import line_count, python_files, shown, syntax_tree, templates

LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGEST_TEMPLATE = 150
LONGEST_TEST_FILE = 400
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}

# a migration is a record of what was done, not code that is kept up
MODULES = [path for path in python_files("triage") if "versions" not in path.parts]


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_no_function_is_longer_than_forty_lines(path: Path) -> None:
    functions = (
        node for node in ast.walk(syntax_tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    too_long = [f"{node.name} (line {node.lineno})" for node in functions if _length(node) > LONGEST_FUNCTION]
    assert not too_long


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    assert [shown(path) for path in MODULES if line_count(path) > LONGEST_MODULE] == []


def test_no_template_is_longer_than_one_hundred_and_fifty_lines() -> None:
    assert [shown(path) for path in templates() if line_count(path) > LONGEST_TEMPLATE] == []


def test_no_test_file_is_longer_than_four_hundred_lines() -> None:
    assert [shown(path) for path in python_files("tests") if line_count(path) > LONGEST_TEST_FILE] == []


def test_nothing_is_named_after_what_it_is_not() -> None:
    named = [shown(path) for path in python_files("triage") if FORBIDDEN_NAMES & {*path.parent.parts, path.stem}]
    assert named == []


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1
