"""Appointments: booked and cancelled by a person, used at the door, reminded of and closed by a job."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation

from motcua.chronicle import actions as chronicle
from motcua.counter import queries
from motcua.counter.actions.tickets import take_in_line
from motcua.counter.models import Appointment, Queue, Ticket
from motcua.counter.rules import appointments as rules
from motcua.counter.rules.appointments import Booking, Kind
from motcua.design import writing
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.notices import actions as notices
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures

# Codes are six digits: who guesses is stopped long before one fits.
GUESSES_MAX, GUESSES_WINDOW = 20, timedelta(minutes=10)
REMINDED_MAX = 500


@transaction.atomic
def book(
    *, code: str, agency_id: int, starts_at: datetime, language: str, reach: Reach, at: datetime
) -> Appointment:
    if reach.person_id is None:
        raise Forbidden()
    version = procedures.in_force(code, at.astimezone(TZ).date())
    queue = queries.office_queue(agency_id, version.definition.field.code)
    if queue is None:
        raise rules.BookingClosed()
    # Its row is taken, so that two bookings of one person or one time follow one another.
    Queue.objects.filter(pk=queue.pk).update(letter=queue.letter)
    open_ones = Appointment.objects.filter(person_id=reach.person_id, state=Booking.BOOKED, starts_at__gt=at)
    if open_ones.count() >= rules.OPEN_A_PERSON_MAX:
        raise rules.TooManyBooked(most=rules.OPEN_A_PERSON_MAX)
    if not any(starts_at in day.times for day in queries.days_free(queue, at=at)):
        raise rules.TimeTaken()
    same = Appointment.objects.filter(queue=queue, starts_at=starts_at).exclude(state=Booking.CANCELLED)
    place = rules.free_place(
        places=queries.places_of(queue), taken=list(same.values_list("place", flat=True))
    )
    if place is None:
        raise rules.TimeTaken()
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                person_id=reach.person_id, queue=queue, procedure=code, starts_at=starts_at, place=place,
                code=f"{secrets.randbelow(10**6):06d}", state=Booking.BOOKED, booked_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise rules.TimeTaken() from None
    _note(Kind.BOOKED, made, actor=reach.actor, at=at)
    _tell("counter/booked", made, language=language, at=at)
    return made


@transaction.atomic
def cancel(*, key: UUID, reach: Reach, at: datetime) -> None:
    if reach.person_id is None:
        raise NotFound()
    row = Appointment.objects.select_related("queue").filter(key=key, person_id=reach.person_id).first()
    if row is None:
        raise NotFound()
    changed = Appointment.objects.filter(pk=row.pk, state=Booking.BOOKED, starts_at__gt=at).update(
        state=Booking.CANCELLED, ended_at=at
    )
    if not changed:
        raise rules.NotBooked()
    _note(Kind.CANCELLED, row, actor=reach.actor, at=at)


def check_in(*, agency_id: int, code: str, address: str, at: datetime) -> Ticket:
    """At the door: the code of an appointment of this office around now gives a number that is called at its time."""
    people_actions.spend_try(
        scope="appointment-code",
        key=f"{agency_id}:{address}",
        at=at,
        limit=GUESSES_MAX,
        window=GUESSES_WINDOW,
    )
    with transaction.atomic():
        near = timedelta(minutes=rules.EARLY_MINUTES)
        rows = Appointment.objects.select_related("queue").filter(
            queue__agency_id=agency_id, code=code, state=Booking.BOOKED,
            starts_at__gte=at - timedelta(minutes=rules.LATE_MINUTES), starts_at__lte=at + near,
        )  # fmt: skip
        row = rows.order_by("starts_at", "id").first()
        if row is None:
            raise rules.NoSuchCode()
        if not Appointment.objects.filter(pk=row.pk, state=Booking.BOOKED).update(
            state=Booking.CAME, ended_at=at
        ):
            raise rules.NoSuchCode()
        ticket = take_in_line(row.queue, at=at, appointment=row)
        _note(Kind.CAME, row, actor="system:counter", at=at)
    return ticket


def remind(*, at: datetime) -> int:
    """Tell whoever comes within a day, once."""
    due = Appointment.objects.filter(
        state=Booking.BOOKED, reminded_at=None, starts_at__gt=at, starts_at__lte=at + rules.REMIND_BEFORE
    )
    told = 0
    for row in due.select_related("queue").order_by("starts_at", "id")[:REMINDED_MAX]:
        with transaction.atomic():
            if Appointment.objects.filter(pk=row.pk, reminded_at=None, state=Booking.BOOKED).update(
                reminded_at=at
            ):
                # Who booked an hour ago has just been told.
                if row.booked_at < at - timedelta(hours=2):
                    _tell("counter/reminded", row, language="", at=at)
                told += 1
    return told


def close_missed(*, at: datetime) -> int:
    """Appointments whose time has passed without anybody coming."""
    late = at - timedelta(minutes=rules.LATE_MINUTES)
    return Appointment.objects.filter(state=Booking.BOOKED, starts_at__lt=late).update(
        state=Booking.MISSED, ended_at=at
    )


def _note(kind: Kind, row: Appointment, *, actor: str, at: datetime) -> None:
    agency = people.agency(row.queue.agency_id)
    chronicle.append(kind=kind, subject=f"appointment:{row.key}", actor=actor, at=at, agency=agency.code)


def _tell(template: str, row: Appointment, *, language: str, at: datetime) -> None:
    person, agency = people.person(row.person_id), people.agency(row.queue.agency_id)
    assert person is not None
    spoken = language or "vi"
    with translation.override(spoken):
        moment = str(writing.moment(row.starts_at))
    name = procedures.in_force(row.procedure, row.starts_at.astimezone(TZ).date()).name
    notices.queue(
        to=notices.Recipient(
            email=person.email, name=person.full_name, language=spoken, phone=person.phone, person_id=person.id
        ),
        template=template,
        values={
            "procedure": name.in_language(spoken), "office": agency.named(spoken), "address": agency.address,
            "phone": agency.phone, "moment": moment, "code": row.code, "number": row.procedure,
        },
        subject=f"appointment:{row.key}",
        at=at,
    )  # fmt: skip
