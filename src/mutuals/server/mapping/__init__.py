"""Accounts, populations, partnerships, sharing and maps of organizations: models, queries, operations."""
