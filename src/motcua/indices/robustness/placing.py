"""Competition ranks of thousands of tables at once, with ties at the printed precision: 1, 2, 2, 4."""

import numpy

from .league import DECIMALS, Array

# So many draws at a time: units × draws of whole numbers then stay in the processor's own cache.
BLOCK = 1024
# Counting compares everybody with everybody; above this many units sorting is quicker.
COUNTED_MAX = 200
# A half as printed (84.465) may be a hair below in binary; this much of the last digit is given upwards.
NUDGE = 1e-6


def printed(totals: Array, decimals: int = DECIMALS) -> Array:
    """Totals as whole numbers of their last printed digit, halves upwards: 84.465 is 8447."""
    scaled = totals * 10.0**decimals
    scaled += 0.5 + NUDGE
    return numpy.floor(scaled, out=scaled).astype(numpy.int32)


def places(hundredths: Array) -> Array:
    """Of unit × draw: how many units are better, plus 1."""
    units, draws = hundredths.shape
    if not units or not draws:
        return numpy.zeros(hundredths.shape, numpy.uint16)
    return _counted(hundredths) if units <= COUNTED_MAX else _sorted(hundredths)


def _counted(keys: Array) -> Array:
    units, draws = keys.shape
    low, high = keys.min(), keys.max()
    if high - low < 2**16 - 1:  # half as wide numbers are compared twice as fast
        keys = (keys - low - 2**15).astype(numpy.int16)
    better = numpy.empty((units, draws), numpy.uint8)
    above = numpy.empty((units, min(BLOCK, draws)), bool)
    for start in range(0, draws, BLOCK):
        block = numpy.ascontiguousarray(keys[:, start : start + BLOCK])
        seen = above[:, : block.shape[1]]
        for unit in range(units):
            numpy.greater(block, block[unit], out=seen)
            numpy.add.reduce(
                seen.view(numpy.uint8),
                axis=0,
                dtype=numpy.uint8,
                out=better[unit, start : start + block.shape[1]],
            )
    better += 1
    return better


def _sorted(keys: Array) -> Array:
    found = numpy.empty(keys.shape, numpy.uint16)
    ordered = numpy.sort(-keys.T, axis=1)
    for draw, row in enumerate(ordered):
        found[:, draw] = numpy.searchsorted(row, -keys[:, draw], side="left") + 1
    return found
