"""Identifiers, codes and numbers of the field: parsed, made and checked; pure."""
