"""Populations crossed: the account mapping matrix, lists, greenfield."""
