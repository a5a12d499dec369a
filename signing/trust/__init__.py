"""Whom we believe: anchors, revocation lists, the development PKI."""
