"""Reads, checks and releases ``rules/``: from YAML files to the frozen values that flow 1 works with."""
