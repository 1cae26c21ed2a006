"""Paper forms are typed by two officers. What both say alike is accepted through the same door as any other answer.

Who typed what is known while a sheet waits, and goes with its acceptance. No chronicle entry, no time: an entry would
stand in the order of the sheets. The chronicle counts them at the close.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.people.rules import Reach, Role

from ..models import PaperEntry, PaperSheet, SampleUnit, Survey
from ..queries.asked import check_open
from ..queries.paper import check_room, officer_of, typings_of, unit_for
from ..questionnaires import opened
from ..rules import paper
from .answering import cleaned, take
from .marks import note_straight
from .pool import locked, mix_pool


@transaction.atomic
def type_sheet(
    *, place: int, sheet: int, data: Mapping[str, Any], reach: Reach, at: datetime
) -> paper.Outcome:
    """One typing of a sheet: the first waits, the second is compared with it."""
    unit, survey = _entered(place, reach, at)
    officer = officer_of(reach)
    if not 1 <= sheet <= paper.SHEET_MAX:
        sentence = gettext_noop("Write the number of the sheet, from 1 to %(most)s.")
        raise InvalidInput(faults=[Fault("sheet", sentence, {"most": paper.SHEET_MAX})])
    row = PaperSheet.objects.filter(sample_unit=unit, number=sheet).first()
    turn = paper.check_typing(sheet=sheet, officer=officer, waiting=typings_of(row))
    kept = cleaned(survey.pk, data)
    if row is None:
        check_room(unit)
        row = PaperSheet.objects.create(sample_unit=unit, number=sheet)
    elif row.entries.get().data == kept:
        _accept(row, kept, survey, at)
        return paper.Outcome.ACCEPTED
    PaperEntry.objects.create(sheet=row, typing=turn, typed_by_id=officer, data=kept)
    return paper.Outcome.WAITS if turn == 1 else paper.Outcome.DIFFERS


@transaction.atomic
def settle_sheet(*, place: int, sheet: int, chosen: Mapping[str, str], reach: Reach, at: datetime) -> None:
    """Somebody who typed neither chooses, question by question, what stands on the sheet; then it is accepted."""
    unit, survey = _entered(place, reach, at)
    officer = officer_of(reach)
    row = _sheet(unit, sheet)
    paper.check_settling(sheet=sheet, officer=officer, waiting=typings_of(row) or ())
    first, second = row.entries.order_by("typing").values_list("data", flat=True)
    data, faults = paper.settled(opened(survey.version.document).form, first, second, chosen)
    if faults:
        raise InvalidInput(faults=faults)
    _accept(row, cleaned(survey.pk, data), survey, at)


@transaction.atomic
def take_typing_back(*, place: int, sheet: int, reach: Reach, at: datetime) -> None:
    """One's own typing is undone, as long as nobody has typed the sheet a second time."""
    unit, _survey = _entered(place, reach, at)
    officer = officer_of(reach)
    row = _sheet(unit, sheet)
    waiting = typings_of(row) or ()
    if len(waiting) != 1 or waiting[0].officer != officer:
        raise paper.NothingToDo(sheet=sheet)
    row.delete()


@transaction.atomic
def begin_again(*, place: int, sheet: int, reach: Reach, at: datetime) -> None:
    """Both typings of a sheet that differs are dropped, and it is typed anew; for who runs the round."""
    unit, survey = _entered(place, reach, at)
    if not reach.may(Role.HOME_AFFAIRS, survey.agency.path):
        raise Forbidden
    row = _sheet(unit, sheet)
    if len(typings_of(row) or ()) != 2:
        raise paper.NothingToDo(sheet=sheet)
    row.delete()


def drop_paper(*, survey: Survey, agreed_to: int) -> int:
    """At the close: what was not typed twice and settled is dropped, if who closes knows of all of it; then the numbers.

    Gives how many were dropped.
    """
    sheets = PaperSheet.objects.filter(sample_unit__survey=survey)
    waiting = sheets.filter(entries__typing=1).count()
    if waiting > agreed_to:
        raise paper.PaperWaits(count=waiting)
    sheets.delete()
    return waiting


def _entered(place: int, reach: Reach, at: datetime) -> tuple[SampleUnit, Survey]:
    """The place and its round, locked: of two who type the same sheet at once, one is first."""
    unit = unit_for(place, reach)
    survey = locked(unit.survey_id)
    check_open(survey, at.astimezone(TZ).date())
    return unit, survey


def _sheet(unit: SampleUnit, number: int) -> PaperSheet:
    row = PaperSheet.objects.filter(sample_unit=unit, number=number).first()
    if row is None:
        raise NotFound
    return row


def _accept(row: PaperSheet, kept: Mapping[str, Any], survey: Survey, at: datetime) -> None:
    """The typings go; the answer is taken as from anybody, and the pool is mixed anew."""
    gone, _of = PaperEntry.objects.filter(sheet=row).delete()
    assert gone, "the round is locked, so nobody else accepts its sheets"
    take(sample_unit=row.sample_unit_id, data=kept, at=at)
    mix_pool(survey=survey)
    # In a transaction of its own, like the marks of other answers: a mark must not carry the number of this one.
    transaction.on_commit(partial(note_straight, survey_id=survey.pk, answers=[kept]))
