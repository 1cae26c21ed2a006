"""Numbers and keys that arrive as text, from a form or an address, where people may write anything."""

import re
from uuid import UUID

ID_MAX = 2**63 - 1  # what a row's id can be
_DIGITS = re.compile(r"[0-9]{1,19}")


def integer(typed: str | None, *, most: int = ID_MAX) -> int | None:
    """The number that plain digits write, if it is not above `most`; nothing for anything else.

    `str.isdigit` says yes to “²”, and `int` refuses thousands of digits: neither may be asked about typed text.
    """
    if typed is None or not _DIGITS.fullmatch(typed):
        return None
    number = int(typed)
    return number if number <= most else None


def read_key(typed: str | None) -> UUID | None:
    """The key that a page of ours wrote into a form or an address; nothing for anything else."""
    try:
        return UUID(typed or "")
    except ValueError:
        return None
