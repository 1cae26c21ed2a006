"""What a person would see at a glance: is the page blank, faint, blurred or turned? Pure arithmetic on small gray pictures.

The limits were set on rendered pages, sharp and degraded (tests/documents/test_eye.py); they decide warnings only.
"""

import itertools
import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

LONG_SIDE_LOOKED_AT = 1600
SHORT_SIDE_PIXELS_MIN = 900  # A4 at 110 dpi
INK_BLANK = 0.0004  # share of pixels much darker than the paper around them
INK_DARKER_BY = 40
CONTRAST_FAINT = 60
SHARP_MIN = 0.2
SKEW_DEGREES_TOLD = 4.0
SKEW_DEGREES_SEARCHED = 12.0
MARGIN = 0.03


@dataclass(frozen=True)
class Seen:
    is_blank: bool
    is_faint: bool
    is_blurred: bool
    sharpness: float
    skew_degrees: float


def gray_of(picture: Image.Image) -> Image.Image:
    """Upright, gray, not larger than it is looked at; a JPEG is decoded small from the start."""
    size = (LONG_SIDE_LOOKED_AT, LONG_SIDE_LOOKED_AT)
    picture.draft("L", size)
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "P", "PA"):
        clear = upright.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        upright = Image.alpha_composite(ground, clear)
    gray = upright.convert("L")
    gray.thumbnail(size, Image.Resampling.BOX)
    return gray


def see(gray: Image.Image) -> Seen:
    inner = _inner(gray)
    paper = inner.filter(ImageFilter.MedianFilter(3)).resize(_part(inner, 24), Image.Resampling.BOX)
    ground = paper.filter(ImageFilter.MaxFilter(3)).resize(inner.size, Image.Resampling.BILINEAR)
    darker = ImageChops.subtract(ground, inner)
    ink = sum(darker.histogram()[INK_DARKER_BY:]) / (inner.width * inner.height)
    low, high = _percentile(inner, 0.005), _percentile(inner, 0.9)
    if ink < INK_BLANK and high - low < 2 * INK_DARKER_BY:
        return Seen(is_blank=True, is_faint=False, is_blurred=False, sharpness=0, skew_degrees=0)
    sharp = sharpness(inner)
    return Seen(
        is_blank=False,
        is_faint=high - low < CONTRAST_FAINT,
        is_blurred=sharp < SHARP_MIN,
        sharpness=sharp,
        skew_degrees=skew(darker),
    )


def sharpness(gray: Image.Image) -> float:
    """How much of the edges a slight blur takes away: much from a sharp page, little from one that is blurred already."""
    before = _edges(gray)
    after = _edges(gray.filter(ImageFilter.GaussianBlur(1.2)))
    return (before - after) / before if before else 0.0


def _edges(gray: Image.Image) -> float:
    across, down = (ImageChops.difference(gray, ImageChops.offset(gray, *step)) for step in ((1, 0), (0, 1)))
    return math.hypot(ImageStat.Stat(across).rms[0], ImageStat.Stat(down).rms[0])


def skew(darker: Image.Image) -> float:
    """By how many degrees the lines of writing rise to the right: the turn at which rows of ink stand out most."""
    small = darker.copy()
    small.thumbnail((800, 800), Image.Resampling.BOX)
    best = _best(
        small, [step * 1.0 for step in range(-int(SKEW_DEGREES_SEARCHED), int(SKEW_DEGREES_SEARCHED) + 1)]
    )
    best = _best(small, [best + step * 0.25 for step in range(-3, 4)])
    return _best(small, [best + step * 0.1 for step in range(-2, 3)])


def _best(small: Image.Image, degrees: list[float]) -> float:
    return max(degrees, key=lambda turn: (_rows_stand_out(small, turn), -abs(turn)))


def _rows_stand_out(small: Image.Image, degrees: float) -> float:
    turned = small.rotate(-degrees, Image.Resampling.BILINEAR)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX)
    values = rows.tobytes()
    return float(sum((a - b) ** 2 for a, b in itertools.pairwise(values)))


def _inner(gray: Image.Image) -> Image.Image:
    """Without the margin, where scanners leave shadows."""
    x, y = int(gray.width * MARGIN), int(gray.height * MARGIN)
    return gray.crop((x, y, max(x + 1, gray.width - x), max(y + 1, gray.height - y)))


def _part(gray: Image.Image, by: int) -> tuple[int, int]:
    return max(1, gray.width // by), max(1, gray.height // by)


def _percentile(gray: Image.Image, share: float) -> int:
    left = gray.width * gray.height * share
    for value, count in enumerate(gray.histogram()):
        left -= count
        if left <= 0:
            return value
    return 255
