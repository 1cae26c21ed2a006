"""Acting for somebody by a mandate: what is checked and written down, and the messages that both get."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from motcua.chronicle.rules import JSON
from motcua.dossiers.actions.store import Store
from motcua.dossiers.models import Assistance, Dossier
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import Act
from motcua.notices import actions as notices
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Helping, HelpNotCovered, Reach, last_day


def check_sending(reach: Reach, *, procedure: str, behalf: inputs.Behalf | None) -> None:
    """A helper sends for the person who chose them, what they chose; never for somebody behind that person."""
    if reach.helping is None:
        return
    checks.check_help(act=Act.SUBMIT, reach=reach)
    if behalf is not None or not reach.helping.may_send(procedure):
        raise HelpNotCovered(name=reach.helping.helped_name)


def as_if_by_themselves(given: inputs.Submit, *, reach: Reach, store: Store) -> inputs.Submit:
    """Messages go where they would have gone: to the addresses of whoever is helped, not of who types."""
    if reach.helping is None or reach.person_id is None:
        return given
    email, phone = store.addresses(reach.person_id)
    # Without any address of their own, what was typed is better than nothing.
    if not (email or phone):
        return given
    return replace(given, applicant=replace(given.applicant, email=email, phone=phone))


def note(dossier: Dossier, helping: Helping, *, at: datetime, store: Store) -> None:
    """The assisted way, with the helper's name; inside the act of sending."""
    row = Assistance(
        dossier_id=dossier.pk,
        mandate_id=helping.mandate_id,
        helper_name=helping.helper_name,
        capacity=helping.capacity,
        organisation=helping.organisation,
        at=at,
    )
    store.add(row)


def facts(helping: Helping) -> dict[str, object]:
    """For the timeline, which both read."""
    return {"helper": {"name": helping.helper_name, "for": helping.helped_name}}


def entry(helping: Helping) -> dict[str, JSON]:
    """For the chronicle: opaque ids."""
    return {"for": helping.helped, "mandate": helping.public_id}


# The mandate itself, with word to both ------------------------------------------------------------------------


@transaction.atomic
def confirm(*, code: str, reach: Reach, at: datetime) -> people.MandateFacts:
    return _told("helper-confirmed", people_actions.confirm_help(code=code, reach=reach, at=at), at=at)


@transaction.atomic
def note_at_counter(
    *, form: people_actions.NewHelper, helped_id: int, helper_id: int, paper: str, reach: Reach, at: datetime
) -> people.MandateFacts:
    mandate = people_actions.note_helper(
        form=form, helped_id=helped_id, helper_id=helper_id, paper=paper, reach=reach, at=at
    )
    return _told("helper-confirmed", mandate, at=at)


@transaction.atomic
def end(*, public_id: str, reach: Reach, at: datetime) -> people.MandateFacts:
    return _told("helper-ended", people_actions.end_help(public_id=public_id, reach=reach, at=at), at=at)


def _told(template: str, mandate: people.MandateFacts, *, at: datetime) -> people.MandateFacts:
    for person_id in (mandate.helped_id, mandate.helper_id):
        person = people.person(person_id) if person_id else None
        if person is None:
            continue
        notices.queue(
            to=notices.Recipient(
                email=person.email,
                name=person.full_name,
                language=people.language_of(person.id),
                phone=person.phone,
                person_id=person.id,
            ),
            template=f"dossiers/{template}",
            values={
                "helped": mandate.helped,
                "helper": mandate.helper,
                "until": f"{last_day(mandate.ends_at):%d/%m/%Y}",
            },
            subject=f"helper-mandate:{mandate.public_id}",
            at=at,
        )
    return mandate
