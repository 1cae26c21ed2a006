"""The act that draws a round's sample from a list of places: frame, drawn units, cells and invitations in one transaction."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import InvalidInput
from motcua.people.rules import Reach

from ..models import Cell, Frame, FrameUnit, SampleUnit, Survey
from ..places import PlaceList, Wish, read
from ..rules import FrameKind, Kind, State, StepNotAllowed, check_step
from ..sampling import Sample, draw
from .invitations import invite
from .rounds import run_by

BATCH = 500


@dataclass(frozen=True)
class Drawing:
    """What was drawn, or would be: the names of the places in the order of the draw, and for how many people."""

    villages: tuple[tuple[str, str, int], ...]  # commune, village, invitations
    communes: int
    invited: int
    people: int  # on the whole list
    weight: float  # what the invitations stand for together


def draw_sample(
    *, survey_id: int, content: bytes, wish: Wish, reach: Reach, at: datetime, dry_run: bool = False
) -> Drawing:
    """Draw from this list with this seed; the same list, numbers and seed draw the same places on any machine."""
    survey = run_by(reach, survey_id)
    check_step(state=State(survey.state), wanted=State.DRAWN)
    places, faults = read(content)
    if places is None:
        raise InvalidInput(faults=faults)
    stages = wish.stages(with_districts=places.with_districts)
    strata = "stratum" if "stratum" in places.columns else None
    sample = draw(places.columns, stages=stages, seed=wish.seed, strata=strata)
    found = _told(places, sample, wish)
    if not dry_run:
        with transaction.atomic():
            _keep(survey, places, sample, wish, content, reach=reach, at=at)
    return found


def _told(places: PlaceList, sample: Sample, wish: Wish) -> Drawing:
    villages = sample.stages[-1]
    asked = sample.asked().nonzero()[0].tolist()
    invited = {place: min(wish.people, int(villages.size[place])) for place in asked}
    communes = sample.stages[-2]
    return Drawing(
        villages=tuple(
            (communes.label[int(villages.parent[place])], villages.label[place], invited[place])
            for place in asked
        ),
        communes=len({int(villages.parent[place]) for place in asked}),
        invited=sum(invited.values()),
        people=sum(int(str(one)) for one in places.columns["people"]),
        weight=float(sum(villages.size[place] / villages.probability[place] for place in asked)),
    )


def _keep(
    survey: Survey,
    places: PlaceList,
    sample: Sample,
    wish: Wish,
    content: bytes,
    *,
    reach: Reach,
    at: datetime,
) -> None:
    digest = hashlib.sha256(content).hexdigest()
    moved = Survey.objects.filter(pk=survey.pk, state=State.PLANNED).update(
        state=State.DRAWN,
        seed=wish.seed,
        design={"list": digest, "households": bool(places.households), **asdict(wish)},
    )
    if moved != 1:
        raise StepNotAllowed(state=survey.state, wanted=State.DRAWN.value)
    frame = Frame.objects.create(
        agency_id=survey.agency_id, name=survey.name, kind=FrameKind.LIST, digest=digest,
        simulated=survey.simulated, added_at=at, added_by=reach.actor,
    )  # fmt: skip
    units = _frame_units(frame, places, domain=survey.agency.province_code_gso or survey.agency.code)
    last = _sample_units(survey, sample, units, people=wish.people)
    if places.households:
        _households(frame, places, units, sample)
    invite(units={unit.pk: min(wish.people, size) for unit, size in last})
    chronicle.append(
        kind=Kind.DRAWN, subject=str(survey), actor=reach.actor, at=at, agency=survey.agency.code,
        data={"seed": wish.seed, "list": digest, "places": len(last)},
    )  # fmt: skip


Path = tuple[str, ...]


def _frame_units(frame: Frame, places: PlaceList, *, domain: str) -> dict[Path, FrameUnit]:
    """Each unit of the list by its path (stratum, district, commune, village); its size is the sum of the rows below."""
    names = _names(places)
    rows = list(zip(*(places.columns[name] for name in names), places.columns["people"], strict=True))
    sizes: dict[Path, int] = {}
    for *labels, people in rows:
        path = tuple(str(label) for label in labels)
        for end in range(1, len(path) + 1):
            sizes[path[:end]] = sizes.get(path[:end], 0) + int(str(people))
    skip = int(names[0] == "stratum")
    provinces = dict(zip(places.columns.get("stratum", []), places.columns.get("province", []), strict=False))
    found: dict[Path, FrameUnit] = {}
    for stage in range(1, len(names) - skip + 1):
        level = [path for path in sizes if len(path) == stage + skip]
        made = FrameUnit.objects.bulk_create(
            [
                FrameUnit(
                    frame=frame,
                    parent=found.get(path[:-1]),
                    stage=stage,
                    code=f"{number}",
                    name=path[-1],
                    province=str(provinces.get(path[0], domain)) if skip else domain,
                    stratum=path[0] if skip else "",
                    size=sizes[path],
                )
                for number, path in enumerate(level, 1)
            ],
            batch_size=BATCH,
        )
        found |= dict(zip(level, made, strict=True))
    return found


def _households(frame: Frame, places: PlaceList, units: dict[Path, FrameUnit], sample: Sample) -> None:
    """Of the drawn villages and their reserve only: what stands at their doors, in the order of the list, no names of people."""
    names = _names(places)
    drawn = set(_paths(sample)[-1])
    rows = []
    for labels, there in zip(
        zip(*(places.columns[name] for name in names), strict=True), places.households, strict=True
    ):
        path = tuple(str(label) for label in labels)
        if path not in drawn:
            continue
        village = units[path]
        rows += [
            FrameUnit(
                frame=frame, parent=village, stage=village.stage + 1, code=f"{village.code}/{number}", name=household[:200],
                province=village.province, stratum=village.stratum, size=adults,
            )
            for number, (household, adults) in enumerate(there, 1)
        ]  # fmt: skip
    FrameUnit.objects.bulk_create(rows, batch_size=BATCH)


def _paths(sample: Sample) -> list[list[Path]]:
    """The paths of the drawn units, stage by stage."""
    above: list[Path] = [(label,) if sample.stratum_name else () for label in sample.strata]
    found = []
    for drawn in sample.stages:
        above = [
            (*above[int(parent)], label) for parent, label in zip(drawn.parent, drawn.label, strict=True)
        ]
        found.append(above)
    return found


def _names(places: PlaceList) -> list[str]:
    return [name for name in ("stratum", "district", "commune", "village") if name in places.columns]


def _sample_units(
    survey: Survey, sample: Sample, units: dict[Path, FrameUnit], *, people: int
) -> list[tuple[SampleUnit, int]]:
    """The drawn units of all stages; those of the last stage that are asked get a cell, and come back with their size."""
    asked = set(sample.asked().nonzero()[0].tolist())
    with_stratum = bool(sample.stratum_name)
    above: list[tuple[Path, SampleUnit | None]] = [
        ((label,) if with_stratum else (), None) for label in sample.strata
    ]
    last: list[tuple[SampleUnit, int]] = []
    for number, drawn in enumerate(sample.stages, 1):
        is_last = number == len(sample.stages)
        paths = [
            (*above[int(parent)][0], label) for parent, label in zip(drawn.parent, drawn.label, strict=True)
        ]
        cells = _cells(survey, sample, paths, units, people=people) if is_last else {}
        rows = [
            SampleUnit(
                survey=survey,
                unit=units[path],
                parent=above[int(drawn.parent[place])][1],
                cell=cells.get(place),
                stage=number,
                position=place + 1,
                probability=float(drawn.conditional[place]),
                weight=1 / float(drawn.probability[place]),
                is_reserve=bool(drawn.turn[place]),
            )
            for place, path in enumerate(paths)
        ]
        made = SampleUnit.objects.bulk_create(rows, batch_size=BATCH)
        if is_last:
            last = [(made[place], int(drawn.size[place])) for place in sorted(asked)]
        above = list(zip(paths, made, strict=True))
    return last


def _cells(
    survey: Survey, sample: Sample, paths: list[Path], units: dict[Path, FrameUnit], *, people: int
) -> dict[int, Cell]:
    """A cell a village. Drawn by size, so no stage has a finite correction: the variance errs on the safe side."""
    villages = sample.stages[-1]
    rows: dict[int, Any] = {}
    first = 1 if sample.stratum_name else 0  # the stratum is a part of the path and no unit
    for number, place in enumerate(sample.asked().nonzero()[0].tolist(), 1):
        path = paths[place]
        unit, there = units[path], int(villages.size[place])
        clusters = [units[path[:end]].pk for end in range(first + 1, len(path) + 1)]
        rows[place] = Cell(
            survey=survey,
            number=number,
            province=unit.province,
            stratum=unit.stratum or unit.province,
            clusters=clusters,
            sizes=[None] * len(clusters),
            weight=there / float(villages.probability[place]) / min(people, there),
        )
    made = Cell.objects.bulk_create(rows.values(), batch_size=BATCH)
    return dict(zip(rows, made, strict=True))
