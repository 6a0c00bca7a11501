"""The language of the pages: Chinese, or the English translation."""

from dataclasses import dataclass

from flask import has_request_context, session


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
