"""Secrets that are handed out once, in links and tokens, and kept as a hash alone.

They are 32 random bytes, so that a plain SHA-256 of them can neither be guessed nor reversed: no salt, no slow hash.
"""

import hashlib
import secrets


def new_secret() -> str:
    """A secret of 43 characters, safe in addresses."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
