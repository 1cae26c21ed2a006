"""Text that only a key of ours opens (AES-256-GCM), and fingerprints by which it is found (HMAC-SHA256).

A locked text is bound to what it is `about`: copied to another row, it does not open there.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from motcua.foundation import keys

USE = "identity-encryption"
_NONCE_BYTES = 12


class Tampered(Exception):
    """A locked text that was changed, moved to another row, or never was one."""


def lock(text: str, *, about: str, folder: Path) -> str:
    """The text as "<key id>:<nonce and cipher text>"; the same text locks differently each time."""
    key = keys.key(USE, folder=folder)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    content = nonce + AESGCM(key.bytes).encrypt(nonce, text.encode(), about.encode())
    return f"{key.id}:{urlsafe_b64encode(content).decode()}"


def unlock(locked: str, *, about: str, folder: Path) -> str:
    """The text again, with the key that locked it. Raises `Tampered`, or `KeyProblem` when the key is gone."""
    key_id, separator, encoded = locked.partition(":")
    if not separator:
        raise Tampered("This is not a locked text.")
    key = keys.key_by_id(key_id, folder=folder)
    try:
        content = urlsafe_b64decode(encoded)
        return (
            AESGCM(key.bytes).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], about.encode()).decode()
        )
    except (InvalidTag, ValueError) as error:
        raise Tampered(f"The locked text of {about} was changed or moved.") from error


def fingerprint(text: str, *, use: str, folder: Path) -> str:
    """A keyed hash: equal texts agree, nobody without the key can try them out."""
    return hmac.new(keys.key(use, folder=folder).bytes, text.encode(), sha256).hexdigest()
