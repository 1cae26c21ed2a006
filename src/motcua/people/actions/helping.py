"""A person lets another act for them: named online and confirmed by the helper, or noted at a counter; ended by either."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.foundation import secret_text
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop

from ..models import HelperMandate, Person
from ..queries import helping as asked
from ..rules import Kind, Reach, Role
from ..rules import helping as rules

# Without letters that are taken for others.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class NewHelper:
    """Whom, as what, for which matters, to do what, until when."""

    name: str
    capacity: str
    allowed: Sequence[str]
    ends_at: datetime | None
    procedures: Sequence[str] = ()
    dossier: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Invited:
    public_id: str
    code: str  # shown once, kept nowhere


@transaction.atomic
def name_helper(*, form: NewHelper, reach: Reach, at: datetime) -> Invited:
    """By the person who wants help. It runs only once the one who was named has confirmed with the code."""
    if reach.person_id is None or reach.helping is not None:
        raise Forbidden
    _check(form, at=at)
    # One person's mandates are counted one after the other.
    Person.objects.filter(pk=reach.person_id).update(added_at=F("added_at"))
    if asked.open_mandates(at).filter(helped_id=reach.person_id).count() >= rules.RUNNING_MAX:
        raise rules.TooManyHelpers(most=rules.RUNNING_MAX)
    code = "".join(secrets.choice(_LETTERS) for _ in range(10))
    row = _row(form, helped_id=reach.person_id, at=at)
    row.code_hash = _hash(code)
    row.save()
    _note(Kind.HELPER_NAMED, row, by=reach.actor, at=at)
    return Invited(row.public_id, code)


@transaction.atomic
def confirm(*, code: str, reach: Reach, at: datetime) -> asked.MandateFacts:
    """By the helper, with the code; from now on they may act."""
    row = asked.invitation(code, at=at)
    if row is None or reach.person_id is None or reach.helping is not None:
        raise rules.NoSuchInvitation
    if row.helped_id == reach.person_id:
        raise rules.HelpOneself
    if not rules.is_named(stated=row.name, full_name=Person.objects.get(pk=reach.person_id).full_name):
        raise rules.HelperNamedOtherwise
    _check_room(row, reach.person_id, at=at)
    waiting = HelperMandate.objects.filter(pk=row.pk, starts_at=None, ended_at=None).exclude(code_hash="")
    if waiting.update(helper_id=reach.person_id, starts_at=at, code_hash="") != 1:
        raise rules.NoSuchInvitation
    row.refresh_from_db()
    _note(Kind.HELPER_CONFIRMED, row, by=reach.actor, at=at)
    return asked.facts(row)


@transaction.atomic
def note_helper(
    *, form: NewHelper, helped_id: int, helper_id: int, paper: str, reach: Reach, at: datetime
) -> asked.MandateFacts:
    """At a counter: both cards and the authorisation on paper lie before the officer. It runs at once."""
    grant = next((one for one in reach.grants if one.role is Role.RECEPTION), None)
    if grant is None:
        raise Forbidden
    if reach.has_interest((helped_id, helper_id), ()):
        raise Forbidden
    if helped_id == helper_id:
        raise rules.HelpOneself
    _check(form, at=at)
    if not 2 <= len(paper.strip()) <= rules.PAPER_CHARACTERS_MAX:
        sentence = gettext_noop("Write which paper shows it: its number, day and who certified it.")
        raise InvalidInput(faults=[Fault("paper", sentence)])
    row = _row(form, helped_id=helped_id, at=at)
    row.helper_id, row.starts_at = helper_id, at
    row.noted_by_id, row.paper = grant.mandate_id, paper.strip()
    _check_room(row, helper_id, at=at)
    row.save()
    _note(Kind.HELPER_NOTED, row, by=reach.actor, at=at)
    return asked.facts(row)


@transaction.atomic
def end_help(*, public_id: str, reach: Reach, at: datetime) -> asked.MandateFacts:
    """By either of the two, at any time, from this moment on."""
    row = HelperMandate.objects.select_related("helped", "helper").filter(public_id=public_id).first()
    own = reach.helping.helper_id if reach.helping else reach.person_id
    if row is None or own is None or own not in (row.helped_id, row.helper_id):
        raise NotFound
    if not HelperMandate.objects.filter(pk=row.pk, ended_at=None, ends_at__gt=at).update(
        ended_at=at, ended_by=reach.actor, code_hash=""
    ):
        raise rules.HelpEnded
    row.refresh_from_db()
    _note(Kind.HELPER_ENDED, row, by=reach.actor, at=at)
    return asked.facts(row)


def _check(form: NewHelper, *, at: datetime) -> None:
    faults = rules.helping_faults(
        name=form.name,
        allowed=form.allowed,
        procedures=form.procedures,
        dossier=form.dossier,
        capacity=form.capacity,
        organisation=form.organisation,
        ends_at=form.ends_at,
        at=at,
    )
    if faults:
        raise InvalidInput(faults=faults)


def _check_room(row: HelperMandate, helper_id: int, *, at: datetime) -> None:
    """Who helps many does so for an office that is named."""
    near = asked.open_mandates(at).filter(helper_id=helper_id, capacity=rules.Capacity.NEAR)
    if row.capacity == rules.Capacity.NEAR and near.count() >= rules.RUNNING_MAX:
        raise rules.TooManyHelpers(most=rules.RUNNING_MAX)


def _row(form: NewHelper, *, helped_id: int, at: datetime) -> HelperMandate:
    assert form.ends_at is not None, "checked before"
    return HelperMandate(
        helped_id=helped_id,
        name=" ".join(form.name.split()),
        capacity=form.capacity,
        organisation=form.organisation.strip(),
        allowed=" ".join(sorted(set(form.allowed))),
        procedures=sorted(set(form.procedures)),
        dossier=form.dossier,
        given_at=at,
        ends_at=form.ends_at,
    )


def _hash(code: str) -> str:
    return secret_text.fingerprint(code, use="invitation", folder=settings.KEYS_DIR)


def _note(kind: Kind, row: HelperMandate, *, by: str, at: datetime) -> None:
    """Opaque ids and codes; no name."""
    helped = Person.objects.values_list("public_id", flat=True).get(pk=row.helped_id)
    helper = Person.objects.filter(helps=row.pk).values_list("public_id", flat=True).first()
    chronicle.append(
        kind=kind,
        subject=f"helper-mandate:{row.public_id}",
        actor=by,
        at=at,
        data={
            "helped": helped,
            "helper": helper or "",
            "allowed": list(row.allowed.split()),
            "procedures": list(row.procedures),
            "dossier": row.dossier,
            "ends_at": row.ends_at.isoformat(),
        },
    )
