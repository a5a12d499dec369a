"""`python -m archive` and the command `chancery`."""
