"""Invented companies: seeded pairs of account lists with realistic dirt, and the truth beside them."""
