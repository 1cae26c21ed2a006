"""Components filled from figures of our own records: counted by a job for every unit, taken by the unit in one act."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction

from motcua.people.rules import Reach

from ... import named_figures
from ...models import CountedFigure, Mark, Round, RoundUnit
from ...rounds.counted import counted_of, given_by
from ...rounds.gate import case_of
from ...rounds.opened import framework_of
from ...rules.round_refusals import FigureNotCounted
from ...rules.rounds import RoundState, Stage
from .saying import Word, component
from .scoring import fill_in

AGAIN_HOURS = 20  # what was counted less than so long ago is not counted again
AT_ONCE = 500


def count_figures(*, at: datetime) -> int:
    """What the components of open rounds name, counted for every unit that is not decided yet; answers how many."""
    fresh = CountedFigure.objects.filter(counted_at__gt=at - timedelta(hours=AGAIN_HOURS))
    waiting = (
        RoundUnit.objects.filter(round__state=RoundState.OPEN)
        .exclude(stage=Stage.DECIDED)
        .exclude(pk__in=fresh.values("unit"))
        .select_related("agency")
        .order_by("pk")
    )
    by_round: dict[int, list[RoundUnit]] = defaultdict(list)
    for unit in waiting:
        by_round[unit.round_id].append(unit)
    rounds = Round.objects.select_related("framework").in_bulk(by_round)
    counts = {year: named_figures.counted(year=year, at=at) for year in {one.year for one in rounds.values()}}
    rows = [
        row
        for round_id, units in by_round.items()
        if (counted := counts[rounds[round_id].year]) is not None
        for row in _rows(rounds[round_id], units, counted)
    ]
    CountedFigure.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["unit", "name"],
        update_fields=["numerator", "denominator", "starts_on", "ends_on", "counted_at", "simulated"],
    )
    return len(rows)


def _rows(held: Round, units: list[RoundUnit], counted: named_figures.Counted) -> list[CountedFigure]:
    names = {one.figure for one in framework_of(held.framework).components if one.figure}
    return [
        CountedFigure(
            unit=unit,
            name=name,
            numerator=figure.numerator,
            denominator=figure.denominator,
            starts_on=counted.starts_on,
            ends_on=counted.ends_on,
            counted_at=counted.as_of,
            simulated=figure.simulated,
        )
        for unit in units
        for name, figure in counted.of(names, path=unit.agency.path).items()
    ]


@transaction.atomic
def take_figure(
    *, round_id: int, unit_id: int, code: str, note: str, reach: Reach, at: datetime, seen: int | None = None
) -> Mark:  # fmt: skip
    """A unit fills a component with what its own records say; the points follow as from any other figures."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    _criterion, one = component(case, code)
    given = given_by(counted_of(case.unit.pk, one))
    if given is None:
        raise FigureNotCounted
    word = Word(given, note)
    return fill_in(round_id=round_id, unit_id=unit_id, code=code, word=word, reach=reach, at=at, seen=seen)
