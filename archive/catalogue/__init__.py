"""Rules as data: document types, items, materials, results, procedures; loaded and checked at the start."""
