"""The surveyed part of a round is filled from the frozen sheet of the survey, instead of from a typed table."""

from datetime import datetime

from motcua.people.rules import Reach

from ...rounds.surveyed import surveyed
from ...rules.round_refusals import SheetDoesNotFit
from .figures import FigureRow, bring_in_figures
from .planning import run_by


def bring_in_sipas(*, round_id: int, sheet_id: int, reach: Reach, at: datetime) -> int:
    """What the survey of the same year says of every unit, with its standard error; the source is the hash of its sheet."""
    held = run_by(round_id=round_id, reach=reach)
    found = surveyed(held=held, sheet_id=sheet_id, reach=reach, at=at)
    if found is None or not found[1]:
        raise SheetDoesNotFit
    sheet, values = found
    rows = [
        FigureRow(number, one.unit, one.component, value=one.value, standard_error=one.standard_error)
        for number, one in enumerate(values, start=1)
    ]
    source = f"SIPAS {sheet.year}, SHA-256 {sheet.digest}"
    return bring_in_figures(round_id=round_id, rows=rows, source=source, reach=reach, at=at)
