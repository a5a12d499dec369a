"""What the archive does: one verb to a module."""
