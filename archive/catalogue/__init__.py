"""Rules as data: document types, items, materials, results, procedures; loaded and checked at the start."""

from archive.catalogue.loading import load_catalogue

__all__ = ("load_catalogue",)
