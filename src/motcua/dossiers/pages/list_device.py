"""What a device knows of the columns of a list's table, so that it can name what is wrong while there is no line (decision 0055).

The sentences are those of the form; `{length}` and the like stand where the device writes what it found.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.dossiers.pages import story
from motcua.dossiers.rules import lists as rules
from motcua.dossiers.rules.lists import Column
from motcua.foundation.forms import Field, Kind, missing
from motcua.foundation.forms.kinds import NUMERIC, TEXTUAL
from motcua.foundation.refusal import Fault

# An answer of which the form says this, in each of the ways in which a day can be wrong.
NO_DAY = {"shape": "?", "month": "2000-13-01", "day": "2000-02-31"}
TOO_EARLY, TOO_LATE, YEAR_WITH_LESS = "1800-01-01", "2200-12-31", "0099-01-01"


def knows(columns: Sequence[Column], *, today: date) -> str:
    """All columns with what can be said of a cell by itself, as JSON."""
    return json.dumps(
        {
            "columns": [_column(one, today) for one in columns],
            "rows": rules.ROWS_MAX,
            "error": _template(rules.errors(rules.ListRow(0, {"": "#REF!"}))[0].sentence, {}),
            "sound": _("Looked at on this device: nothing wrong was found in {n} rows."),
            "wrong": _("Looked at on this device: {wrong} of {n} rows have to be corrected."),
            "again": _("The server looks at each row again when the line is back."),
            "row": _("Row {row}"),
            "more": _("{n} more to correct"),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _column(one: Column, today: date) -> dict[str, Any]:
    heading = one.heading.in_language(story.language())
    found: dict[str, Any] = {"heading": heading, "names": rules.names_of(one)}
    asked = one.question
    # Whether it is asked at all may depend on another answer: then the server alone says.
    if asked is None or asked.when is not None:
        return found
    found |= {"kind": str(asked.kind)}
    if one.required and not asked.options_by:
        found["needed"] = errors.sentence(missing(asked), {})
    if asked.kind in TEXTUAL:
        found |= _of_text(asked)
    elif asked.kind in NUMERIC:
        found |= _of_number(asked)
    elif asked.kind is Kind.DATE:
        found |= _of_day(asked, today)
    elif asked.kind is Kind.MONTH:
        found["shape"] = _said(asked, "pattern")
    else:
        found |= {"choose": _said(asked, "enum"), "words": rules.words_of(asked)}
    return found


def _of_text(asked: Field) -> dict[str, Any]:
    schema = asked.schema
    found: dict[str, Any] = {"most": schema["maxLength"], "long": _said(asked, "maxLength")}
    if schema["minLength"] > 1:
        found |= {"least": schema["minLength"], "short": _said(asked, "minLength")}
    if "pattern" in schema:
        found |= {"pattern": schema["pattern"], "shape": _said(asked, "pattern")}
    return found


def _of_number(asked: Field) -> dict[str, Any]:
    return {
        "low": asked.schema["minimum"],
        "small": _said(asked, "minimum"),
        "high": asked.schema["maximum"],
        "large": _said(asked, "maximum"),
        "shape": _said(asked, "type"),
    }


def _of_day(asked: Field, today: date) -> dict[str, Any]:
    found: dict[str, Any] = {name: _said(asked, "format", value) for name, value in NO_DAY.items()}
    found["year"] = _whole(asked.fault(YEAR_WITH_LESS, "", today))
    now = today.isoformat()
    for name, bound, said, value in (
        ("from", asked.earliest, "early", TOO_EARLY),
        ("until", asked.latest, "late", TOO_LATE),
    ):
        if bound:
            found |= {
                name: now if bound == "today" else bound,
                said: _whole(asked.fault(value, "", today)),
            }
    return found


def _said(asked: Field, keyword: str, value: str = "") -> str:
    fault = asked.explained(keyword, value)
    return _template(fault.sentence, {**fault.facts})


def _whole(fault: Fault | None) -> str:
    return errors.fault_sentence(fault) if fault else ""


# What the device finds by itself; the other facts are of the form.
FOUND = ("length", "month", "year", "last", "day")


def _template(sentence: str, facts: dict[str, object]) -> str:
    return errors.sentence(
        sentence, {name: f"{{{name}}}" if name in FOUND else v for name, v in facts.items()}
    )
