"""Dispute triage and mediation case manager."""

ENGINE_VERSION = "1.0.0"
