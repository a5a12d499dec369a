"""Making documents and pictures."""
