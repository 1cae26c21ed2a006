"""Requests by the number they had in another system, and where such a request goes on."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from motcua.dossiers.models import Dossier, FormerNumber
from motcua.dossiers.queries.offer import fits, province_of
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.route import route
from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import digits
from motcua.procedures.rules import Definition

# Offices counted each for itself, so one number may have been given by several.
SAME_MAX = 20


def former_numbers(numbers: Collection[str]) -> dict[tuple[str, int], str]:
    """Of these, those that are here: by tidy number and agency the number they bear now."""
    rows = FormerNumber.objects.filter(tidy__in={tidy(number) for number in numbers})
    return {
        (known, agency): number or ""
        for known, agency, number in rows.values_list("tidy", "agency_id", "dossier__number")
    }


def of_former(typed: str) -> Q:
    """Condition: the number somebody typed is this request's number in the system before; empty when it is nobody's.

    Found first, so that what is typed otherwise is asked for along one index as ever.
    """
    ids = FormerNumber.objects.filter(tidy=tidy(typed)).order_by("pk").values_list("pk", flat=True)
    found = list(ids[:SAME_MAX])
    return Q(pk__in=found) if found else Q()


def fits_old_receipt(dossier: Dossier, typed: str) -> bool:
    """Whether this is the identity number or the telephone that the old system held: an old receipt has no secret."""
    plain = digits(typed)
    if len(plain) == 12 and plain.isdigit():
        return dossier.applicant is not None and people.is_identity_of(dossier.applicant_id or 0, plain)
    return len(plain) >= 10 and plain.isdigit() and plain == dossier.applicant_phone


def place_of_step(
    agency: people.AgencyFacts, definition: Definition, step: int, *, at: datetime
) -> people.AgencyFacts:
    """Where a request of this agency usually lies at a step of its procedure."""
    index = route(definition)[step].agency
    if index == 0:
        return agency
    executing = definition.agencies[index]
    near = people.acting_agencies(
        on=at.astimezone(TZ).date(), levels=[executing.level], paths=[province_of(agency.path)]
    )
    return next((one for one in near if fits(one, executing)), agency)
