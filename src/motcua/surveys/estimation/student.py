"""Student's t: quantile and probability, without a library of their own (docs/decisions/0016).

With t = sqrt(v)·tan(a) the distribution function is an integral of cos(a)^(v-1), which Gauss–Legendre sums to the last digits.
"""

import math
from functools import cache
from statistics import NormalDist

import numpy

NODES, WEIGHTS = numpy.polynomial.legendre.leggauss(64)
# From here on Fisher's expansion about the normal distribution is the more exact one.
NEARLY_NORMAL = 2000
STEPS_MAX = 60
NORMAL = NormalDist()


def probability(value: float, degrees: float) -> float:
    """The chance that t with these degrees of freedom is at most `value`; endless degrees are the normal distribution."""
    if math.isnan(value) or not degrees > 0:
        return math.nan
    if degrees >= NEARLY_NORMAL:
        return NORMAL.cdf(_towards_normal(value, degrees))
    angle = math.atan2(value, math.sqrt(degrees))
    return 0.5 + _constant(degrees) * _integral(angle, degrees)


@cache
def quantile(chance: float, degrees: float) -> float:
    """The value that t stays below with this chance."""
    assert 0 < chance < 1
    if not degrees > 0:
        return math.nan
    z = NORMAL.inv_cdf(chance)
    if degrees >= NEARLY_NORMAL:
        return _from_normal(z, degrees)
    wanted = (chance - 0.5) / _constant(degrees)
    # The integral is monotonous and at most its value at a right angle: Newton's steps, held between the two ends.
    low, high = -math.pi / 2, math.pi / 2
    angle = math.atan2(z, math.sqrt(degrees))
    for _ in range(STEPS_MAX):
        off = _integral(angle, degrees) - wanted
        low, high = (low, angle) if off > 0 else (angle, high)
        slope = math.cos(angle) ** (degrees - 1)
        step = angle - off / slope if slope > 0 else math.nan
        if not low < step < high:
            step = (low + high) / 2
        if abs(step - angle) <= 4e-16 * abs(angle):
            break
        angle = step
    return math.sqrt(degrees) * math.tan(angle)


def _constant(degrees: float) -> float:
    return math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)


def _integral(angle: float, degrees: float) -> float:
    points = angle / 2 * (NODES + 1)
    return float(angle / 2 * numpy.sum(WEIGHTS * numpy.cos(points) ** (degrees - 1)))


def _from_normal(z: float, v: float) -> float:
    """Fisher's expansion of the quantile of t in powers of 1/v."""
    if math.isinf(v):
        return z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3


def _towards_normal(t: float, v: float) -> float:
    """The normal value that is exceeded as often as `t`: the inverse of that expansion, by fixed steps."""
    z = t
    for _ in range(8):
        z -= _from_normal(z, v) - t
    return z
