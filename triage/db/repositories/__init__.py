"""Fetching records, always in the name of an actor."""
