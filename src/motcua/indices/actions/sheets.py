"""A score sheet is frozen once, with its hash, and announced once: from that hour on everybody sees it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua import bulk
from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.people.rules import Reach
from motcua.surveys import actions as surveys

from ..announced.waiting import may_announce
from ..models import ScoreRow, ScoreSheet
from ..rules import Index, Kind, SheetAnnounced, SheetFrozen
from ..sheets import Computed


@transaction.atomic
def freeze(*, computed: Computed, reach: Reach, at: datetime, announce_at: datetime | None = None) -> int:
    """Keep what was computed from a closed round, with its hash; the round itself ends with it."""
    if ScoreSheet.objects.filter(survey_id=computed.survey_id).exists():
        raise SheetFrozen
    surveys.freeze(survey_id=computed.survey_id, digest=computed.digest, reach=reach, at=at)
    about = computed.document["about"]
    try:
        with transaction.atomic():
            sheet = ScoreSheet.objects.create(
                index=Index(about["index"]),
                year=about["year"],
                level=about["level"],
                survey_id=computed.survey_id,
                status=about["status"],
                series=about["questionnaire"],
                version=computed.document["format"],
                document=computed.text,
                digest=computed.digest,
                assumed=computed.document["assumed"],
                answers=about["answers"],
                frozen_at=at,
                frozen_by=reach.actor,
                announced_at=announce_at,
            )
    except IntegrityError:
        raise SheetFrozen from None
    bulk.insert(ScoreRow, [_row(sheet, row) for row in computed.document["rows"]])
    data = {"digest": computed.digest, "version": computed.document["format"], "status": about["status"]}
    _tell(Kind.SHEET_FROZEN, sheet, reach, at, **data)
    if announce_at is not None:
        _tell(Kind.SHEET_ANNOUNCED, sheet, reach, at, on=announce_at.isoformat())
    return int(sheet.pk)


@transaction.atomic
def announce(*, sheet_id: int, on: datetime, reach: Reach, at: datetime) -> None:
    """Set the hour from which everybody sees the sheet, once. It may lie ahead; it may not lie behind."""
    sheet = ScoreSheet.objects.select_related("survey__agency", "round__owner").filter(pk=sheet_id).first()
    if sheet is None or not any(sheet.owner_path.startswith(path) for path in reach.agencies()):
        raise NotFound
    if not may_announce(sheet, reach=reach):
        raise Forbidden
    if on < at:
        raise InvalidInput(
            faults=[Fault("on", gettext_noop("The hour of the announcement has passed already."))]
        )
    if ScoreSheet.objects.filter(pk=sheet_id, announced_at=None).update(announced_at=on) != 1:
        raise SheetAnnounced
    _tell(Kind.SHEET_ANNOUNCED, sheet, reach, at, on=on.isoformat())


RELEASED_MAX = 100  # told in one go
BY_CLOCK = "system:indices"


def tell_released(*, at: datetime) -> int:
    """Once the hour of a sheet has come, the chronicle says so in one line, with that hour as its moment; how many.

    Nothing waits for it: the gate knows the hour by itself.
    """
    waiting = ScoreSheet.objects.filter(announced_at__lte=at, told_at=None).defer("document")
    return sum(_tell_released(sheet, at) for sheet in waiting.order_by("announced_at", "pk")[:RELEASED_MAX])


@transaction.atomic
def _tell_released(sheet: ScoreSheet, at: datetime) -> bool:
    if ScoreSheet.objects.filter(pk=sheet.pk, told_at=None).update(told_at=at) != 1:
        return False
    assert sheet.announced_at is not None
    data = {"digest": sheet.digest, "status": sheet.status}
    chronicle.append(
        kind=Kind.SHEET_RELEASED, subject=str(sheet), actor=BY_CLOCK, at=sheet.announced_at, data=data
    )
    return True


def _tell(kind: Kind, sheet: ScoreSheet, reach: Reach, at: datetime, **data: str) -> None:
    chronicle.append(kind=kind, subject=str(sheet), actor=reach.actor, at=at, data=data)


def _row(sheet: ScoreSheet, row: dict) -> ScoreRow:  # type: ignore[type-arg]
    own, joint = row["own_set"] or (None, None), row["joint_set"] or (None, None)
    plain = {key: row[key] for key in PLAIN}
    return ScoreRow(
        sheet=sheet,
        own_best=own[0],
        own_worst=own[1],
        joint_best=joint[0],
        joint_worst=joint[1],
        bands=list(row["bands"]),
        **plain,
    )


PLAIN = (
    "value", "kind", "domain", "n", "estimate", "standard_error", "lower", "upper", "degrees", "design_effect",
    "own_error", "rank",
)  # fmt: skip
