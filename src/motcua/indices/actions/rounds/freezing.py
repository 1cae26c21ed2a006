"""A round ends in a score sheet: what every unit gave, what was set by hand, and all that follows, frozen with its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from motcua import bulk
from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.people.rules import Reach

from ... import par_sheets, scoring, shipped
from ...models import Figure, Mark, Round, RoundUnit, ScoreRow, ScoreSheet
from ...rounds.last_words import par_units
from ...rounds.opened import framework_of
from ...rules import Index, Kind, SheetFrozen, SheetStatus
from ...rules.frameworks import Framework
from ...rules.round_refusals import ChangedMeanwhile, NotReadyToFreeze
from ...rules.rounds import RoundKind, RoundState, Stage, check_round_step, is_self_scored
from .planning import move, run_by, tell

UNDECIDED = gettext_noop("%(unit)s has not been decided yet.")
PASSED = gettext_noop("The hour of the announcement has passed already.")
NO_FIGURES = gettext_noop("%(unit)s: no figure of %(codes)s has been brought in.")


@dataclass(frozen=True)
class ComputedRound:
    """A sheet that is not frozen yet: nothing was written. `figures` says up to which figure it was counted."""

    round_id: int
    document: dict[str, Any]
    text: str
    digest: str
    figures: int


def compute_round(*, round_id: int) -> ComputedRound:
    """The sheet of a round whose units are all decided and whose figures are all there; what is missing is named."""
    held = Round.objects.select_related("owner", "framework").filter(pk=round_id).first()
    if held is None:
        raise NotFound
    check_round_step(state=RoundState(held.state), wanted=RoundState.FROZEN)
    framework = framework_of(held.framework)
    units = list(RoundUnit.objects.filter(round=held).select_related("agency").order_by("pk"))
    figures = list(Figure.objects.filter(unit__round=held).order_by("revision", "pk"))
    _check_ready(framework, units, figures)
    about = {
        "index": Index.PAR.value,
        "year": held.year,
        "level": held.framework.level,
        "owner": held.owner.code,
        "status": (SheetStatus.SIMULATED if held.simulated else SheetStatus.COMPUTED).value,
        "round": held.pk,
    }
    bands = shipped.bands(index=Index.PAR, level=held.framework.level)
    marks = Mark.objects.filter(unit__round=held).order_by("revision")
    regions = shipped.regions(level=held.framework.level, year=held.year)
    document = par_sheets.document(
        framework,
        par_units(units, marks, figures, regions=regions),
        about=about,
        bands=bands,
    )
    text, digest = scoring.canonical(document)
    return ComputedRound(
        held.pk, document, text.decode(), digest, max((row.pk for row in figures), default=0)
    )


def _check_ready(framework: Framework, units: Sequence[RoundUnit], figures: Sequence[Figure]) -> None:
    wanted = [one.code for one in framework.components if not is_self_scored(one)]
    there = {(row.unit_id, row.component) for row in figures}
    faults = [
        Fault("units", UNDECIDED, {"unit": unit.agency.name}) for unit in units if unit.stage != Stage.DECIDED
    ]
    for unit in units:
        missing = [code for code in wanted if (unit.pk, code) not in there]
        if missing:
            faults.append(
                Fault("figures", NO_FIGURES, {"unit": unit.agency.name, "codes": ", ".join(missing)})
            )
    if faults:
        raise NotReadyToFreeze(faults=faults)


@transaction.atomic
def freeze_round(
    *, computed: ComputedRound, reach: Reach, at: datetime, announce_at: datetime | None = None
) -> int:
    """Keep the sheet with its hash; the round ends with it, and nothing in it changes any more."""
    held = run_by(round_id=computed.round_id, reach=reach)
    check_round_step(state=RoundState(held.state), wanted=RoundState.FROZEN)
    if announce_at is not None and announce_at < at:
        raise InvalidInput(faults=[Fault("on", PASSED)])
    move(held, RoundState.FROZEN, frozen_at=at)  # figures on their way end first, or find it frozen
    last = Figure.objects.filter(unit__round=held).aggregate(last=Max("pk"))["last"] or 0
    if last != computed.figures:
        raise ChangedMeanwhile
    about = computed.document["about"]
    try:
        with transaction.atomic():
            sheet = ScoreSheet.objects.create(
                index=about["index"], year=about["year"], level=about["level"], round=held, status=about["status"],
                series=held.framework.code[:40], version=computed.document["format"], document=computed.text,
                digest=computed.digest, answers=0, frozen_at=at, frozen_by=reach.actor, announced_at=announce_at,
            )  # fmt: skip
    except IntegrityError:
        raise SheetFrozen from None
    bulk.insert(
        ScoreRow,
        [row for unit, found in computed.document["results"].items() for row in _rows(sheet, unit, found)],
    )
    tell(RoundKind.FROZEN, held, reach.actor, at, digest=computed.digest, version=computed.document["format"])
    data = {"digest": computed.digest, "version": computed.document["format"], "status": about["status"]}
    chronicle.append(kind=Kind.SHEET_FROZEN, subject=str(sheet), actor=reach.actor, at=at, data=data)
    if announce_at is not None:
        data = {"on": announce_at.isoformat()}
        chronicle.append(kind=Kind.SHEET_ANNOUNCED, subject=str(sheet), actor=reach.actor, at=at, data=data)
    return int(sheet.pk)


def _rows(sheet: ScoreSheet, unit: str, found: dict[str, Any]) -> list[ScoreRow]:
    """The index with its place, and the points of blocks, domains, criteria and components, to be asked for."""
    own, joint = found["own_set"] or (None, None), found["joint_set"] or (None, None)
    rows = [
        ScoreRow(
            sheet=sheet, value="index", kind="index", domain=unit, estimate=_float(found["index"]), rank=found["rank"],
            standard_error=_float(found["error"]), own_best=own[0], own_worst=own[1], joint_best=joint[0],
            joint_worst=joint[1], bands=[found["band"]] if found["band"] else [],
        )
    ]  # fmt: skip
    parts = [(f"block.{code}", "block", one["points"]) for code, one in found["blocks"].items()]
    parts += [(code, "domain", one["points"]) for code, one in found["domains"].items()]
    parts += [(code, "criteria", one["points"]) for code, one in found["criteria"].items()]
    parts += [
        (code, "part", one["points"])
        for code, one in found["components"].items()
        if code not in found["criteria"]
    ]
    rows += [
        ScoreRow(sheet=sheet, value=value, kind=kind, domain=unit, estimate=_float(points))
        for value, kind, points in parts
    ]
    return rows


def _float(text: str | None) -> float | None:
    return None if text is None else float(text)
