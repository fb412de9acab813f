"""Reads. Keyword-only, in the scope of an organization."""
