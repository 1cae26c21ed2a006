"""Who goes to which place: an enumerator sees the places that were given to them and no others.

Also an enumerator of an agency below the round's: a commune's goes to the villages of a provincial round.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.people.rules import Reach

from ..models import SampleUnit
from ..queries.enumerators import enumerators
from ..rules import Kind, StepNotAllowed
from ..rules.field import IN_THE_FIELD
from .rounds import run_by

UNITS_MAX = 3000  # of one act


@transaction.atomic
def assign(
    *, survey_id: int, units: Collection[int], officer_id: int | None, reach: Reach, at: datetime
) -> int:
    """Give these places of a round to an enumerator, or to nobody. Tells how many."""
    survey = run_by(reach, survey_id)
    if survey.state not in IN_THE_FIELD:
        raise StepNotAllowed(state=survey.state, wanted="open")
    if not units or len(units) > UNITS_MAX:
        raise InvalidInput(faults=[Fault("place", gettext_noop("Choose at least one place."))])
    if officer_id is not None and officer_id not in {
        one.id for one in enumerators(path=survey.agency.path, at=at)
    }:
        sentence = gettext_noop("Choose somebody who asks people for this agency.")
        raise InvalidInput(faults=[Fault("officer", sentence)])
    changed = SampleUnit.objects.filter(survey=survey, pk__in=units, cell__isnull=False).update(
        enumerator=officer_id
    )
    if changed != len(set(units)):
        raise NotFound
    # Persons that were drawn below a place go with it.
    SampleUnit.objects.filter(survey=survey, parent__in=units).update(enumerator=officer_id)
    chronicle.append(
        kind=Kind.ASSIGNED, subject=str(survey), actor=reach.actor, at=at, agency=survey.agency.code,
        data={"units": [*sorted(set(units))], "officer": officer_id},
    )  # fmt: skip
    return changed
