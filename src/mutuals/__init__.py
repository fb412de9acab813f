"""Mutuals: account mapping that keeps each side's list its own."""

__version__ = "0.1.0.dev0"
