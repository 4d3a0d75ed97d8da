"""The seal on what subscribers would not have others read: only who holds the key opens it.

AES-SIV (RFC 5297) with a key derived from the message key of the settings. What is sealed begins with the mark of the
key it was sealed with, so that an earlier key is recognised, and renewed, without trying.
"""

import base64
import os
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = 6
_NONCE, _KEY = 16, 64
_FOR_COLUMNS = b"dialtone columns 1"


class SecretKeyMissing(RuntimeError):
    """Something sealed was to be read or written without the key."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What is derived from one message key."""

    mark: bytes
    cipher: AESSIV

    @classmethod
    def of(cls, message_key: str) -> Self:
        derived = HKDF(SHA256(), _KEY + MARK, salt=None, info=_FOR_COLUMNS).derive(
            base64.urlsafe_b64decode(message_key)
        )
        return cls(derived[_KEY:], AESSIV(derived[:_KEY]))


class Secrecy:
    """The keys in use, which come from the settings and are never in the database: the newest seals, all open."""

    def __init__(self) -> None:
        self._newest: _Key | None = None
        self._known: dict[bytes, _Key] = {}

    def use(self, key: str, earlier: tuple[str, ...] = ()) -> None:
        """Seal with this message key from now on; what earlier ones have sealed can be read still."""
        keys = [_Key.of(each) for each in (key, *earlier)]
        self._newest, self._known = keys[0], {each.mark: each for each in keys}

    @property
    def mark(self) -> bytes:
        """What everything begins with that the newest key has sealed."""
        return self._sealing().mark

    def seal(self, clear: bytes, *, alike: bool = False) -> bytes:
        """Sealed anew each time; `alike` gives the same for the same, so that it can be looked for by it."""
        key = self._sealing()
        if alike:
            return key.mark + key.cipher.encrypt(clear, None)
        nonce = os.urandom(_NONCE)
        return key.mark + nonce + key.cipher.encrypt(clear, [nonce])

    def open(self, sealed: bytes, *, alike: bool = False) -> bytes:
        """What was sealed; SecretKeyMissing where it was by a key that is not known here, or was tampered with."""
        key = self._known.get(sealed[:MARK])
        if key is None:
            self._sealing()
            raise SecretKeyMissing("the message key is not the one this was written with")
        try:
            if alike:
                return key.cipher.decrypt(sealed[MARK:], None)
            begin = MARK + _NONCE
            return key.cipher.decrypt(sealed[begin:], [sealed[MARK:begin]])
        except InvalidTag as error:
            raise SecretKeyMissing("what stands here was not sealed by the message key") from error

    def _sealing(self) -> _Key:
        if self._newest is None:
            raise SecretKeyMissing("no message key: set DIALTONE_MESSAGE_KEY or let `dialtone` make one")
        return self._newest


secrecy = Secrecy()
