"""Rules as data: document types, items, materials, results, procedures; loaded and checked at the start."""

from archive.catalogue.loading import read_catalogue

__all__ = ("read_catalogue",)
