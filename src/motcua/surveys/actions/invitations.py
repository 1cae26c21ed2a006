"""Invitations: as many as were drawn for a unit. The code is made from a key, so nothing stored gives it away."""

import hmac
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation import keys
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from ..models import Invitation, SampleUnit, Station, Unspent
from ..queries.codes import USE, hash_of
from ..queries.field import check_seen
from ..rules import LOST, Kind, NotAskedAnyMore, State, StepNotAllowed, codes

BATCH = 500


@transaction.atomic
def invite(*, units: dict[int, int], stand_in: bool = False) -> list[int]:
    """For each drawn unit so many invitations, before the round opens; part of the act `draw`. Gives their ids.

    A unit that takes another's turn is invited while the round is open, too.
    """
    states = (State.PLANNED, State.DRAWN, *([State.OPEN] if stand_in else []))
    found = {unit.pk: unit for unit in SampleUnit.objects.filter(pk__in=units).select_related("survey")}
    if found.keys() != units.keys():
        raise NotFound
    for unit in found.values():
        if unit.survey.state not in states:
            raise StepNotAllowed(state=unit.survey.state, wanted=State.DRAWN.value)
    rows = []
    for unit_id, count in units.items():
        first = Invitation.objects.filter(sample_unit_id=unit_id).count()
        rows += [
            Invitation(sample_unit_id=unit_id, code_hash=hash_of(code_of(sample_unit=unit_id, number=number)))
            for number in range(first, first + count)
        ]
    made = Invitation.objects.bulk_create(rows, batch_size=BATCH)
    Unspent.objects.bulk_create([Unspent(invitation=one) for one in made], batch_size=BATCH)
    return [int(one.pk) for one in made]


@transaction.atomic
def open_station(*, sample_unit: int, reach: Reach, at: datetime, key: UUID | None = None) -> str:
    """A device is set up at a counter; gives the code that it is started with. Pressed twice on one page, by its key, it is the same."""
    unit = (
        SampleUnit.objects.select_related("survey__agency").filter(pk=sample_unit, cell__isnull=False).first()
    )
    if unit is None:
        raise NotFound
    check_seen(unit, reach)
    if unit.outcome in LOST:
        raise NotAskedAnyMore
    if unit.survey.state != State.OPEN:
        raise StepNotAllowed(state=unit.survey.state, wanted=State.OPEN.value)
    code = _code(f"station:{unit.pk}:{key or uuid4()}")
    station, is_new = Station.objects.get_or_create(
        code_hash=hash_of(code), defaults={"sample_unit": unit, "opened_at": at}
    )
    if not is_new:
        return code
    chronicle.append(
        kind=Kind.STATION_OPENED,
        subject=str(unit.survey),
        actor=reach.actor,
        at=at,
        agency=unit.survey.agency.code,
        data={"station": station.pk},
    )
    return code


def code_of(*, sample_unit: int, number: int) -> str:
    """The code that is printed on invitation `number` (from 0) of a unit."""
    return _code(f"code:{sample_unit}:{number}")


def _code(words: str) -> str:
    key = keys.key(USE, folder=settings.KEYS_DIR)
    return codes.code_from(hmac.new(key.bytes, words.encode(), sha256).digest())
