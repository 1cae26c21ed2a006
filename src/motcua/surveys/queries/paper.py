"""Stacks of paper forms as those who type them see them: numbers and states, never what somebody typed.

Only whoever settles a sheet, and typed neither of its two typings, is shown where they differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people.rules import Reach, Role

from ..models import PaperEntry, PaperSheet, SampleUnit, Unspent
from ..questionnaires import opened
from ..rules import NoneLeft, paper
from ..rules.instruments import Instrument
from .asked import check_open
from .field import check_seen, path_of
from .rounds import IN_THE_FIELD, UNITS_MAX, round_line

SHEETS_MAX = 500  # of one state, shown on one page


@dataclass(frozen=True)
class Stack:
    """A place with its sheets, by what became of them."""

    place: int
    name: str
    once: int
    differ: int
    accepted: int
    has_room: bool  # an invitation is left for one more sheet


@dataclass(frozen=True)
class Sheets:
    """The sheets of a stack that wait, as one officer may act on them."""

    stack: Stack
    second: tuple[int, ...]  # typed by somebody else: one types them the second time
    own: tuple[int, ...]  # typed by oneself
    settle: tuple[int, ...]  # differ, and one typed neither
    others_settle: tuple[int, ...]
    following: int  # the number after the highest


@dataclass(frozen=True)
class Comparison:
    """Where the two typings of a sheet differ. Who typed which is not told."""

    instrument: Instrument
    differing: tuple[str, ...]
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    alike: int


def officer_of(reach: Reach) -> int:
    """Sheets are typed by two different officers, whatever mandates they wear."""
    if reach.officer_id is None:
        raise Forbidden
    return reach.officer_id


def unit_for(place: int, reach: Reach) -> SampleUnit:
    """A place where answers are taken, for who asks people there; nobody else hears that it exists."""
    unit = (
        SampleUnit.objects.filter(pk=place, cell__isnull=False)
        .select_related("unit__parent", "survey__agency", "survey__version")
        .first()
    )
    if unit is None:
        raise NotFound
    round_line(survey_id=unit.survey_id, reach=reach, roles=IN_THE_FIELD)
    if not _types_any(unit.survey.agency.path, reach):
        check_seen(unit, reach)
    return unit


def _types_any(path: str, reach: Reach) -> bool:
    """Enumerators of an agency below the round's type the stacks of the places they go to, and no others."""
    return any(reach.may(role, path) for role in IN_THE_FIELD)


def place_name(*, survey_id: int, place: int, reach: Reach) -> str:
    """What a place of this round is called; raises `NotFound` for a place of another."""
    unit = unit_for(place, reach)
    if unit.survey_id != survey_id:
        raise NotFound
    return str(unit.unit.full_name)


def typings_of(row: PaperSheet | None) -> list[paper.Typing] | None:
    if row is None:
        return None
    waiting = row.entries.order_by("typing").values_list("typing", "typed_by_id")
    return [paper.Typing(number, officer) for number, officer in waiting]


def stacks(*, survey_id: int, reach: Reach) -> list[Stack]:
    """All places of a round that were invited, in the order of the draw."""
    round_line(survey_id=survey_id, reach=reach, roles=IN_THE_FIELD)
    units = SampleUnit.objects.filter(survey_id=survey_id, cell__isnull=False)
    if not _types_any(path_of(survey_id=survey_id), reach):
        units = units.filter(enumerator_id=reach.officer_id or 0)
    invited = units.annotate(asked=Count("invitations"), left=Count("invitations__unspent")).filter(
        asked__gt=0
    )
    found = list(invited.select_related("unit__parent").order_by("position", "pk")[:UNITS_MAX])
    sheets = _counted(survey_id)
    return [
        _stack(unit, sheets.get(unit.pk, (0, 0, 0)), unit.left) for unit in found
    ]  # fmt: skip


