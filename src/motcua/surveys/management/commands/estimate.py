"""`motcua estimate`: estimates and their errors from a CSV file. Needs no database."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.design import writing
from motcua.surveys import sheets
from motcua.surveys.estimation import BadTable, Estimates, Mean, Measure, Ratio, Share, estimate, from_text
from motcua.surveys.estimation.faults import refuse


class Command(BaseCommand):
    help = "estimate means, shares and ratios from a CSV file, with their errors"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv")
        many = {"action": "append", "default": [], "metavar": "COLUMN"}
        parser.add_argument(
            "--value",
            **many,
            help="a column (its mean), q1=4,5 (the share that answered so) or a/b (a ratio); may be repeated",
        )
        parser.add_argument("--scale", default="", metavar="1,2,3,4,5", help="all that may be answered")
        parser.add_argument("--by", **many, help="domains; several are crossed")
        parser.add_argument("--strata", metavar="COLUMN")
        parser.add_argument("--cluster", **many, help="one for each stage, the first stage first")
        parser.add_argument("--weight", metavar="COLUMN")
        parser.add_argument(
            "--fpc", **many, help="population sizes or sampling fractions, one for each stage"
        )
        parser.add_argument("--mean-of", metavar="COLUMN", help="the plain mean over these, as of provinces")
        parser.add_argument("--method", default="taylor", help="taylor or bootstrap")
        parser.add_argument("--replicates", type=int, default=500)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--lonely",
            default="adjust",
            help="a stratum with one cluster: adjust, certainty, average, refuse",
        )
        parser.add_argument(
            "--json", action="store_true", help="a list of objects; notes go to the error output"
        )
        parser.add_argument("--lang", default="vi", choices=["vi", "en"])

    def handle(self, *args: Any, **given: Any) -> None:
        with translation.override(given["lang"]):
            try:
                answer = _answer(given)
            except BadTable as bad:
                self._refuse(bad)
            notes = [_(note.sentence) % note.facts for note in answer.notes]
            if given["json"]:
                self.stdout.write(json.dumps(answer.to_pylist(), ensure_ascii=False, indent=1))
                for note in notes:
                    self.stderr.write(note)
            else:
                self.stdout.write("\n".join([*_as_text(answer), *notes]))

    def _refuse(self, bad: BadTable) -> NoReturn:
        for fault in bad.faults:
            facts = dict(fault.facts)
            if "row" in facts:
                facts["row"] += 1  # as the spreadsheet counts, the head being row 1
            self.stderr.write(_(fault.sentence) % facts)
        self.stderr.write(_(bad.next_step))
        sys.exit(2)


def _answer(given: dict[str, Any]) -> Estimates:
    sheet = sheets.Sheet(Path(given["file"]))
    values = [from_text(text, sheet.head, scale=_scale(given["scale"])) for text in given["value"]]
    numbers = {column for value in values for column in _columns(value)}
    numbers |= {*given["fpc"], given["weight"]} - {None}
    labels = {*given["by"], *given["cluster"], given["strata"], given["mean_of"]} - {None}
    return estimate(
        sheet.columns(numbers=numbers, labels=labels - numbers),
        values=values,
        domains=given["by"],
        weights=given["weight"],
        strata=given["strata"],
        clusters=given["cluster"],
        fpc=given["fpc"],
        method=given["method"],
        replicates=given["replicates"],
        seed=given["seed"],
        lonely=given["lonely"],
        mean_of=given["mean_of"],
    )


def _scale(text: str) -> list[float]:
    try:
        return [float(code) for code in text.split(",")] if text else []
    except ValueError:
        raise refuse("--scale", gettext_noop("In “%(column)s” the codes must be numbers: q1=4,5")) from None


def _columns(value: Measure) -> list[str]:
    if isinstance(value, Ratio):
        return [value.numerator, value.denominator]
    assert isinstance(value, Mean | Share)
    return [value.column]


def _as_text(answer: Estimates) -> list[str]:
    rows = [
        (_("value"), _("domain"), _("estimate"), _("± error"), _("95 % interval"), "n", _("design effect"))
    ]
    for row in answer:
        interval = "–"
        if row["lower"] is not None:
            interval = f"{_number(row['lower'], 4)} – {_number(row['upper'], 4)}"
        rows.append(
            (
                row["value"],
                _("everybody") if row["domain"] is None else str(row["domain"]),
                _number(row["estimate"], 4),
                _number(row["standard_error"], 4),
                interval,
                writing.number(row["n"]),
                _number(row["design_effect"], 2),
            )
        )
    widths = [max(len(cells[place]) for cells in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in rows
    ]


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else writing.number(value, places)
