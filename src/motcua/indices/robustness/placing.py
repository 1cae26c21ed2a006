"""Competition ranks of thousands of tables at once, with ties at the printed precision: 1, 2, 2, 4."""

import numpy

from .league import DECIMALS, Array

# A half as printed (84.465) may be a hair below in binary; this much of the last digit is given upwards.
NUDGE = 1e-6


def printed(totals: Array, decimals: int = DECIMALS) -> Array:
    """Totals as whole numbers of their last printed digit, halves upwards: 84.465 is 8447."""
    scaled: Array = totals * totals.dtype.type(10.0**decimals)
    scaled += totals.dtype.type(0.5 + NUDGE)
    numpy.floor(scaled, out=scaled)
    return scaled.astype(numpy.int32)


def places(hundredths: Array) -> Array:
    """Of unit × draw: how many units are better, plus 1.

    Twice sorted: by points, each number carrying its unit in its last bits, then by unit, carrying the place. Numbers
    are sorted many at a time; their places (`argsort`) and going back to them would take several times as long.
    """
    units, draws = hundredths.shape
    if not units or not draws:
        return numpy.zeros(hundredths.shape, numpy.uint16)
    bits = max(1, int(units - 1).bit_length())
    highest = hundredths.max()
    wide = int(highest) - int(hundredths.min()) >= 2 ** (31 - bits)
    # The best first: how far each is below the highest of all.
    keys = numpy.subtract(highest, hundredths.T, dtype=numpy.int64 if wide else numpy.int32, order="C")
    keys <<= bits
    keys |= numpy.arange(units, dtype=keys.dtype)
    keys.sort(axis=1)
    points = numpy.ascontiguousarray((keys >> bits).T)
    place = numpy.arange(units, dtype=numpy.int32)[:, None] * (points != numpy.roll(points, 1, axis=0))
    for later in range(1, units):
        # Who equals the one before shares its place.
        numpy.maximum(place[later], place[later - 1], out=place[later])
    carried = (keys & (2**bits - 1)).astype(numpy.int32)
    carried <<= bits
    carried |= place.T
    carried.sort(axis=1)
    carried &= 2**bits - 1
    carried += 1
    found: Array = carried.T.astype(numpy.uint16, order="C")
    return found