def _counted(survey_id: int) -> dict[int, tuple[int, int, int]]:
    """Place → all sheets, those that wait, those that differ."""
    rows = PaperSheet.objects.filter(sample_unit__survey_id=survey_id).values_list("sample_unit_id")
    counted = rows.annotate(
        all=Count("pk", distinct=True),
        waiting=Count("entries", filter=Q(entries__typing=1)),
        differ=Count("entries", filter=Q(entries__typing=2)),
    )
    return {place: (total, waiting, differ) for place, total, waiting, differ in counted.order_by()}


def _stack(unit: SampleUnit, sheets: tuple[int, int, int], left: int) -> Stack:
    total, waiting, differ = sheets
    return Stack(
        unit.pk, unit.unit.full_name, waiting - differ, differ, total - waiting, has_room=left > waiting
    )


def sheets_of(*, place: int, reach: Reach) -> Sheets:
    """One stack as the asker may act on it."""
    unit = unit_for(place, reach)
    officer = officer_of(reach)
    typed: dict[int, list[int]] = {}
    entries = PaperEntry.objects.filter(sheet__sample_unit=unit).order_by("sheet__number", "typing")
    for number, by in entries.values_list("sheet__number", "typed_by_id"):
        typed.setdefault(number, []).append(by)
    numbers = set(PaperSheet.objects.filter(sample_unit=unit).values_list("number", flat=True))
    differ = [number for number, by in typed.items() if len(by) == 2]
    once = {number: by[0] for number, by in typed.items() if len(by) == 1}
    left = Unspent.objects.filter(invitation__sample_unit=unit).count()
    return Sheets(
        stack=_stack(unit, (len(numbers), len(typed), len(differ)), left),
        second=tuple(number for number, by in once.items() if by != officer)[:SHEETS_MAX],
        own=tuple(number for number, by in once.items() if by == officer)[:SHEETS_MAX],
        settle=tuple(number for number in differ if officer not in typed[number])[:SHEETS_MAX],
        others_settle=tuple(number for number in differ if officer in typed[number])[:SHEETS_MAX],
        following=max(numbers, default=0) + 1,
    )


def sheet_to_type(*, place: int, sheet: int, reach: Reach, day: date) -> tuple[Instrument, int]:
    """What is asked on a sheet and which typing this will be; raises what would be refused after typing it all."""
    unit = unit_for(place, reach)
    officer = officer_of(reach)
    check_open(unit.survey, day)
    row = PaperSheet.objects.filter(sample_unit=unit, number=sheet).first()
    turn = paper.check_typing(sheet=sheet, officer=officer, waiting=typings_of(row))
    if turn == 1:
        check_room(unit)
    return opened(unit.survey.version.document), turn


def check_room(unit: SampleUnit) -> None:
    """Each sheet that waits will need an invitation of its place."""
    waiting = PaperSheet.objects.filter(sample_unit=unit, entries__typing=1).count()
    if Unspent.objects.filter(invitation__sample_unit=unit).count() <= waiting:
        raise NoneLeft


def comparison(*, place: int, sheet: int, reach: Reach) -> Comparison:
    """The two typings beside each other, for who typed neither."""
    unit = unit_for(place, reach)
    officer = officer_of(reach)
    row = PaperSheet.objects.filter(sample_unit=unit, number=sheet).first()
    if row is None:
        raise NotFound
    paper.check_settling(sheet=sheet, officer=officer, waiting=typings_of(row) or ())
    first, second = row.entries.order_by("typing").values_list("data", flat=True)
    held = opened(unit.survey.version.document)
    differ = paper.differing(held.form, first, second)
    alike = sum(1 for code in held.form.fields if code in first and code not in differ)
    return Comparison(held, tuple(differ), first, second, alike)


def may_begin_again(*, place: int, reach: Reach) -> bool:
    return reach.may(Role.HOME_AFFAIRS, unit_for(place, reach).survey.agency.path)


def paper_waiting(*, survey_id: int) -> int:
    """Sheets that would be dropped if the round closed now."""
    return PaperSheet.objects.filter(sample_unit__survey_id=survey_id, entries__typing=1).count()
