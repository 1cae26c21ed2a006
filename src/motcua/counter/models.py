"""Tables of the room; docs/reference/counter.md draws how they belong together."""

import uuid

from django.db import models
from django.db.models import Q

from motcua.counter.rules.appointments import Booking
from motcua.counter.rules.tickets import State


class Queue(models.Model):
    """One line of people at an office: a letter on the ticket, and which fields of procedures it is for."""

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    fields = models.JSONField(default=list)  # codes of fields; none: every procedure
    # The last number of a day, moved by a conditional update: two people at two kiosks never share one.
    last_day = models.DateField(null=True)
    last = models.PositiveIntegerField(default=0)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["letter"]
        constraints = [models.UniqueConstraint(fields=["agency", "letter"], name="one_queue_a_letter")]


class Window(models.Model):
    """A place where an officer serves people, and the queues called to it."""

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    queues = models.ManyToManyField(Queue, related_name="windows")
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_window_a_name")]


class Appointment(models.Model):
    """A time somebody chose to come; the code is all that is asked for at the door."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()  # which of the windows' places of that time
    code = models.CharField(max_length=6)
    state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Booking])
    booked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # cancelled, or checked in

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "starts_at", "place"],
                condition=~Q(state=Booking.CANCELLED.value),
                name="one_appointment_a_place",
            )
        ]
        indexes = [models.Index(fields=["person", "-starts_at"], name="appointments_of_person")]


class Ticket(models.Model):
    """One number in a queue on a day. It knows nobody: only when it was taken, called and finished, and where."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    appointment = models.OneToOneField(Appointment, models.PROTECT, null=True, related_name="ticket")
    state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in State])
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # the last call
    first_called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("people.Officer", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "day", "number"], name="one_ticket_a_number"),
            models.UniqueConstraint(
                fields=["window"], condition=Q(state=State.CALLED.value), name="one_called_a_window"
            ),
        ]
        indexes = [models.Index(fields=["queue", "day", "state"], name="tickets_of_day")]


class Serving(models.Model):
    """One request taken in while a ticket was served: which request it became is found by its submission."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="servings")
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    began_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class HandOverSheet(models.Model):
    """What the desk carried to a unit in one go on a day: given by one officer, counted and taken by another."""

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    given_by = models.ForeignKey("people.Officer", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Officer", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    counted = models.PositiveIntegerField(null=True)  # by whoever took it
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["agency", "day"], name="sheets_of_day")]


class HandOverLine(models.Model):
    """One request on a sheet; on one sheet a day only."""

    sheet = models.ForeignKey(HandOverSheet, models.CASCADE, related_name="lines")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "day"], name="carried_once_a_day")]
