"""From the pool into the table of answers: in shuffled lots, under new random ids, dated with the day and no finer.

The rows are written anew, so that neither their place on disk nor the transaction that wrote them is that of the
person's sending.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.foundation.calendar import TZ

from ..models import Answer, PaperSheet, PoolAnswer, Survey
from ..rules import State
from ..rules.groups import LEAST, LOT_CELLS

LOT_MAX = 500  # one transaction writes no more
MIX_MAX = 500  # answers that wait and are mixed with one from paper
DAY_MAX = 5_000  # answers of a day that are mixed with a new lot


def shuffle_pools(*, at: datetime) -> int:
    """Move whatever may move, of every round."""
    waiting = PoolAnswer.objects.order_by().values_list("survey_id", flat=True).distinct()
    return sum(move_lot(survey_id=survey_id, at=at) for survey_id in waiting)


@transaction.atomic
def move_lot(*, survey_id: int, at: datetime) -> int:
    """One lot of a round, if enough wait: at least 10, from at least 5 cells (all, where there are fewer)."""
    survey = locked(survey_id)
    waiting = list(PoolAnswer.objects.filter(survey=survey).order_by("id")[:LOT_MAX])
    cells = min(LOT_CELLS, survey.cells.count())
    if survey.state != State.OPEN or len(waiting) < LEAST or len({row.cell_id for row in waiting}) < cells:
        return 0
    day = at.astimezone(TZ).date()
    _write([*_taken_up(survey, day), *waiting], day=day)
    _drop(waiting)
    return len(waiting)


def mix_pool(*, survey: Survey) -> None:
    """Write what waits anew, in an order that says nothing: sheets of paper are typed in the order of their numbers.

    The round is locked by the caller, so nobody adds to its pool meanwhile.
    """
    waiting = list(PoolAnswer.objects.filter(survey=survey).order_by("?")[:MIX_MAX])
    _drop(waiting)
    PoolAnswer.objects.bulk_create(
        [PoolAnswer(survey_id=row.survey_id, cell_id=row.cell_id, data=row.data) for row in waiting],
        batch_size=MIX_MAX,
    )


def _taken_up(survey: Survey, day: date) -> list[Answer]:
    """In a round with paper forms, the answers of the day: they are written anew with each lot, so that the order of
    the lots, which would be that of the sheets, is lost.
    """
    of_day = Answer.objects.filter(survey=survey, day=day)
    if not PaperSheet.objects.filter(sample_unit__survey=survey).exists() or of_day.count() > DAY_MAX:
        return []
    rows = list(of_day)
    of_day.delete()
    return rows


def empty_pool(*, survey: Survey, day: date) -> int:
    """The last lot, at the close; too small a one joins those of the day before, which are written anew with it."""
    waiting = list(PoolAnswer.objects.filter(survey=survey).order_by("id"))
    if waiting:
        again = _taken_up(survey, day)
        if len(waiting) < LEAST and not again:
            last = Answer.objects.filter(survey=survey).order_by("-day").values_list("day", flat=True).first()
            if last is not None:
                day = last
                again = list(Answer.objects.filter(survey=survey, day=last))
        Answer.objects.filter(survey=survey, pk__in=[row.pk for row in again]).delete()
        _write([*again, *waiting], day=day)
        _drop(waiting)
    return Answer.objects.filter(survey=survey).count()


def locked(survey_id: int) -> Survey:
    """The round, kept for this transaction alone. (SQLite has one writer at a time anyway.)"""
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey_id)


def _write(rows: Sequence[PoolAnswer | Answer], *, day: date) -> None:
    order = list(rows)
    secrets.SystemRandom().shuffle(order)
    Answer.objects.bulk_create(
        [Answer(survey_id=row.survey_id, cell_id=row.cell_id, day=day, data=row.data) for row in order],
        batch_size=200,
    )


def _drop(rows: Sequence[PoolAnswer]) -> None:
    dropped, _of = PoolAnswer.objects.filter(pk__in=[row.pk for row in rows]).delete()
    assert dropped == len(rows), "the round is locked, so nobody else moves its answers"
