"""Reads: one file per page, scoped by the actor, loaded in full, ordered to the last tie, frozen."""
