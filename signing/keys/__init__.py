"""Private keys behind one interface: encrypted files, PKCS#11 tokens."""
