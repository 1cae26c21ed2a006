"""What the nation has of a node's days, as hashes and in full."""

from collections.abc import Mapping
from datetime import date

from motcua.exchange.models import State
from motcua.exchange.rules.digests import Said, digest

ROWS_MAX = 50_000  # of days told in full in one answer; the rest is told the next time


def differing(*, node_id: int, start: date, stop: date, days: Mapping[str, str]) -> dict[str, list[Said]]:
    """The days from `start` to before `stop` whose hash here is another than the node's, with what is here."""
    here: dict[str, list[Said]] = {}
    rows = State.objects.filter(node=node_id, day__gte=start, day__lt=stop).order_by("day")
    columns = rows.values_list("day", "number", "revision", "state")
    for day, number, revision, state in columns.iterator(chunk_size=5_000):
        here.setdefault(day.isoformat(), []).append(Said(number, revision, state))
    told: dict[str, list[Said]] = {}
    for day_name in sorted(here.keys() | days.keys()):
        said = here.get(day_name, [])
        if days.get(day_name, digest([])) != digest(said):
            told[day_name] = said
            if sum(map(len, told.values())) > ROWS_MAX:
                break
    return told
