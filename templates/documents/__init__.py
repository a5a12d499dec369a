"""Licence kinds, a folder each, a subfolder for each frozen version."""
