"""Signing in and out, choosing the post one acts in, changing the password."""

from triage.web.accounts.views import bp

__all__ = ["bp"]
