"""Judging seals: facts, checks, report."""
