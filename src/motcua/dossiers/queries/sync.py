"""The present record of dossiers, as it travels to the nation: no names of people, nothing they wrote."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import F

from motcua.dossiers import sealing
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import lookup
from motcua.dossiers.rules.electronic import Electronic
from motcua.foundation.calendar import TZ


class SyncRecord(NamedTuple):
    """One dossier. `agency` and `place` (where it is) are ids; `check` is what the caller made of number and secret."""

    key: str
    number: str
    revision: int
    procedure: str
    agency: int
    place: int
    channel: int
    state: int
    since: datetime
    submitted: datetime
    received: datetime | None
    promised: datetime | None
    due: datetime | None
    done: datetime | None
    returned: datetime | None
    late: bool | None
    electronic: bool
    simulated: bool
    check: bytes


_COLUMNS = (
    "key", "number", "revision", "version__procedure__code", "agency_id", "step_agency_id", "channel", "state",
    "state_since", "submitted_at", "received_at", "promised_at", "due_at", "done_at", "returned_at", "late",
    "electronic", "simulated", "salt",
)  # fmt: skip


def sync_records(
    *,
    check: Callable[[str, str], bytes],
    keys: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
) -> dict[str, SyncRecord]:
    """The present records of these dossiers, by key; one that does not exist is left out.

    `check` is given number and look-up secret, which leaves this room only as what it answers.
    """
    assert (keys is None) != (numbers is None)
    rows = (
        Dossier.objects.filter(number__in=numbers) if keys is None else Dossier.objects.filter(key__in=keys)
    )
    secret = sealing.lookup_key()
    found = {}
    for key, number, *rest, electronic, simulated, salt in rows.values_list(*_COLUMNS):
        made = check(number or "", lookup.secret(salt=bytes(salt), key=secret))
        found[str(key)] = SyncRecord(
            str(key), number or "", *rest, electronic == Electronic.ISSUED, simulated, made
        )
    return found


def keys_of(numbers: Collection[str]) -> list[str]:
    """The names in the chronicle of dossiers with these numbers."""
    return [str(key) for key in Dossier.objects.filter(number__in=numbers).values_list("key", flat=True)]


def last_entries(keys: Collection[str]) -> dict[str, tuple[int, bytes]]:
    """The revision of each of these dossiers, and the hash of the entry that made it."""
    rows = Dossier.objects.filter(key__in=keys, movements__seq=F("revision"))
    columns = rows.values_list("key", "revision", "movements__entry_hash")
    return {str(key): (revision, bytes(digest)) for key, revision, digest in columns if digest}


def first_day() -> date | None:
    """The day of the first submission there is."""
    first = Dossier.objects.order_by("submitted_at", "id").values_list("submitted_at", flat=True).first()
    return first.astimezone(TZ).date() if first else None


def said_by_day(start: date, stop: date) -> dict[date, list[tuple[str, int, int]]]:
    """Number, revision and state of the dossiers submitted on these days (`stop` not among them), by day."""
    low, high = (datetime.combine(day, time(), TZ) for day in (start, stop))
    found: dict[date, list[tuple[str, int, int]]] = {}
    rows = Dossier.objects.filter(submitted_at__gte=low, submitted_at__lt=high).order_by("submitted_at", "id")
    columns = rows.values_list("number", "revision", "state", "submitted_at")
    for number, revision, state, submitted in columns.iterator(chunk_size=5_000):
        if number:
            found.setdefault(submitted.astimezone(TZ).date(), []).append((number, revision, state))
    return found


def changed_between(moment: datetime, until: datetime, *, numbers: Collection[str]) -> set[str]:
    """Those of these dossiers that were acted on last after a moment, and not in what is still to come: a clock that
    ran ahead may have said so."""
    rows = Dossier.objects.filter(
        number__in=numbers,
        movements__seq=F("revision"),
        movements__at__gt=moment,
        movements__at__lte=until,
    )
    return {number for number in rows.values_list("number", flat=True) if number}
