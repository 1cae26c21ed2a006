"""How a signed statement stands in a QR code: an address whose fragment is the statement, so that any phone's camera
opens the page that checks it, and no server is ever told the statement by the mere opening."""

from urllib.parse import unquote

from . import base45
from .refusals import StatementTooLong, StatementUnreadable

TEXT_CHARACTERS_MAX = 350
# With its address, and with blanks and percent signs written as addresses want them.
PASTED_CHARACTERS_MAX = 2_000


def address(signed: bytes, *, page: str) -> str:
    """What the QR code holds. Upper case as far as `page` allows: the code is smaller then."""
    text = base45.encode(signed)
    assert len(text) <= TEXT_CHARACTERS_MAX, f"{len(text)} characters"
    return f"{page}#{text.replace('%', '%25').replace(' ', '%20')}"


def signed_in(pasted: str) -> bytes:
    """The signed bytes in what a person scanned, copied or typed: the address of a code, or its text alone."""
    if len(pasted) > PASTED_CHARACTERS_MAX:
        raise StatementTooLong
    # A mail or a chat may have wrapped the text; blanks at its ends are nobody's intention.
    text = "".join(pasted.strip().splitlines())
    before, mark, fragment = text.partition("#")
    if mark and "://" in before:
        text = unquote(fragment, errors="strict") if fragment.isascii() else fragment
    if len(text) > TEXT_CHARACTERS_MAX:
        raise StatementTooLong
    try:
        data = base45.decode(text)
    except ValueError:
        raise StatementUnreadable from None
    if not data:
        raise StatementUnreadable
    return data
