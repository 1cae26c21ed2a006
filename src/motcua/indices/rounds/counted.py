"""What our own records say about a component that names a figure: counted before, never while somebody waits for a page."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ..models import CountedFigure, Round
from ..rules.frameworks import Component
from ..rules.points import Given
from .opened import framework_of


@dataclass(frozen=True)
class Named:
    """How one component of a round stands with the figure it names."""

    component: Component
    units: int  # for how many units it was counted
    counted_at: datetime | None  # when last


def counted_of(unit_id: int, one: Component) -> CountedFigure | None:
    if not one.figure:
        return None
    return CountedFigure.objects.filter(unit=unit_id, name=one.figure).first()


def given_by(row: CountedFigure | None) -> Given | None:
    """As a component of the rule *ratio* takes it; nothing while nothing was settled."""
    if row is None or not row.denominator:
        return None
    return Given(numerator=Decimal(row.numerator), denominator=Decimal(row.denominator))


def named_in(round_id: int) -> list[Named]:
    """Every component of a round that names a figure, as the owner looks at it."""
    held = Round.objects.select_related("framework").get(pk=round_id)
    counted: dict[str, list[datetime]] = {}
    rows = CountedFigure.objects.filter(unit__round=held)
    for name, at in rows.values_list("name", "counted_at"):
        counted.setdefault(name, []).append(at)
    return [
        Named(
            one,
            len(counted.get(one.figure, ())),
            max(counted.get(one.figure, ()), default=None),
        )
        for one in framework_of(held.framework).components
        if one.figure
    ]
