"""Where things are kept: documents by their digest, objects in ZODB. Knows no content kind."""
