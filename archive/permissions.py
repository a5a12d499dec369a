"""Rights as one table: which role may do what."""
