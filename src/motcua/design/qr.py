"""A QR code as one SVG path, without style and without colour: the part says what it looks like."""

from itertools import groupby
from typing import Any

import segno

# What a QR code packs two characters in eleven bits.
DENSE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
QUIET_MODULES = 2  # the white rim; the part adds white padding of its own


def path(text: str) -> tuple[int, str]:
    """Side of the square in modules, and the path of the dark ones."""
    rows = [list(row) for row in code(text).matrix]
    strokes: list[str] = []
    for y, row in enumerate(rows, QUIET_MODULES):
        x = QUIET_MODULES
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(rows) + 2 * QUIET_MODULES, "".join(strokes)


def code(text: str) -> segno.QRCode:
    """The code of a text. Around the one sign that capitals' codes do not know, an address is packed in three parts:
    the address with the statement of a result takes 65 modules a side instead of 77."""
    before, sign, after = text.partition("#")
    packed = before and after and DENSE.issuperset(before + after)
    content: Any = [(before, None, None), (sign, None, None), (after, None, None)] if packed else text
    return segno.make(content, error="m", micro=False)
