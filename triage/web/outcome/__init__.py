"""Recording how a mediation ended, and closing tracks."""

from triage.web.outcome.views import bp

__all__ = ["bp"]
