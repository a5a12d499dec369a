"""Seals and what makes them believable. Knows no web framework and no object database."""
