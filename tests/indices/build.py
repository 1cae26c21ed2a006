"""The country and the shipped figures, for tests of pages."""

import random
from dataclasses import replace
from datetime import UTC, datetime

from motcua.indices import actions, sheets
from motcua.indices.models import ScoreSheet
from motcua.people import actions as people
from motcua.people import files
from motcua.people.rules import system
from motcua.surveys.models import Answer, Cell, Survey
from motcua.surveys.queries import version
from motcua.surveys.rules import State
from tests.people.cast import Cast
from tests.surveys.build import make_round

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def load_country(*, at: datetime = NOW) -> None:
    """Without identifiers: the invented agencies of other tests may bear the same."""
    lines = files.agency_lines()
    people.load_agencies(
        lines=[replace(line, form=replace(line.form, code="", code_new="")) for line in lines],
        successions=files.succession_lines(),
        correct=False,
        reach=system("people"),
        at=at,
    )


def load_figures(*, at: datetime = NOW) -> None:
    load_country(at=at)
    actions.load(at=at)


def make_sheet(
    *, cast: Cast | None = None, at: datetime = NOW, officer: str = "noivu", year: int = 2022, seed: int = 4,
    announced: bool = True,
) -> ScoreSheet:  # fmt: skip
    """A frozen sheet, as a rule one that everybody sees: two provinces, three villages in each, thirty answers in each village."""
    held = make_round(cast=cast, officer=officer)
    Cell.objects.filter(survey=held.survey).update(province="66", stratum="66")
    Cell.objects.filter(survey=held.survey, number__gt=3).update(province="22", stratum="22")
    items = [item.code for item in version(version_id=held.survey.version_id).instrument.items]
    chance = random.Random(seed)
    rows = [
        Answer(
            survey=held.survey,
            cell=cell,
            day=at.date(),
            data={item: str(chance.randint(2, 5)) for item in items},
        )
        for cell in Cell.objects.filter(survey=held.survey).order_by("number")
        for _place in range(30)
    ]
    Answer.objects.bulk_create(rows, batch_size=100)
    Survey.objects.filter(pk=held.survey.pk).update(state=State.CLOSED, year=year)
    computed = sheets.compute(survey_id=held.survey.pk)
    return ScoreSheet.objects.get(
        pk=actions.freeze(computed=computed, reach=held.reach, at=at, announce_at=at if announced else None)
    )
