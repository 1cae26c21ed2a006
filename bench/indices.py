"""Scoring a whole round of PAR INDEX: 63 units × 88 components, from what was given to every sum, beside its limit.

The 63 units give different things, so nothing is scored once for all.
"""

import time
from dataclasses import replace
from decimal import Decimal

from tests.indices.framework_cast import full_marks, half_marks

from bench.rows import Row, limit_row
from motcua.indices import frameworks, par_sheets
from motcua.indices.rules.frameworks import Framework
from motcua.indices.rules.points import Given
from motcua.indices.rules.totals import score_all, totals

ROOM = "indices"
RUNS = 15
UNITS = 63
LIMIT_MS = 50.0


def run() -> list[Row]:
    of = frameworks.shipped("teaching-province")
    givens = [_given(of, unit) for unit in range(UNITS)]
    assert len(of.components) == 88
    took = []
    for _run in range(RUNS):
        began = time.perf_counter()
        for given in givens:
            totals(of, score_all(of, given))
        took.append((time.perf_counter() - began) * 1000)
    sheet = []
    units = [par_sheets.Unit(f"{at:02}", f"{at}", given) for at, given in enumerate(givens)]
    about = {"index": "PAR_INDEX", "year": 2023, "level": "province", "status": "simulated"}
    document = par_sheets.document(of, units, about=about)
    for _run in range(3):
        began = time.perf_counter()
        assert par_sheets.recompute(document) is None
        sheet.append(time.perf_counter() - began)
    return [
        limit_row("score a round of 63 units × 88 components", "ms", took, limit=LIMIT_MS),
        limit_row("count its whole sheet again, places and sets of places too", "s", sheet, limit=10.0),
    ]


def _given(of: Framework, unit: int) -> dict[str, Given]:
    """Half marks, moved a little for each unit."""
    given = half_marks(of) | {"8.1": Given(value=Decimal(70 + unit % 20), standard_error=Decimal("1.5"))}
    for code, one in given.items():
        if one.numerator is not None:
            given[code] = replace(one, numerator=one.numerator + unit)
        elif one.counts:
            given[code] = replace(one, counts=tuple((option, n + unit) for option, n in one.counts))
    return given if unit % 2 else given | {"1.1.1": full_marks(of)["1.1.1"]}
