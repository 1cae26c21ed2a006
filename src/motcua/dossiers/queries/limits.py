"""Dated limits of this room, as whole numbers."""

from datetime import date, datetime

from motcua.foundation.calendar import TZ
from motcua.law import queries as law


def limit(key: str, *, on: datetime) -> int:
    """The whole number that the rule `dossiers.<key>` holds on the day of this moment."""
    day: date = on.astimezone(TZ).date()
    found = law.value(f"dossiers.{key}", day).value
    assert isinstance(found, int), f"dossiers.{key} is not a whole number"
    return found
