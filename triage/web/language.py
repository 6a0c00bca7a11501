"""The language of the pages: Chinese, or the English translation."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import has_request_context, session
from flask_babel import Domain, get_locale

FOLDER = Path(__file__).resolve().parent / "translations"


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` is Babel's, ``tag`` the one of HTML."""

    code: str
    tag: str
    name: str


LANGUAGES = (Language("zh_Hans_CN", "zh-Hans", "中文"), Language("en", "en", "English"))


def chosen_language() -> str:
    """The language chosen in this session, Chinese at first."""
    codes = {language.code for language in LANGUAGES}
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in codes else LANGUAGES[0].code


def language_tag() -> str:
    """The ``lang`` attribute of the page."""
    return next(language.tag for language in LANGUAGES if language.code == chosen_language())


class KeptDomain(Domain):
    """Serves the catalogues as they are kept, without compiled copies beside them."""

    def get_translations(self) -> NullTranslations:
        return catalogue(str(get_locale()))


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations of a language; none for Chinese, in which the pages are written."""
    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as kept:
        write_mo(compiled, read_po(kept, locale=code))
    compiled.seek(0)
    return Translations(compiled)
