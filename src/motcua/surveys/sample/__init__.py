"""A simulated national survey: 36,000 made-up answers in 63 provinces, as a closed round of the year 2022; and a small
round of the sample's province that is in the field (`field`).

Every row of it is marked as simulated (docs/methods/simulated-survey.md). Written as a whole, past the acts that take
answers one by one; invitations are left out, since nobody was invited.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy
from django.db import transaction

from motcua import bulk
from motcua.design.charts.tiles import Tiles, read
from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.people import queries as people
from motcua.people.rules import Level, system

from .. import questionnaires
from ..actions import publish_version
from ..models import Answer, Cell, Frame, FrameUnit, QuestionnaireVersion, SampleUnit, Survey
from ..rules import FrameKind, Outcome, State
from .field import make_field, move_on_field
from .ladder import ladder
from .nation import ASKED, NA, NOTHING, RESERVE, Asked, Nation, simulate, stages

INSTRUMENT = "sipas-2022"
YEAR = 2022
OPENS, CLOSES = date(2022, 10, 3), date(2022, 11, 30)
RUN_BY = "Bộ Nội vụ"
NAME = "SIPAS 2022 (dữ liệu mô phỏng)"
NAME_EN = "SIPAS 2022 (simulated data)"
BY = "system:sample"
STAGES = ("huyen", "xa", "thon")


def made() -> bool:
    return Survey.objects.filter(simulated=True).exists()


def move_on(plan: Plan) -> Mapping[str, int]:
    """A closed round does not change; the one in the field stays open."""
    return {"rounds in the field": move_on_field(plan)}


@transaction.atomic
def make(plan: Plan) -> Mapping[str, int]:
    """The whole round or nothing. No agency to run it, no round: then the people of the sample are not there yet."""
    runners = people.acting_agencies(on=CLOSES, levels=(Level.MINISTRY,))
    runner = next((one for one in runners if one.name == RUN_BY), None)
    if runner is None:
        return {}
    version = QuestionnaireVersion.objects.get(
        pk=publish_version(text=questionnaires.shipped(INSTRUMENT), reach=system("surveys"), at=plan.at).version_id
    )  # fmt: skip
    asked = questionnaires.opened(version.document)
    provinces = sorted(tile.code for tile in read(Tiles.OF_63))
    levels = ladder(provinces, seed=plan.seed)
    nation = simulate(
        provinces,
        asked=Asked(asked.index, only_users="service"),
        scores={level.province: level.score for level in levels},
        seed=plan.seed,
    )
    opened = datetime(OPENS.year, OPENS.month, OPENS.day, 7, tzinfo=TZ)
    survey = Survey.objects.create(
        agency_id=runner.id,
        version=version,
        year=YEAR,
        name=NAME,
        name_en=NAME_EN,
        opens_on=OPENS,
        closes_on=CLOSES,
        design=_design(provinces),
        seed=plan.seed,
        state=State.CLOSED,
        simulated=True,
        planned_at=opened - timedelta(days=60),
        opened_at=opened,
        closed_at=datetime(CLOSES.year, CLOSES.month, CLOSES.day, 17, tzinfo=TZ),
    )
    frame = Frame.objects.create(
        agency_id=runner.id, name=NAME, kind=FrameKind.LIST, simulated=True, added_at=opened, added_by=BY
    )
    units = _write_frame(frame, nation)
    cells = _write_sample(survey, nation, units)
    answers = _write_answers(survey, nation, asked, cells, plan.seed)
    return {
        "frame units": sum(map(len, units)),
        "villages asked": len(set(cells.values())),
        "answers": answers,
        "answers in the field": make_field(plan, version=version),
    }


def _design(provinces: Sequence[str]) -> dict[str, Any]:
    return {
        "strata": "tinh",
        "stages": [
            {"unit": one.unit, "take": one.take, "method": str(one.method), "size": one.size, "listed": one.listed,
             "reserve": one.reserve}
            for one in stages(provinces)
        ],
        "asked": ASKED,
        "reserve": RESERVE,
    }  # fmt: skip


def _write_frame(frame: Frame, nation: Nation) -> list[dict[str, int]]:
    """All units of the frame, stage by stage; for each stage code → id."""
    held = nation.frame
    found: list[dict[str, int]] = []
    for stage, name in enumerate(STAGES):
        codes, first, place = numpy.unique(held[name], return_index=True, return_inverse=True)
        sizes = numpy.bincount(place, held["dan"]).astype(int).tolist()
        ids = bulk.next_ids(FrameUnit, len(codes))
        above = held[STAGES[stage - 1]][first].tolist() if stage else [None] * len(codes)
        provinces = held["tinh"][first].tolist()
        rows = [
            (
                id,
                frame.pk,
                found[-1][parent] if parent else None,
                stage + 1,
                code,
                "",
                province,
                province,
                size,
            )
            for id, parent, code, province, size in zip(
                ids, above, codes.tolist(), provinces, sizes, strict=True
            )
        ]
        columns = ("id", "frame_id", "parent_id", "stage", "code", "name", "province", "stratum", "size")
        bulk.write(bulk.block_of(FrameUnit._meta.db_table, columns, rows))
        found.append(dict(zip(codes.tolist(), ids, strict=True)))
    return found


def _write_sample(survey: Survey, nation: Nation, units: list[dict[str, int]]) -> dict[int, int]:
    """Drawn districts, communes and villages, and a cell for each village that was asked: its place → the cell's id."""
    asked = set(nation.village.tolist())
    of = [nation.sample.stages[stage] for stage in range(3)]
    first = {village: row for row, village in reversed(list(enumerate(nation.village.tolist())))}
    cells: dict[int, int] = {}
    rows: list[Cell] = []
    for number, village in enumerate(sorted(asked), 1):
        commune = int(of[2].parent[village])
        district = int(of[1].parent[commune])
        province = nation.sample.strata[int(of[0].parent[district])]
        clusters = [district + 1, commune + 1, village + 1]
        rows.append(
            Cell(survey=survey, number=number, province=province, stratum=province, clusters=clusters,
                 sizes=[None, None, None], weight=float(nation.weight[first[village]]))
        )  # fmt: skip
    for village, id in zip(sorted(asked), bulk.next_ids(Cell, len(rows)), strict=True):
        cells[village] = id
    for row, id in zip(rows, cells.values(), strict=True):
        row.pk = id
    bulk.insert(Cell, rows)
    above: list[int] = []
    for stage, drawn in enumerate(of):
        ids = bulk.next_ids(SampleUnit, len(drawn.label))
        bulk.insert(
            SampleUnit,
            [
                SampleUnit(
                    id=id,
                    survey=survey,
                    unit_id=units[stage][drawn.label[place]],
                    parent_id=above[drawn.parent[place]] if stage else None,
                    cell_id=cells.get(place) if stage == 2 else None,
                    stage=stage + 1,
                    position=place + 1,
                    probability=float(drawn.conditional[place]),
                    weight=1 / float(drawn.probability[place]),
                    is_reserve=bool(drawn.turn[place]),
                    outcome=Outcome.WAITING,
                )
                for place, id in enumerate(ids)
            ],
        )
        above = ids
    bulk.reset_sequences([FrameUnit, Cell, SampleUnit])
    return cells


