"""Rules as data: items, materials, document types."""
