"""The agencies that ship with the product: `data/agencies.csv` and `data/successions.csv`.

Column `found`: what was found in a published source (yes, name, code); "no" is recalled and not verified.
An identifier that was not found is left empty, never made up.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .actions.agencies import AgencyForm
from .actions.load import Line, SuccessionLine
from .rules import Level

DATA = Path(__file__).parent / "data"


def agency_lines(path: Path = DATA / "agencies.csv") -> list[Line]:
    """The file as lines to load, parents before children."""
    return [
        Line(
            form=AgencyForm(
                key=row["key"],
                level=Level(row["level"]),
                name=row["name"],
                name_en=row["name_en"],
                code=row["code"],
                code_new=row["code_new"],
                province_code_gso=row["gso"],
                valid_from=_day(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                basis=row["basis"],
                verified=row["found"] == "yes",
            ),
            parent=row["parent"],
        )
        for row in _rows(path)
    ]


def succession_lines(path: Path = DATA / "successions.csv") -> list[SuccessionLine]:
    return [
        SuccessionLine(row["predecessor"], row["successor"], date.fromisoformat(row["on"]), row["basis"])
        for row in _rows(path)
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
