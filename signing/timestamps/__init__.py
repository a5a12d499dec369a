"""RFC 3161: asking for timestamps, and an authority for laptops and tests."""
