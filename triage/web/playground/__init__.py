"""Try a text: the same assessment as on a case page, nothing stored."""

from triage.web.playground.views import bp

__all__ = ["bp"]
