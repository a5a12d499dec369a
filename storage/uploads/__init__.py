"""Files that come in pieces, until they are whole."""
