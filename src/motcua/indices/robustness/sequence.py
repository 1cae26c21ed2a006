"""Points that fill a cube evenly: Sobol' sequences with a random digital shift, so that a seed gives another even set.

Direction numbers: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM
Journal on Scientific Computing 30 (2008), their first forty dimensions.
"""

import numpy

from .league import Array

# Of dimensions 2, 3, …: a primitive polynomial over the bits (as a number) and the odd numbers that start it.
_DIRECTIONS: tuple[tuple[int, tuple[int, ...]], ...] = (
    (3, (1,)),
    (7, (1, 3)),
    (11, (1, 3, 1)),
    (13, (1, 1, 1)),
    (19, (1, 1, 3, 3)),
    (25, (1, 3, 5, 13)),
    (37, (1, 1, 5, 5, 17)),
    (41, (1, 1, 5, 5, 5)),
    (47, (1, 1, 7, 11, 19)),
    (55, (1, 1, 5, 1, 1)),
    (59, (1, 1, 1, 3, 11)),
    (61, (1, 3, 5, 5, 31)),
    (67, (1, 3, 3, 9, 7, 49)),
    (91, (1, 1, 1, 15, 21, 21)),
    (97, (1, 3, 1, 13, 27, 49)),
    (103, (1, 1, 1, 15, 7, 5)),
    (109, (1, 3, 1, 15, 13, 25)),
    (115, (1, 1, 5, 5, 19, 61)),
    (131, (1, 3, 7, 11, 23, 15, 103)),
    (137, (1, 3, 7, 13, 13, 15, 69)),
    (143, (1, 1, 3, 13, 7, 35, 63)),
    (145, (1, 3, 5, 9, 1, 25, 53)),
    (157, (1, 3, 1, 13, 9, 35, 107)),
    (167, (1, 3, 1, 5, 27, 61, 31)),
    (171, (1, 1, 5, 11, 19, 41, 61)),
    (185, (1, 3, 5, 3, 3, 13, 69)),
    (191, (1, 1, 7, 13, 1, 19, 1)),
    (193, (1, 3, 7, 5, 13, 19, 59)),
    (203, (1, 1, 3, 9, 25, 29, 41)),
    (211, (1, 3, 5, 13, 23, 1, 55)),
    (213, (1, 3, 7, 3, 13, 59, 17)),
    (229, (1, 3, 1, 3, 5, 53, 69)),
    (239, (1, 1, 5, 5, 23, 33, 13)),
    (241, (1, 1, 7, 7, 1, 61, 123)),
    (247, (1, 1, 7, 9, 13, 61, 49)),
    (253, (1, 3, 3, 5, 3, 55, 33)),
    (285, (1, 3, 1, 15, 31, 13, 49, 245)),
    (299, (1, 3, 5, 15, 31, 59, 63, 97)),
    (301, (1, 3, 1, 11, 11, 11, 77, 249)),
)
DIMENSIONS_MAX = len(_DIRECTIONS) + 1
BITS = 30


def sobol_points(dimensions: int, count_log2: int, *, seed: int | None = 0) -> Array:
    """2 ** count_log2 points in [0, 1), point × dimension; without a seed the sequence itself, from 0 on."""
    assert 0 < dimensions <= DIMENSIONS_MAX and 0 <= count_log2 < BITS
    count = 1 << count_log2
    # The Gray code of a place differs from the one before in a single bit: each point is one exclusive or away.
    steps = numpy.zeros(count, dtype=int)
    for bit in range(count_log2):
        steps[1 << bit :: 1 << (bit + 1)] = bit
    points = numpy.zeros((count, dimensions), dtype=numpy.int64)
    for dimension in range(dimensions):
        flips = numpy.array(_flips(dimension), dtype=numpy.int64)
        points[1:, dimension] = numpy.bitwise_xor.accumulate(flips[steps[1:]])
    if seed is None:
        return points / float(1 << BITS)
    chance = numpy.random.default_rng(seed)
    points ^= chance.integers(0, 1 << BITS, dimensions)
    # Half a step inwards: no point lies on the edge, where a quantile would be infinite.
    return (points + 0.5) / float(1 << BITS)


def stratified_points(dimensions: int, count_log2: int, *, seed: int) -> Array:
    """As many points for any number of dimensions: each is even by itself (a Latin hypercube), not with the others."""
    count = 1 << count_log2
    chance = numpy.random.default_rng(seed)
    steps = chance.permuted(numpy.tile(numpy.arange(count)[:, None], (1, dimensions)), axis=0)
    return (steps + chance.random((count, dimensions))) / count


def _flips(dimension: int) -> list[int]:
    if dimension == 0:
        return [1 << (BITS - 1 - bit) for bit in range(BITS)]
    polynomial, starts = _DIRECTIONS[dimension - 1]
    degree = len(starts)
    flips = [start << (BITS - 1 - bit) for bit, start in enumerate(starts)]
    for bit in range(degree, BITS):
        flip = flips[bit - degree] ^ (flips[bit - degree] >> degree)
        for back in range(1, degree):
            if polynomial >> (degree - back) & 1:
                flip ^= flips[bit - back]
        flips.append(flip)
    return flips
