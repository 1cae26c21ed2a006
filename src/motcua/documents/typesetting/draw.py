"""Values and a template to a PDF/A: the office's own template first, ours when that fails."""

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from motcua.documents.typesetting import templates
from motcua.documents.typesetting.process import PROCESS, Unsettable
from motcua.documents.typesetting.templates import Source

logger = logging.getLogger(__name__)
# PDF/A-1 is the narrowest kind and the one an archive is surest to read; a free validator for it is at hand.
STANDARD = "a-1b"
A_DAY = date(2026, 3, 2)  # on which templates are tried


def render(template: str, values: Mapping[str, object], *, on: date) -> bytes:
    """The paper as PDF/A. The same template, values and day give the same bytes. Never inside a transaction."""
    try:
        source = templates.own(template)
        if source is not None:
            return _set(source, values, on=on)
    except (OSError, ValueError, Unsettable) as wrong:
        # The template of the office must not stop its work: ours says the same, and the check says what is wrong.
        logger.error("own template %s cannot be used: %s", template, wrong)
    return _set(templates.ours(template), values, on=on)


def fault(source: Source, values: Mapping[str, object]) -> str:
    """What is wrong with a template, in the typesetter's words; empty if it draws."""
    try:
        _set(source, values, on=A_DAY)
    except Unsettable as wrong:
        return str(wrong)
    return ""


def _set(source: Source, values: Mapping[str, object], *, on: date) -> bytes:
    # Midday, so that the day is the same in every time zone that reads it.
    moment = int(datetime.combine(on, time(5), UTC).timestamp())
    day = {"day": on.day, "month": on.month, "year": on.year}
    return PROCESS.ask(
        {"files": source.files, "values": {**values, "on": day}, "standard": STANDARD, "moment": moment}
    )
