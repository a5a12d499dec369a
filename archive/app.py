"""The composition root, read top to bottom like a table of contents."""
