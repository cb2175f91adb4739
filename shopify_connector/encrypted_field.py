"""Where a migration that landed looks for the field of encrypted text; it lives in accounts now."""

from accounts.encrypted_field import EncryptedTextField

__all__ = ["EncryptedTextField"]
