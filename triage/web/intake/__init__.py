"""Taking a report in, answering questions about it, deciding its route."""

from triage.web.intake.views import bp

__all__ = ["bp"]
