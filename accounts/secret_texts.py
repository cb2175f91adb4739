"""Secrets that hubsync makes itself and shows once: only their hash is kept.

They are random and long, so that the hash needs no salt and no slowness: nobody can try them all.
"""

from hashlib import sha256
from secrets import token_urlsafe


def new_secret() -> str:
    """Thirty-two random bytes, as letters that an address can carry."""
    return token_urlsafe(32)


def hash_of(text: str) -> str:
    """What is kept of a secret: SHA-256, in 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
