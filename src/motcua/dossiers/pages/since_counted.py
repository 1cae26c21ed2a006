"""A number of the leader's day is up to five minutes old, its list is of now: what to say when the two differ."""

import re
from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.dossiers.queries.desk import COUNT_MAX
from motcua.foundation.typed import integer

CLOCK = re.compile(r"([01]\d|2[0-3])\.[0-5]\d", re.ASCII)


def words(given: QueryDict, count: Callable[[], int]) -> str:
    """Empty where the list was not opened from a number, where both agree, and where there is too much to count."""
    before, clock = integer(given.get("dem", "")), given.get("luc", "")
    if before is None or before > COUNT_MAX or not CLOCK.fullmatch(clock) or given.get("sau"):
        return ""
    now = count()
    if now in (before, COUNT_MAX + 1):
        return ""
    return _("%(before)s when counted at %(clock)s, %(now)s now: the list is of this moment.") % {
        "before": writing.number(before),
        "clock": clock.replace(".", ":"),
        "now": writing.number(now),
    }
