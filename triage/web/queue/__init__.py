"""My work: what I or my unit hold, most urgent first."""

from triage.web.queue.views import bp

__all__ = ["bp"]
