"""Chinese first; the English catalogue lacks nothing and fills the same blanks."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.integration.web.conftest import Screen
from triage.services.assessor import Assessor
from triage.web.language import FOLDER

SignIn = Callable[[str], Screen]
BLANK = re.compile(r"%\(\w+\)s|\{\w+\}")
TRANSLATED = ("labels.", "errors.", "reasons.gate.")
UNTRANSLATED = ("labels.fact.",)  # choices of facts are names of the rulebook, like the facts themselves


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    with (FOLDER / "en" / "LC_MESSAGES" / "messages.po").open("rb") as kept:
        return {str(message.id): str(message.string) for message in read_po(kept, locale="en") if message.id}


@pytest.fixture(scope="module")
def texts(checkout: Path, assessor: Assessor) -> set[str]:
    """Every text that can be translated."""
    wording = assessor.rulebook.wording
    worded = {text for key, text in wording.items() if key.startswith(TRANSLATED) and not key.startswith(UNTRANSLATED)}
    return worded | set(_in_templates(checkout)) | set(_in_code(checkout))


def _in_templates(checkout: Path) -> Iterator[str]:
    options = {"trimmed": "true", "extensions": "jinja2.ext.i18n"}
    for path in sorted((checkout / "templates").rglob("*.html")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", file, keywords={"_": None}, options=options):
                yield str(message)


def _in_code(checkout: Path) -> Iterator[str]:
    for path in sorted((checkout / "triage" / "web").rglob("*.py")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords={"_": None, "_l": None}):
                yield str(message)


def test_every_text_has_its_english(texts: set[str], english: dict[str, str]) -> None:
    assert sorted(text for text in texts if not english.get(text)) == []


def test_the_catalogue_holds_nothing_that_is_gone(texts: set[str], english: dict[str, str]) -> None:
    assert sorted(set(english) - texts) == []


def test_a_translation_fills_the_same_blanks(english: dict[str, str]) -> None:
    assert [text for text, other in english.items() if set(BLANK.findall(text)) != set(BLANK.findall(other))] == []


def test_a_person_can_choose_english_and_come_back(sign_in: SignIn) -> None:
    desk = sign_in("desk")
    assert '<html lang="zh-Hans">' in desk.get("/work").text
    desk.post("/language/en", back="/work")
    page = desk.get("/work").text
    assert '<html lang="en">' in page
    assert "My work" in page
    assert "我的工作" not in page
    desk.post("/language/zh_Hans_CN")
    assert "我的工作" in desk.get("/work").text


def test_an_unknown_language_reads_as_chinese(sign_in: SignIn) -> None:
    desk = sign_in("desk")
    desk.post("/language/xx")
    assert "我的工作" in desk.get("/work").text
