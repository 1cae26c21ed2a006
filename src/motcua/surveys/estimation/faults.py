"""How a table is refused: row by row, nothing computed from the rest."""

from collections.abc import Iterable

import numpy

from motcua.foundation.refusal import Fault, Refusal, gettext_noop

# More rows than these are counted, not listed: nobody reads ten thousand lines.
ROWS_NAMED_MAX = 50


class BadTable(Refusal):
    """Rows or columns that nothing can be computed from; carries one fault for each, the row counted from 1."""

    code = "surveys.bad-table"
    status = 422
    sentence = gettext_noop("Some rows or columns of the table cannot be used.")
    next_step = gettext_noop("Correct what is listed and start again. Nothing was computed.")


def refuse(column: str, sentence: str, **facts: object) -> BadTable:
    """The refusal of a whole column or wish."""
    return BadTable(faults=[Fault(column, sentence, {"column": column, **facts})])


def refuse_rows(column: str, sentence: str, rows: Iterable[int], values: object = None) -> BadTable:
    """The refusal of rows (counted from 0 here, from 1 in what is said), each with its value where there is one."""
    listed = [int(row) for row in rows]
    faults = []
    for row in listed[:ROWS_NAMED_MAX]:
        value = "" if values is None else values[row]  # type: ignore[index]
        if isinstance(value, numpy.generic):
            value = value.item()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        faults.append(Fault(column, sentence, {"row": row + 1, "column": column, "value": value}))
    if len(listed) > ROWS_NAMED_MAX:
        more = gettext_noop("Column %(column)s: and %(count)s more rows like these.")
        faults.append(Fault(column, more, {"column": column, "count": len(listed) - ROWS_NAMED_MAX}))
    return BadTable(faults=faults)
