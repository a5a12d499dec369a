"""Making seals: PAdES."""
