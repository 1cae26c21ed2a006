"""The look-up secret: eight characters (40 bits) that let anyone with the receipt follow the dossier.

It is never stored: it is a keyed hash of the dossier's salt, so a copy of the database without the key file
tells nobody a secret, and the receipt can be printed again. A new salt makes a new secret.
"""

import hashlib
import hmac

# Crockford's 32 letters and digits: no I, L, O, U; what is misread is read as what it looks like.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
LENGTH = 8


def secret(*, salt: bytes, key: bytes) -> str:
    """Eight characters of five bits each."""
    bits = int.from_bytes(hmac.new(key, b"motcua-lookup" + salt, hashlib.sha256).digest()[:5])
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5))


def tidy(typed: str) -> str:
    """A secret as somebody typed it: spaces and dashes gone, look-alikes mended."""
    return "".join(c for c in typed.upper() if c.isalnum())[: LENGTH * 2].translate(_MISREAD)


def matches(*, typed: str, salt: bytes, key: bytes) -> bool:
    return hmac.compare_digest(tidy(typed).encode(), secret(salt=salt, key=key).encode())
