"""A small round for tests: a home-affairs officer of the sample province, a few villages, people invited there."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from motcua.people.rules import Reach, Role
from motcua.surveys import actions, questionnaires
from motcua.surveys.models import Cell, Frame, FrameUnit, SampleUnit, Survey
from motcua.surveys.rules import State
from tests.people.cast import Cast, Player, make_cast, make_officer

OPENS, CLOSES = date(2026, 3, 2), date(2026, 3, 31)
AT = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)
AGREED = {"p_health_quality": "5", "v_used": False}


@dataclass
class Round:
    cast: Cast
    officer: Player  # runs the surveys of the province
    enumerator: Player
    survey: Survey
    cells: list[Cell] = field(default_factory=list)
    units: list[SampleUnit] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def reach(self) -> Reach:
        return self.cast.reach(self.officer)

    def answer(self, place: int, data: dict[str, Any] | None = None, at: datetime = AT) -> None:
        actions.answer(code=self.codes[place], data=AGREED if data is None else data, at=at)

    def open(self, at: datetime = AT) -> "Round":
        actions.open_round(survey_id=self.survey.pk, reach=self.reach, at=at)
        self.survey.refresh_from_db()
        return self


def make_round(
    *,
    cells: int = 6,
    each: int = 10,
    code: str = "sipas-2022",
    cast: Cast | None = None,
    opens: date = OPENS,
    closes: date = CLOSES,
    officer: str = "noivu",
    reserves: int = 0,
) -> Round:
    """Drawn, not yet open: so many villages, in each so many invitations; the enumerator goes to all of them."""
    cast = cast or make_cast()
    runner = make_officer(full_name="Cao Thị Sáu", code=officer, role=Role.HOME_AFFAIRS, agency=cast.province)
    enumerator = make_officer(
        full_name="Lò Văn Hỏi",
        code="dieutra" if officer == "noivu" else f"{officer}-hoi",
        role=Role.ENUMERATOR,
        agency=cast.province,
    )
    reach = cast.reach(runner)
    version = actions.publish_version(text=questionnaires.shipped(code), reach=reach, at=AT).version_id
    form = actions.NewSurvey(
        agency_id=cast.province.pk,
        version_id=version,
        year=2026 if code == "sipas-2022" else 2021,
        name="Khảo sát hài lòng",
        name_en="Satisfaction survey",
        opens_on=opens,
        closes_on=closes,
    )
    survey = Survey.objects.get(pk=actions.plan(form=form, reach=reach, at=AT))
    made = Round(cast, runner, enumerator, survey)
    frame = Frame.objects.create(
        agency=cast.province, name="Thôn, buôn", kind="list", added_at=AT, added_by="system:tests"
    )
    for number in range(1, cells + 1):
        unit = FrameUnit.objects.create(
            frame=frame, stage=1, code=f"thon-{number}", name=f"Buôn {number}", province="H15", size=100
        )
        cell = Cell.objects.create(
            survey=survey, number=number, province="H15", stratum="H15", clusters=[number], sizes=[40], weight=20
        )  # fmt: skip
        drawn = SampleUnit.objects.create(
            survey=survey, unit=unit, cell=cell, stage=1, position=number, probability=0.5, weight=2,
            enumerator=enumerator.officer,
        )  # fmt: skip
        made.cells.append(cell)
        made.units.append(drawn)
        actions.invite(units={drawn.pk: each})
        made.codes += [actions.code_of(sample_unit=drawn.pk, number=place) for place in range(each)]
    for number in range(1, reserves + 1):
        unit = FrameUnit.objects.create(
            frame=frame, stage=1, code=f"du-bi-{number}", name=f"Buôn Dự {number}", province="H15", size=80
        )
        SampleUnit.objects.create(
            survey=survey,
            unit=unit,
            stage=1,
            position=cells + number,
            probability=0.5,
            weight=2,
            is_reserve=True,
        )
    Survey.objects.filter(pk=survey.pk).update(state=State.DRAWN, design={"people": each}, seed=766)
    survey.refresh_from_db()
    return made
