"""How long requests took, as the room of figures counted it: written over as a whole, no act of a person."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.procedures.models import HandlingTime, Procedure

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Took:
    """One procedure at one agency, or everywhere (`agency_id` None). Times are half working days, pauses left out.

    An end of an interval is None where so few requests cannot tell it.
    """

    code: str
    agency_id: int | None
    requests: int
    half: int
    half_low: int | None
    half_high: int | None
    nine: int
    nine_low: int | None
    nine_high: int | None
    simulated: bool


@transaction.atomic
def note_times(*, times: Sequence[Took], since: date, until: date, as_of: datetime) -> int:
    """Everything that is known of the last days takes the place of what was known before; an older word changes nothing."""
    if HandlingTime.objects.filter(as_of__gt=as_of).exists():
        return 0
    ids = dict(Procedure.objects.filter(code__in={one.code for one in times}).values_list("code", "pk"))
    HandlingTime.objects.all().delete()
    rows = [
        HandlingTime(
            procedure_id=ids[one.code],
            since=since,
            until=until,
            as_of=as_of,
            **{name: value for name, value in asdict(one).items() if name != "code"},
        )
        for one in times
        if one.code in ids
    ]
    # Two that count at the same moment write the same.
    HandlingTime.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    return len(rows)
