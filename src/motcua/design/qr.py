"""A QR code as one SVG path, without style and without colour: the part says what it looks like."""

from itertools import groupby

import segno

QUIET_MODULES = 2  # the white rim; the part adds white padding of its own


def path(text: str) -> tuple[int, str]:
    """Side of the square in modules, and the path of the dark ones."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    strokes: list[str] = []
    for y, row in enumerate(rows, QUIET_MODULES):
        x = QUIET_MODULES
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(rows) + 2 * QUIET_MODULES, "".join(strokes)
