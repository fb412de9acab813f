"""Writes: organizations, their people, tokens and ways to sign in. Keyword-only, `by` an actor, one audit row each."""

from mutuals.server.tenants.operations.organizations import AlreadyBegun, begin, found

__all__ = ["AlreadyBegun", "begin", "found"]