def _write_answers(
    survey: Survey, nation: Nation, asked: questionnaires.Instrument, cells: dict[int, int], seed: int
) -> int:
    chance = numpy.random.default_rng([seed, 4])
    count = len(nation.village)
    days = [OPENS + timedelta(days=int(day)) for day in range((CLOSES - OPENS).days + 1)]
    day = chance.integers(0, len(days), count).tolist()
    secret = chance.bytes(16 * count)
    rows = (
        (
            UUID(bytes=secret[16 * row : 16 * row + 16], version=4),
            survey.pk,
            cells[village],
            days[day[row]],
            text,
        )
        for row, (village, text) in enumerate(
            zip(nation.village.tolist(), _texts(nation, asked), strict=True)
        )
    )
    # In the order of their ids, which says nothing: as lots that were shuffled.
    ordered = sorted(rows, key=lambda row: row[0].bytes)
    columns = ("id", "survey_id", "cell_id", "day", "data")
    with bulk.bare([Answer]):
        bulk.write(bulk.block_of(Answer._meta.db_table, columns, ordered))
    return count


def _texts(nation: Nation, asked: questionnaires.Instrument) -> Iterator[str]:
    """Each answer as JSON: pieces that are made once, in the order of the form."""
    items = [item.code for item in asked.items]
    words = {NA: "na", NOTHING: ""}
    pieces = [
        [f'"{item}":"{words.get(code, code)}",' if code != NOTHING else "" for code in range(NA + 1)]
        for item in items
    ]
    ages = [option.code for option in asked.form.fields["age"].options]  # type: ignore[union-attr]
    genders = ("female", "male")
    tails = zip(nation.used.tolist(), nation.age.tolist(), nation.gender.tolist(), strict=True)
    for codes, (used, age, gender) in zip(nation.codes.tolist(), tails, strict=True):
        body = "".join([piece[code] for piece, code in zip(pieces, codes, strict=True)])
        yield f'{{"v_used":{"true" if used else "false"},{body}"age":"{ages[age]}","gender":"{genders[gender]}"}}'
