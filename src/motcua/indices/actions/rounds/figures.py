"""Figures that no unit scores itself – surveys, statistics, indices of others – are brought in as one table, whole or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches

from django.db import transaction
from django.db.models import Max

from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import fold, nfc
from motcua.people.rules import Reach, Role

from ...models import Figure, Round, RoundUnit
from ...rounds.giving import as_json
from ...rounds.opened import framework_of, places
from ...rules.frameworks import Component
from ...rules.points import Given, Points, score
from ...rules.round_refusals import RoundFrozen, RoundStepNotAllowed
from ...rules.rounds import RoundKind, RoundState, is_self_scored
from .planning import tell

SOURCE_CHARACTERS_MAX = 400
NEAR = 0.75  # how like a name must be to be the one that was meant


@dataclass(frozen=True)
class FigureRow:
    """One line of the table, with the number by which a person finds it."""

    number: int
    unit: str  # its identifier, or its name
    component: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    standard_error: Decimal | None = None


@transaction.atomic
def bring_in_figures(
    *,
    round_id: int,
    rows: Sequence[FigureRow],
    source: str,
    reach: Reach,
    at: datetime,
    dry_run: bool = False,
) -> int:
    """All rows or none; every row that does not fit is named. Answers how many came in, or would."""
    held = Round.objects.select_related("owner", "framework").filter(pk=round_id).first()
    if held is None or not any(held.owner.path.startswith(path) for path in reach.agencies()):
        raise NotFound
    if not reach.may(Role.HOME_AFFAIRS, held.owner.path):
        raise Forbidden
    if held.state != RoundState.OPEN:
        raise RoundFrozen if held.state == RoundState.FROZEN else RoundStepNotAllowed
    counted, faults = _checked(held, rows)
    if not source.strip():
        faults.append(Fault("source", gettext_noop("Say who published the table, and where.")))
    if not rows:
        faults.append(Fault("table", gettext_noop("The table is empty.")))
    if faults:
        raise InvalidInput(faults=faults)
    if dry_run:
        return len(counted)
    # The round is kept for this transaction: two tables at once come in one after the other, and none into a frozen one.
    if Round.objects.filter(pk=held.pk, state=RoundState.OPEN).update(state=RoundState.OPEN) != 1:
        raise RoundFrozen
    _write(held, counted, source.strip()[:SOURCE_CHARACTERS_MAX], reach, at)
    tell(RoundKind.FIGURES_CAME, held, reach.actor, at, figures=len(counted))
    return len(counted)


def _checked(
    held: Round, rows: Sequence[FigureRow]
) -> tuple[list[tuple[RoundUnit, Component, Points]], list[Fault]]:
    framework = framework_of(held.framework)
    units = _units(held)
    found: list[tuple[RoundUnit, Component, Points]] = []
    faults: list[Fault] = []
    seen: dict[tuple[int, str], int] = {}
    for row in rows:
        meant = units.get(_key(row.unit), {})
        _criterion, one = places(framework).get(row.component, (None, None))
        facts: dict[str, object] = {"row": row.number, "unit": row.unit, "code": row.component}
        if len(meant) != 1:
            faults.append(_unclear(facts, meant, units))
            continue
        (unit_of_row,) = meant.values()
        if one is None:
            faults.append(
                Fault("table", gettext_noop("Row %(row)s: the framework has no component %(code)s."), facts)
            )
        elif is_self_scored(one):
            faults.append(
                Fault(
                    "table", gettext_noop("Row %(row)s: %(code)s is scored by the units themselves."), facts
                )
            )
        elif (unit_of_row.pk, one.code) in seen:
            facts["first"] = seen[unit_of_row.pk, one.code]
            faults.append(
                Fault(
                    "table",
                    gettext_noop("Row %(row)s: %(code)s of “%(unit)s” stands in row %(first)s already."),
                    facts,
                )
            )
        else:
            seen[unit_of_row.pk, one.code] = row.number
            points = _points(one, row, framework.decimals, faults)
            if points is not None:
                found.append((unit_of_row, one, points))
    return found, faults  # fmt: skip


def _units(held: Round) -> dict[str, dict[int, RoundUnit]]:
    """By all their names and identifiers; two units may have one name."""
    found: dict[str, dict[int, RoundUnit]] = {}
    for unit in RoundUnit.objects.filter(round=held).select_related("agency").order_by("pk"):
        for name in (unit.agency.code, unit.agency.code_new, unit.agency.name, unit.agency.name_en):
            if name:
                found.setdefault(_key(name), {})[unit.pk] = unit
    return found


def _key(name: str) -> str:
    """Marks count: Tân Đôi is not Tân Đồi."""
    return " ".join(nfc(name).casefold().split())


def _unclear(
    facts: dict[str, object], meant: Mapping[int, RoundUnit], units: Mapping[str, Mapping[int, RoundUnit]]
) -> Fault:
    if meant:
        said = gettext_noop(
            "Row %(row)s: several units are called “%(unit)s”. Write the identifier of the one that is meant."
        )
        return Fault("table", said, facts)
    folded = {fold(key): next(iter(each.values())).agency.name for key, each in units.items()}
    if near := get_close_matches(fold(str(facts["unit"])), list(folded), n=1, cutoff=NEAR):
        said = gettext_noop("Row %(row)s: “%(unit)s” is no unit of this round. Did you mean “%(near)s”?")
        return Fault("table", said, facts | {"near": folded[near[0]]})
    return Fault("table", gettext_noop("Row %(row)s: “%(unit)s” is no unit of this round."), facts)


def _points(one: Component, row: FigureRow, decimals: int, faults: list[Fault]) -> Points | None:
    """The points of a row, or what is wrong with it under its number."""
    assert one.rule is not None and one.maximum is not None
    given = Given(
        value=row.value, numerator=row.numerator, denominator=row.denominator, standard_error=row.standard_error
    )  # fmt: skip
    try:
        return score(one.rule, maximum=one.maximum, given=given, decimals=decimals)
    except InvalidInput as refusal:
        faults += [
            # The sentence is about the number alone: a page says the row and the unit before it.
            Fault("table", each.sentence, {**each.facts, "row": row.number, "unit": row.unit, "of_row": True})
            for each in refusal.faults
        ]
        return None


def _write(
    held: Round,
    counted: Sequence[tuple[RoundUnit, Component, Points]],
    source: str,
    reach: Reach,
    at: datetime,
) -> None:
    before = (
        Figure.objects.filter(unit__round=held)
        .values_list("unit", "component")
        .annotate(last=Max("revision"))
    )
    last = {(unit, code): revision for unit, code, revision in before.order_by()}
    Figure.objects.bulk_create(
        [
            Figure(
                unit=unit,
                component=one.code,
                revision=last.get((unit.pk, one.code), 0) + 1,
                given=as_json(points.given),
                points=points.points,
                maximum=points.maximum,
                points_error=None if points.error is None else float(points.error),
                source=source,
                brought_at=at,
                brought_by=reach.actor,
            )
            for unit, one, points in counted
        ]
    )
