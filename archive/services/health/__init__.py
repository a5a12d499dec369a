"""How the archive is at a glance: what runners see of what they work with, and how it is told."""
