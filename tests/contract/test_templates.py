"""Templates hold `if`, `for` and macros: they parse, are used, load nothing from elsewhere and decide nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.contract.source_tree import CHECKOUT, files_below, python_files, shown, syntax_tree, templates

SHARED_FOLDERS = {"layouts", "components", "errors", "documents"}
STATUS_COMPARISON = re.compile(r"\bstatus(\.value)?\s*(==|!=|\bin\b|\bis\b|\bnot\b)")
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\b")
ELSEWHERE = re.compile(r"""https?://(?!www\.w3\.org/|127\.0\.0\.1|localhost)|(?:src|href|url)\s*[=(]\s*["']?//""")

TEMPLATES = templates()
SCREEN_FILES = [
    path
    for path in (*TEMPLATES, *files_below("triage/web/static"))
    if path.suffix in {".html", ".css", ".js", ".svg"}
    and not (path.parent / "LICENSE").is_file()  # taken over as it is
]


@pytest.fixture(scope="module")
def parser() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_parses(path: Path, parser: Environment) -> None:
    parser.parse(path.read_text(encoding="utf-8"), filename=str(path))


def test_every_template_is_used(parser: Environment) -> None:
    named = {*_names_in_views(), *(name for path in TEMPLATES for name in _names_in_template(path, parser))}
    patterns = [re.compile(name) for name in named]
    own_names = [path.relative_to(CHECKOUT / "templates").as_posix() for path in TEMPLATES]
    assert [name for name in own_names if not any(pattern.fullmatch(name) for pattern in patterns)] == []


def test_a_template_lies_in_the_folder_of_its_blueprint() -> None:
    blueprints = {path.parent.name for path in python_files("triage/web") if path.stem == "views"}
    folders = {path.relative_to(CHECKOUT / "templates").parts[0] for path in TEMPLATES}
    assert folders - SHARED_FOLDERS - blueprints == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_escapes_what_it_shows(path: Path) -> None:
    assert UNESCAPED.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_compares_no_status(path: Path) -> None:
    assert STATUS_COMPARISON.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCREEN_FILES, ids=shown)
def test_a_page_loads_nothing_from_elsewhere(path: Path) -> None:
    assert ELSEWHERE.findall(path.read_text(encoding="utf-8")) == []


def _names_in_views() -> Iterator[str]:
    """Template names in the code, as patterns: a part that is filled in stands for anything but a slash."""
    for path in python_files("triage"):
        for node in ast.walk(syntax_tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = (re.escape(part.value) if isinstance(part, ast.Constant) else "[^/]+" for part in node.values)
                pattern = "".join(parts)
                if pattern.endswith(r"\.html"):
                    yield pattern
            elif isinstance(node, ast.Constant) and str(node.value).endswith(".html"):
                yield re.escape(str(node.value))


def _names_in_template(path: Path, parser: Environment) -> Iterator[str]:
    tree = parser.parse(path.read_text(encoding="utf-8"))
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        if isinstance(node.template, nodes.Const):
            yield re.escape(node.template.value)
