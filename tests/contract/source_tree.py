"""The files of the checkout as the checks of this folder see them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDERS = (".ci", "triage", "rules", "models", "templates", "tests", "docs", "benchmarks")
TEXT_SUFFIXES = {
    *(".py", ".pyi", ".toml", ".lock", ".md", ".txt", ".yaml", ".yml", ".json", ".jsonl", ".csv", ".html", ".css"),
    *(".js", ".svg", ".mako", ".xml", ".po", ".pot", ".cfg", ".ini", ".sh", ""),
}


@cache
def files_below(folder: str) -> tuple[Path, ...]:
    """Every file below one folder of the checkout, caches left out."""
    found = (path for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


def python_files(folder: str) -> tuple[Path, ...]:
    return tuple(path for path in files_below(folder) if path.suffix == ".py")


def templates() -> tuple[Path, ...]:
    return tuple(path for path in files_below("templates") if path.suffix == ".html")


def text_files() -> Iterator[Path]:
    """Everything that is kept in the repository and can be read."""
    top = (path for path in CHECKOUT.iterdir() if path.is_file())
    below = (path for folder in FOLDERS for path in files_below(folder))
    return (path for path in (*top, *below) if path.suffix in TEXT_SUFFIXES)


@cache
def syntax_tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """The path as a reader knows it."""
    return path.relative_to(CHECKOUT).as_posix()


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def module_name(path: Path) -> str:
    """``triage/web/access.py`` is ``triage.web.access``."""
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
