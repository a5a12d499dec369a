"""The application: what the archive knows and does."""
