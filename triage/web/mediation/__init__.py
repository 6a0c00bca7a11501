"""Recording mediation sessions."""

from triage.web.mediation.views import bp

__all__ = ["bp"]
