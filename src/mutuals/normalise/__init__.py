"""Messy fields → match keys that are equal when they should be. One module per field family."""
