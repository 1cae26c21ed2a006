"""Going on with a draft by its short code: how codes are written, and what proves that it is one's own. Plain values only.

The short code finds the draft and is not enough to open it: the last four digits of the identity number, or a one-time
code sent to the telephone that the draft names, prove whose it is. Whatever is wrong gets the same answer.
"""

import hmac
from datetime import timedelta

from motcua.dossiers.rules.lookup import ALPHABET, LENGTH
from motcua.dossiers.rules.lookup import tidy as tidy
from motcua.foundation.refusal import Refusal, gettext_noop

LIFE = timedelta(days=14)  # of a short code; never longer than its draft
ONCE_LIFE = timedelta(minutes=10)
ONCE_DIGITS = 6
WRONG_MAX = 10  # then the code is no code any more: its owner makes another
OPEN_FOR = timedelta(hours=2)  # how long a draft stays open in the browser that proved it


class SendBySignIn(Refusal):
    code = "dossiers.send-by-sign-in"
    status = 403
    sentence = gettext_noop("With a short code a request is filled in, and not sent.")
    next_step = gettext_noop("Sign in to send it, or show the short code at the one-stop desk.")


def code(chance: bytes) -> str:
    """Eight characters of five bits each, out of five random bytes."""
    bits = int.from_bytes(chance[:5])
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def shown(code: str) -> str:
    """In two halves, as it is read out."""
    return f"{code[:4]}-{code[4:]}"


def once(chance: int) -> str:
    return f"{chance % 10**ONCE_DIGITS:0{ONCE_DIGITS}d}"


def last_four(identity_number: str) -> str:
    """Of a number of twelve digits; an older one proves nothing."""
    return identity_number[-4:] if len(identity_number) == 12 else ""


def proves(typed: str, *, last_four: str, once_hash: str, typed_hash: str) -> bool:
    """Whether the digits are the last four of the identity number, or the one-time code.

    Both are compared, to the end, whatever comes of the first; a draft that has neither is compared with nothing that
    anybody can type.
    """
    by_card = hmac.compare_digest(typed.encode(), (last_four or "----").encode())
    by_phone = hmac.compare_digest(typed_hash.encode(), (once_hash or "-" * 64).encode())
    return by_card | by_phone
