"""Alarms and tasks: seen, cleared, done."""

from triage.web.safety.views import bp

__all__ = ["bp"]
