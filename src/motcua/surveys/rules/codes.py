"""The code on an invitation: twelve signs that are not mistaken for one another, in three groups of four."""

from base64 import b32encode

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I
LENGTH = 12
_TO_SIGNS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)


def code_from(secret: bytes) -> str:
    """Sixty bits of a secret, as people read and type them."""
    return b32encode(secret)[:LENGTH].decode().translate(_TO_SIGNS)


def typed(text: str) -> str:
    """What was typed as a code: without spaces and hyphens, in capitals; empty when it cannot be one."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum())
    return plain if len(plain) == LENGTH and all(sign in SIGNS for sign in plain) else ""


def shown(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
