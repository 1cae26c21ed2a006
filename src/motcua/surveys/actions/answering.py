"""Taking an answer: the code is spent and the answer is put into the pool. The two share nothing.

No chronicle entry, no time, no log line: an act of a person who must not be found again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from motcua.database import is_postgresql
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop

from ..models import Invitation, Mark, PoolAnswer, SampleUnit, Survey, Unspent
from ..queries.asked import check_open
from ..queries.codes import SENDING, hash_of, mark_of, of_code
from ..questionnaires import opened
from ..rules import LOST, CodeSpent, CodeUnknown, NoneLeft, NotAskedAnyMore, codes

TRIES_MAX = 20  # of finding a free invitation that nobody takes meanwhile


@dataclass(frozen=True)
class _Asked:
    survey_id: int
    cell_id: int
    invitation_id: int
    sample_unit_id: int


@transaction.atomic
def answer(*, code: str, data: Mapping[str, Any], at: datetime, sending: str = "") -> None:
    """One answer by one code. Of two, the first that arrives is kept; for the other this raises `CodeSpent`.

    `sending` is a random word of the device for this one answer, as in `take`: the same sent again is the first.
    """
    asked = _of_code(code)
    _check_open(asked.survey_id, at)
    _check_asked(asked.sample_unit_id)
    kept = cleaned(asked.survey_id, data)
    if sending and not _is_new(asked.survey_id, of_code(code, sending)):
        return
    spent, _of = Unspent.objects.filter(pk=asked.invitation_id).delete()
    if spent != 1:
        raise CodeSpent
    PoolAnswer.objects.create(survey_id=asked.survey_id, cell_id=asked.cell_id, data=kept)


@transaction.atomic
def take(*, sample_unit: int, data: Mapping[str, Any], at: datetime, sending: str = "") -> None:
    """An answer given without showing a code (a kiosk, a paper form): it spends any invitation left at that place.

    `sending` is a random word of the device for this one answer: sent again, because the line broke before we could
    say that it had come, it counts once.
    """
    unit = SampleUnit.objects.filter(pk=sample_unit).first()
    if unit is None or unit.cell_id is None:
        raise CodeUnknown
    _check_open(unit.survey_id, at)
    _check_asked(unit.pk)
    kept = cleaned(unit.survey_id, data)
    if sending and not _is_new(unit.survey_id, sending):
        return
    for _try in range(TRIES_MAX):
        free = Unspent.objects.filter(invitation__sample_unit=unit).order_by("?").first()
        if free is None:
            raise NoneLeft
        spent, _of = Unspent.objects.filter(pk=free.pk).delete()
        if spent == 1:
            PoolAnswer.objects.create(survey_id=unit.survey_id, cell_id=unit.cell_id, data=kept)
            return
    raise NoneLeft


def _is_new(survey_id: int, sending: str) -> bool:
    """Counted like the other marks, and dropped with them."""
    try:
        with transaction.atomic():
            Mark.objects.create(survey_id=survey_id, kind=SENDING, mark=mark_of(sending))
    except IntegrityError:
        return False
    return True


def _of_code(code: str) -> _Asked:
    plain = codes.typed(code)
    found = (
        Invitation.objects.filter(code_hash=hash_of(plain))
        .values_list("sample_unit__survey_id", "sample_unit__cell_id", "pk", "sample_unit_id")
        .first()
        if plain
        else None
    )
    if found is None or found[1] is None:
        raise CodeUnknown
    return _Asked(*found)


def _check_open(survey_id: int, at: datetime) -> None:
    """Our day counts. The round is held as it is until this transaction ends, so that closing it waits."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {Survey._meta.db_table} WHERE id = %s FOR SHARE", [survey_id])  # noqa: S608
    check_open(Survey.objects.get(pk=survey_id), at.astimezone(TZ).date())


def _check_asked(sample_unit_id: int) -> None:
    """Once the round is held: a place that was lost meanwhile takes no answers; another one has its turn."""
    if SampleUnit.objects.filter(pk=sample_unit_id, outcome__in=LOST).exists():
        raise NotAskedAnyMore


def cleaned(survey_id: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an answer, however it came; raises `InvalidInput`."""
    document = Survey.objects.values_list("version__document", flat=True).get(pk=survey_id)
    settled = opened(document).form.settle(data)
    faults = list(settled.faults)
    if not faults and not settled.values:
        faults = [Fault("", gettext_noop("Answer at least one question before you send."))]
    if faults:
        raise InvalidInput(faults=faults)
    return settled.values
