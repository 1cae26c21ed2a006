"""The code on an invitation: twelve signs that are not mistaken for one another, in three groups of four.

The last one checks the others, so that a tablet without a network notices a mistyped code.
"""

from base64 import b32encode

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I
LENGTH = 12
_TO_SIGNS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)


def code_from(secret: bytes) -> str:
    """Fifty-five bits of a secret, as people read and type them, and the sign that checks them."""
    plain = b32encode(secret)[: LENGTH - 1].decode().translate(_TO_SIGNS)
    return plain + _check(plain)


def _check(plain: str) -> str:
    """Odd weights: any one wrong sign is noticed."""
    return SIGNS[sum((2 * place + 1) * SIGNS.index(sign) for place, sign in enumerate(plain)) % len(SIGNS)]


def typed(text: str) -> str:
    """What was typed as a code: without spaces and hyphens, in capitals; empty when it cannot be one."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(plain) != LENGTH or not all(sign in SIGNS for sign in plain):
        return ""
    return plain if plain[-1] == _check(plain[:-1]) else ""


def shown(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
