"""Every change of the room: the files of the extract, and what is counted from them. By the clock, by the command, and at
the end of the sample; no act of a person, so nothing for the chronicle.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.procedures import actions as procedures

from . import counting, engine, extracting, named
from .extracting import Extracted
from .manifest import Manifest
from .models import Counting, Tally
from .rules import months

ROWS_AT_ONCE = 500
TIMES_DAYS = 90


@dataclass(frozen=True)
class Refreshed:
    """What a run did: months read anew, and rows of figures that changed."""

    extracted: Extracted
    tallies: int
    times: int


def refresh(*, at: datetime, again: bool = False, say: Callable[[str], object] = lambda _: None) -> Refreshed:
    """Read what changed since the last time and count it; safe when two run it at once, and when it is cut off."""
    done = extracting.extract(at=at, again=again, say=say)
    if done.manifest is None:
        return Refreshed(done, 0, 0)
    return Refreshed(done, count(manifest=done.manifest), tell_times(manifest=done.manifest))


def count(*, manifest: Manifest) -> int:
    """Bring the tallies to this extract; those of the same records are not counted again, only said to be of now."""
    changed = Counting.objects.filter(digest=_digest(manifest)).update(as_of=manifest.as_of)
    if changed:
        return 0
    with engine.opened(manifest) as asked:
        found = counting.tallies(asked)
    return _write(manifest, found)


def tell_times(*, manifest: Manifest) -> int:
    """How long requests of the last days took, to the room whose pages show it: by procedure, everywhere and by place."""
    since = manifest.as_of - timedelta(days=TIMES_DAYS)
    with engine.opened(manifest) as asked:
        query = named.every()["handling-time"]
        found = named.times(asked, query, since=since, until=manifest.as_of)
    days = (since.astimezone(TZ).date(), manifest.as_of.astimezone(TZ).date())
    known = people.agencies({one.agency_id for one in found})
    found = [one for one in found if one.agency_id in known]
    return procedures.note_times(
        times=counting.took(found), since=days[0], until=days[1], as_of=manifest.as_of
    )


def _digest(manifest: Manifest) -> str:
    """Of the records and of the queries: a changed definition is counted again, too."""
    texts = [query.sql for query in named.every().values()]
    return hashlib.sha256(repr((manifest.digest, texts)).encode()).hexdigest()


@transaction.atomic
def _write(manifest: Manifest, found: dict[tuple[int, str], counting.Counted]) -> int:
    """Rows that differ from what stands there; the rest stays untouched. A run that was overtaken writes nothing."""
    if Counting.objects.filter(as_of__gt=manifest.as_of).exists():
        return 0
    # An agency of the extract that is gone since has no row to count for.
    known = people.agencies({agency_id for agency_id, _month in found})
    wanted = {key: one for key, one in found.items() if key[0] in known}
    gone, same = [], set()
    rows = Tally.objects.values_list("pk", "agency_id", "month", "data", "simulated")
    for pk, agency_id, month, data, simulated in rows.order_by("pk").iterator(chunk_size=2000):
        key = (agency_id, f"{month:%Y-%m}")
        one = wanted.get(key)
        if one is None:
            gone.append(pk)
        elif one.data == data and one.simulated == simulated:
            same.add(key)
    new = [
        Tally(agency_id=key[0], month=months.read(key[1]).first, data=one.data, simulated=one.simulated)
        for key, one in sorted(wanted.items())
        if key not in same
    ]
    Tally.objects.filter(pk__in=gone).delete()
    Tally.objects.bulk_create(
        new,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["agency", "month"],
        update_fields=["data", "simulated"],
    )
    Counting.objects.update_or_create(
        pk=1,
        defaults={
            "as_of": manifest.as_of,
            "digest": _digest(manifest),
            "records": manifest.rows,
            "simulated": manifest.simulated,
        },
    )
    return len(new) + len(gone)
