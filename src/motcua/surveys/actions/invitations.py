"""Invitations: as many as were drawn for a unit. The code is made from a key, so nothing stored gives it away."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from motcua.foundation import keys
from motcua.foundation.refusal import NotFound

from ..models import Invitation, SampleUnit, Unspent
from ..queries.codes import USE, hash_of
from ..rules import State, StepNotAllowed, codes

BATCH = 500


@transaction.atomic
def invite(*, units: dict[int, int]) -> list[int]:
    """For each drawn unit so many invitations, before the round opens; part of the act `draw`. Gives their ids."""
    found = {unit.pk: unit for unit in SampleUnit.objects.filter(pk__in=units).select_related("survey")}
    if found.keys() != units.keys():
        raise NotFound
    for unit in found.values():
        if unit.survey.state not in (State.PLANNED, State.DRAWN):
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


def code_of(*, sample_unit: int, number: int) -> str:
    """The code that is printed on invitation `number` (from 0) of a unit."""
    key = keys.key(USE, folder=settings.KEYS_DIR)
    return codes.code_from(hmac.new(key.bytes, f"code:{sample_unit}:{number}".encode(), sha256).digest())
