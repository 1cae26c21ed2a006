"""Who asks, when somebody acts for them: the organisation found or added, and what was stated written down."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from motcua import database
from motcua.dossiers import sealing
from motcua.dossiers.actions.store import Store
from motcua.dossiers.models import Dossier, Representation
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel
from motcua.foundation.text import nfc
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import digits


@dataclass(frozen=True)
class Known:
    """Whom the register knows by what was stated: the organisation, or the person acted for."""

    organisation_id: int | None = None
    person_id: int | None = None


def known(applicant: inputs.Applicant, *, actor: str, at: datetime) -> Known:
    """The organisation found or added, or the person found; asked once where many requests have one applicant."""
    behalf = applicant.behalf
    if behalf is None:
        return Known()
    database.begin()  # the organisation is a row of its own
    if behalf.party is inputs.Party.ORGANISATION:
        return Known(
            organisation_id=people_actions.find_or_add_organisation(
                name=applicant.name, tax_code=behalf.code, by=actor, at=at
            )
        )
    return Known(person_id=people.person_checked(digits(behalf.identity_number)))


def settle(
    given: inputs.Submit, *, actor: str, at: datetime, found: Known | None = None
) -> tuple[inputs.Submit, Representation | None]:
    """Who is acted for, and the row that says who acts for whom; nothing when one asks for oneself."""
    applicant, behalf = given.applicant, given.applicant.behalf
    if behalf is None:
        return given, None
    found = found or known(applicant, actor=actor, at=at)
    key = uuid4()
    row = Representation(
        key=key,
        party=behalf.party,
        capacity=behalf.capacity,
        relation=nfc(behalf.relation).strip(),
        representative=" ".join(nfc(behalf.representative).split()),
        stated_at=at,
    )
    if behalf.party is inputs.Party.ORGANISATION:
        return replace(given, applicant=replace(applicant, organisation_id=found.organisation_id)), row
    number = digits(behalf.identity_number)
    row.birth_date = behalf.birth_date
    row.identity_hash = people.identity_fingerprint(number)
    row.sealed = sealing.lock({"identity_number": number}, about=f"representation:{key}")
    row.named_id = found.person_id
    return given, row


def represent(store: Store, dossier: Dossier, representation: Representation | None) -> None:
    """Write down who acts for the applicant, before the request that names it."""
    if representation is None:
        return
    store.add(representation)
    dossier.representation = representation
    # A desk has the firm's certificate before it; online it is only stated, and so is another person's number.
    is_seen = dossier.channel != Channel.ONLINE and representation.party == inputs.Party.ORGANISATION
    dossier.applicant_checked_at = dossier.submitted_at if is_seen else None
