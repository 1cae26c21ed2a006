"""Which queues an office has, and which of them each window serves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.counter import queries
from motcua.counter.models import Queue, Window
from motcua.counter.rules import arranging as rules
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.people import queries as people
from motcua.people.rules import Reach


@dataclass(frozen=True)
class NewQueue:
    agency_id: int
    letter: str
    name: str
    name_en: str
    fields: Sequence[str] = ()


@dataclass(frozen=True)
class NewWindow:
    agency_id: int
    name: str
    queues: Sequence[int] = ()


@transaction.atomic
def add_queue(*, given: NewQueue, reach: Reach, at: datetime) -> Queue:
    agency, actor = _office(given.agency_id, reach)
    rules.check_queue(letter=given.letter, name=given.name, name_en=given.name_en)
    try:
        with transaction.atomic():
            queue = Queue.objects.create(
                agency_id=agency.id, letter=given.letter.strip().upper(), name=given.name.strip(),
                name_en=given.name_en.strip(), fields=list(given.fields),
            )  # fmt: skip
    except IntegrityError:
        taken = gettext_noop("Another queue of this office has this letter.")
        raise InvalidInput(faults=[Fault("letter", taken)]) from None
    chronicle.append(
        kind=rules.Kind.QUEUE_ADDED, subject=f"queue:{queue.pk}", actor=actor, at=at, agency=agency.code
    )
    return queue


@transaction.atomic
def add_window(*, given: NewWindow, reach: Reach, at: datetime) -> Window:
    agency, actor = _office(given.agency_id, reach)
    rules.check_window(name=given.name)
    try:
        with transaction.atomic():
            window = Window.objects.create(agency_id=agency.id, name=given.name.strip())
    except IntegrityError:
        taken = gettext_noop("Another window of this office has this name.")
        raise InvalidInput(faults=[Fault("window", taken)]) from None
    window.queues.set(_queues(agency.id, given.queues))
    chronicle.append(
        kind=rules.Kind.WINDOW_ADDED, subject=f"window:{window.pk}", actor=actor, at=at, agency=agency.code
    )
    return window


@transaction.atomic
def change_window(*, window_id: int, queues: Sequence[int], reach: Reach, at: datetime) -> None:
    """Which queues are called to it from now on."""
    window = Window.objects.filter(pk=window_id).first()
    if window is None:
        raise NotFound()
    agency, actor = _office(window.agency_id, reach)
    window.queues.set(_queues(agency.id, queues))
    chronicle.append(
        kind=rules.Kind.WINDOW_CHANGED, subject=f"window:{window.pk}", actor=actor, at=at, agency=agency.code
    )


def _queues(agency_id: int, wanted: Sequence[int]) -> list[Queue]:
    return list(Queue.objects.filter(agency_id=agency_id, pk__in=list(wanted)))


def _office(agency_id: int, reach: Reach) -> tuple[people.AgencyFacts, str]:
    agency = people.agency_if(agency_id)
    grant = next(
        (found for role in queries.ARRANGING if agency and (found := reach.grant(role, agency.path))), None
    )
    if agency is None or grant is None:
        raise NotFound()
    return agency, f"mandate:{grant.mandate_id}"
