"""Names and addresses of people that a survey drew, for whoever carries the invitations; every look is written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.dossiers.models import Dossier
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Look, Reach, Role

WHO_ASKS = (Role.HOME_AFFAIRS, Role.ENUMERATOR)
SUBJECT_MAX = 80


@dataclass(frozen=True)
class Contact:
    """The least that is needed to find somebody, as they stated it on that request."""

    key: UUID
    name: str
    through: str  # who acts for an organisation, or acted for the applicant
    address: str
    phone: str


@transaction.atomic
def look_up_contacts(
    *, keys: Collection[UUID], purpose: str, reach: Reach, at: datetime
) -> dict[UUID, Contact]:
    """Of requests within reach of whoever asks people; `purpose` stands beside each look, and the person sees it.

    The caller has checked that these people were drawn and are still to be asked.
    """
    rows = list(
        Dossier.objects.filter(
            people.within(reach.agencies(*WHO_ASKS)), key__in=keys, number__isnull=False
        )
        .select_related("representation")
        .only(
            "key", "number", "applicant_id", "sender_id", "applicant_name", "applicant_address", "applicant_phone",
            "representation__representative",
        )
        .order_by("id")
    )  # fmt: skip
    people_actions.log_looks(
        reach=reach,
        what=Look.SURVEY,
        looks=[
            (f"{row.number} · {purpose}"[:SUBJECT_MAX], row.applicant_id or row.sender_id) for row in rows
        ],
        at=at,
    )
    return {
        row.key: Contact(
            row.key,
            row.applicant_name,
            row.representation.representative if row.representation else "",
            row.applicant_address,
            row.applicant_phone,
        )
        for row in rows
    }
