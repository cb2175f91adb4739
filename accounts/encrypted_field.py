"""A text column whose content is encrypted at rest with keys derived from SECRET_KEY."""

import base64
import logging
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

# How every Fernet token begins: its version byte and the high bytes of its time.
FERNET_PREFIX = "gAAAA"

if TYPE_CHECKING:
    PlainTextField = models.TextField[str, str]
else:
    PlainTextField = models.TextField


class Undecryptable(str):
    """Stands for a value no key of ours opens: empty to read, written back as it was found.

    So a forgotten SECRET_KEY_FALLBACKS asks for a new connection, and loses nothing if the key comes back.
    """

    ciphertext: str

    def __new__(cls, ciphertext: str) -> "Undecryptable":
        value = super().__new__(cls, "")
        value.ciphertext = ciphertext
        return value


def fernet_key(secret: str) -> bytes:
    """The Fernet key that belongs to one SECRET_KEY (HKDF-SHA256; its own purpose, so no other use shares it)."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"hubsync encrypted field").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)


def fernet() -> MultiFernet:
    """Encrypts with the present SECRET_KEY, decrypts with former ones too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(fernet_key(secret)) for secret in secrets])


class EncryptedTextField(PlainTextField):
    """Text in Python, a Fernet token in the database; empty stays empty. Cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Undecryptable):
            return value.ciphertext
        return fernet().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        return self._decrypted(value) if value else value

    def value_to_string(self, obj: models.Model) -> str:
        """What a dump of the data holds: the ciphertext."""
        return str(self.get_prep_value(self.value_from_object(obj)) or "")

    def to_python(self, value: Any) -> Any:
        """Text as it is; a Fernet token, as a dump holds it, becomes the text it stands for."""
        return self._decrypted(value) if isinstance(value, str) and value.startswith(FERNET_PREFIX) else value

    def _decrypted(self, value: str) -> str:
        try:
            return fernet().decrypt(value.encode()).decode()
        except InvalidToken:
            logger.error("encrypted_field_unreadable field=%s (is a former SECRET_KEY missing?)", self.name)
            return Undecryptable(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            # Two encryptions of one text differ: a comparison would quietly find nothing.
            raise FieldError("An encrypted field cannot be searched.")
        return super().get_lookup(lookup_name)
