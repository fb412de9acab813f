"""Drives a private run between two nodes: invitations, HTTPS, guards, the disclosure ledger."""
