"""`chancery <noun> <verb>`: thin wrappers of services."""
