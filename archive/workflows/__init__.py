"""One state table per content kind, and the machine that walks it."""
