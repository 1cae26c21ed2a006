"""The act that draws a round's sample among people who received a result: offices, then people of each.

Of a request only its key comes into this room's tables, and only of those that were drawn.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people.rules import Reach

from ..models import Cell, Frame, FrameUnit, SampleUnit, Survey
from ..offices import Counted, DossierWish, Group, columns, joined
from ..rules import FrameKind, Kind, State, StepNotAllowed, check_step
from ..sampling import Sample, draw
from .invitations import invite
from .rounds import run_by

BATCH = 500


@dataclass(frozen=True)
class DossierDrawing:
    """What was drawn, or would be."""

    offices: tuple[tuple[str, int, int], ...]  # name, people on its list, invitations
    reserve: tuple[str, ...]  # offices that stand in, in the order of their turns
    frame_offices: int
    joined: int  # offices that were joined with others
    invited: int
    people: int  # of the whole frame
    weight: float  # what the invitations stand for together
    simulated: bool


def draw_from_dossiers(
    *, survey_id: int, wish: DossierWish, reach: Reach, at: datetime, dry_run: bool = False
) -> DossierDrawing:
    """The same days, numbers and seed draw the same people: lists are those of results that are there already."""
    survey = run_by(reach, survey_id)
    check_step(state=State(survey.state), wanted=State.DRAWN)
    window = _window(survey, wish, at)
    offices = dossiers.people_by_agency(window)
    groups, faults = joined(
        [Counted(one.agency_id, one.name, one.level if wish.by_level else "", one.people) for one in offices]
    )
    if not groups and not faults:
        faults = [Fault("since", gettext_noop("Nobody got a result in these days."))]
    if faults:
        raise InvalidInput(faults=faults)
    sample = draw(
        columns(groups), stages=wish.stages(), seed=wish.seed, strata="stratum" if wish.by_level else None
    )
    simulated = survey.simulated or any(one.simulated for one in offices)
    found = _told(groups, sample, simulated=simulated)
    if not dry_run:
        keys = dossiers.people_at_places(window, _places(groups, sample))
        with transaction.atomic():
            _keep(survey, groups, sample, keys, wish, simulated=simulated, reach=reach, at=at)
    return found


def _window(survey: Survey, wish: DossierWish, at: datetime) -> dossiers.Window:
    """Whole days, ours, and over: a list that still grows could not be drawn from again."""
    faults = []
    if wish.until < wish.since:
        faults.append(Fault("until", gettext_noop("The last day lies before the first.")))
    if wish.until >= at.astimezone(TZ).date():
        faults.append(
            Fault(
                "until",
                gettext_noop("The last day must be over: people are drawn among results that are there."),
            )
        )
    if faults:
        raise InvalidInput(faults=faults)
    first = datetime.combine(wish.since, time.min, TZ)
    after = datetime.combine(wish.until + timedelta(days=1), time.min, TZ)
    return dossiers.Window(first, after, survey.agency.path, dossiers.Asked(wish.asked))


def _group(groups: list[Group], label: str) -> Group:
    return groups[int(label) - 1]


def _told(groups: list[Group], sample: Sample, *, simulated: bool) -> DossierDrawing:
    offices = sample.stages[0]
    invited = _invited(sample)
    named = [_group(groups, label) for label in offices.label]
    asked = [place for place, turn in enumerate(offices.turn.tolist()) if turn == 0]
    waiting = sorted((int(turn), place) for place, turn in enumerate(offices.turn.tolist()) if turn)
    return DossierDrawing(
        offices=tuple((named[place].name, named[place].people, invited[place]) for place in asked),
        reserve=tuple(named[place].name for _turn, place in waiting),
        frame_offices=len(groups),
        joined=sum(len(one.offices) for one in groups if len(one.offices) > 1),
        invited=sum(invited.values()),
        people=sum(one.people for one in groups),
        weight=float(sample.weights().sum()),
        simulated=simulated,
    )


def _invited(sample: Sample) -> dict[int, int]:
    """Place of each office that is asked → how many people there."""
    offices, people = sample.stages
    asked = dict.fromkeys((place for place, turn in enumerate(offices.turn.tolist()) if turn == 0), 0)
    for parent, turn in zip(people.parent.tolist(), people.turn.tolist(), strict=True):
        if parent in asked:
            asked[parent] += turn == 0
    return asked


def _places(groups: list[Group], sample: Sample) -> list[tuple[int, int]]:
    """For each drawn person, in the order of the draw: agency, place on its list."""
    offices, people = sample.stages
    return [
        _group(groups, offices.label[parent]).at(int(label))
        for label, parent in zip(people.label, people.parent.tolist(), strict=True)
    ]


def _keep(
    survey: Survey, groups: list[Group], sample: Sample, keys: dict[tuple[int, int], UUID], wish: DossierWish,
    *, simulated: bool, reach: Reach, at: datetime,
) -> None:  # fmt: skip
    counts = "\n".join(
        f"{one.stratum}\t{office.id}\t{office.people}" for one in groups for office in one.offices
    )
    digest = hashlib.sha256(counts.encode()).hexdigest()
    told = {**asdict(wish), "since": wish.since.isoformat(), "until": wish.until.isoformat()}
    moved = Survey.objects.filter(pk=survey.pk, state=State.PLANNED).update(
        state=State.DRAWN, seed=wish.seed, simulated=simulated,
        design={"frame": FrameKind.DOSSIERS.value, "list": digest, **told},
    )  # fmt: skip
    if moved != 1:
        raise StepNotAllowed(state=survey.state, wanted=State.DRAWN.value)
    frame = Frame.objects.create(
        agency_id=survey.agency_id, name=survey.name, kind=FrameKind.DOSSIERS, digest=digest,
        simulated=simulated, added_at=at, added_by=reach.actor,
    )  # fmt: skip
    offices = _office_units(frame, survey, groups)
    drawn = _drawn_offices(survey, sample, offices)
    _drawn_people(survey, frame, sample, drawn, [keys[place] for place in _places(groups, sample)])
    invited = {drawn[place].pk: count for place, count in _invited(sample).items()}
    invite(units=invited)
    chronicle.append(
        kind=Kind.DRAWN, subject=str(survey), actor=reach.actor, at=at, agency=survey.agency.code,
        data={"seed": wish.seed, "list": digest, "places": len(invited), "frame": FrameKind.DOSSIERS.value},
    )  # fmt: skip


def _office_units(frame: Frame, survey: Survey, groups: list[Group]) -> dict[str, FrameUnit]:
    domain = survey.agency.province_code_gso or survey.agency.code
    rows = [
        FrameUnit(
            frame=frame, stage=1, code=str(number), name=one.name, province=domain, stratum=one.stratum, size=one.people
        )
        for number, one in enumerate(groups, 1)
    ]  # fmt: skip
    return {row.code: row for row in FrameUnit.objects.bulk_create(rows, batch_size=BATCH)}


def _drawn_offices(survey: Survey, sample: Sample, offices: dict[str, FrameUnit]) -> list[SampleUnit]:
    """Each that is asked with its cell: everybody asked there stands for as many people. The reserve gets one in its turn."""
    drawn, people = sample.stages
    asked = _invited(sample)
    weight = {
        parent: 1 / chance
        for parent, chance in zip(people.parent.tolist(), people.probability.tolist(), strict=True)
    }
    units = [offices[label] for label in drawn.label]
    made = Cell.objects.bulk_create(
        [
            Cell(
                survey=survey, number=number, province=units[place].province,
                stratum=units[place].stratum or units[place].province,
                clusters=[units[place].pk], sizes=[None], weight=weight[place],
            )
            for number, place in enumerate(asked, 1)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    cells = dict(zip(asked, made, strict=True))
    return SampleUnit.objects.bulk_create(
        [
            SampleUnit(
                survey=survey, unit=unit, cell=cells.get(place), stage=1, position=place + 1,
                probability=float(drawn.conditional[place]), weight=1 / float(drawn.probability[place]),
                is_reserve=bool(drawn.turn[place]),
            )
            for place, unit in enumerate(units)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _drawn_people(
    survey: Survey, frame: Frame, sample: Sample, offices: list[SampleUnit], keys: list[UUID]
) -> None:
    people = sample.stages[1]
    parents = [offices[parent] for parent in people.parent.tolist()]
    units = FrameUnit.objects.bulk_create(
        [
            FrameUnit(
                frame=frame, parent=parent.unit, stage=2, code=str(key), province=parent.unit.province,
                stratum=parent.unit.stratum, size=1,
            )
            for parent, key in zip(parents, keys, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    SampleUnit.objects.bulk_create(
        [
            SampleUnit(
                survey=survey, unit=unit, parent=parents[place], stage=2, position=place + 1,
                probability=float(people.conditional[place]), weight=1 / float(people.probability[place]),
                is_reserve=bool(people.turn[place]),
            )
            for place, unit in enumerate(units)
        ],
        batch_size=BATCH,
    )  # fmt: skip
