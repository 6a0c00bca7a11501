"""The live rules, each with its own cases and their results."""

from triage.web.rules.views import bp

__all__ = ["bp"]
