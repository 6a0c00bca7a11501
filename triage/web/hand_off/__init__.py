"""Offering a case to another unit, and answering offers."""

from triage.web.hand_off.views import bp

__all__ = ["bp"]
