"""Passwords as cheap as can be: by design argon2id takes 100 ms and 64 MiB for each, and tests have hundreds.

What is hashed by default is cheap from then on; a digest that says what it costs is checked at that cost. Processes
that a test begins hash as they should.
"""

from argon2 import PasswordHasher


def hash_cheaply() -> None:
    """Let argon2's defaults be the least there is: one pass over 8 KiB."""
    PasswordHasher.__init__.__defaults__ = (1, 8, 1, *PasswordHasher.__init__.__defaults__[3:])
