"""What the rest of the system may rely on from the archive's services."""
