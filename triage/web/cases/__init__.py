"""The case page."""

from triage.web.cases.views import bp

__all__ = ["bp"]
