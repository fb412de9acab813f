"""Writes. Keyword-only, `by` an actor, one transaction and one audit row each."""
