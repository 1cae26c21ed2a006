"""Answers that another program took: all of a file come in, or none."""

from datetime import datetime
from functools import partial

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people.rules import Reach

from .. import importing
from ..models import Invitation, PoolAnswer, Unspent
from ..queries.asked import check_open
from ..queries.codes import hash_of
from ..questionnaires import opened
from ..rules import LOST, Kind
from .marks import note_straight
from .pool import locked
from .rounds import run_by

BATCH = 500


@transaction.atomic
def import_answers(
    *, survey_id: int, content: bytes, reach: Reach, at: datetime, dry_run: bool = False
) -> int:
    """How many came in (or, dry, would). Each spends its code; they wait in the pool like any other."""
    survey = run_by(reach, survey_id)
    locked(survey_id)
    check_open(survey, at.astimezone(TZ).date())
    lines, faults = importing.read(content, opened(survey.version.document).form)
    if faults:
        raise InvalidInput(faults=faults)
    hashes = {hash_of(line.code): line for line in lines}
    found = {}
    wanted = list(hashes)
    for start in range(0, len(wanted), BATCH):
        asked = Invitation.objects.filter(
            code_hash__in=wanted[start : start + BATCH], sample_unit__survey=survey
        )
        for pk, code_hash, cell, outcome in asked.values_list(
            "pk", "code_hash", "sample_unit__cell_id", "sample_unit__outcome"
        ):
            found[code_hash] = (pk, cell, outcome in LOST)
    spent = 0
    for code_hash, line in hashes.items():
        if code_hash not in found:
            faults.append(_fault(line.row, gettext_noop("Row %(row)s: this round knows no such code.")))
            continue
        if found[code_hash][2]:
            faults.append(
                _fault(line.row, gettext_noop("Row %(row)s: the place of this code is not asked any more."))
            )
            continue
        gone, _of = Unspent.objects.filter(pk=found[code_hash][0]).delete()
        spent += gone
        if not gone:
            faults.append(_fault(line.row, gettext_noop("Row %(row)s: an answer by this code came before.")))
    if faults:
        raise InvalidInput(faults=faults)
    if dry_run:
        transaction.set_rollback(True)
        return spent
    PoolAnswer.objects.bulk_create(
        [PoolAnswer(survey=survey, cell_id=found[key][1], data=line.data) for key, line in hashes.items()],
        batch_size=BATCH,
    )
    given = [line.data for line in lines]
    transaction.on_commit(partial(note_straight, survey_id=survey.pk, answers=given))
    data = {"answers": spent}
    chronicle.append(
        kind=Kind.IMPORTED,
        subject=str(survey),
        actor=reach.actor,
        at=at,
        agency=survey.agency.code,
        data=data,
    )
    return spent


def _fault(row: int, sentence: str) -> Fault:
    return Fault("code", sentence, {"row": row})
