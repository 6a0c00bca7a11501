"""Writes: one function = one user action = one transaction = one audit entry."""
