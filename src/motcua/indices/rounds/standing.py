"""What stands for each component of a unit: the last word of each voice, files, questions."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import QuerySet

from ..models import Evidence, Mark, RoundUnit
from ..rules.rounds import VOICES, Standing, Voice, is_self_scored
from .gate import Case


def last_marks(unit_id: int, *, up_to: Voice = Voice.COUNCIL, code: str = "") -> dict[str, Mark]:
    """The last word about each component: of the latest voice, its latest revision."""
    spoken = marks_of(unit_id, code=code)
    found: dict[str, Mark] = {}
    for voice in VOICES[: VOICES.index(up_to) + 1]:
        found |= spoken.get(voice, {})
    return found


def marks_of(unit_id: int, *, code: str = "") -> Mapping[Voice, dict[str, Mark]]:
    """Voice → component → its last mark, in one question."""
    rows = Mark.objects.filter(unit_id=unit_id).order_by("revision")
    if code:
        rows = rows.filter(component=code)
    found: dict[Voice, dict[str, Mark]] = {}
    for mark in rows:
        found.setdefault(Voice(mark.voice), {})[mark.component] = mark
    return found


def files_of(unit_id: int) -> Counter[str]:
    """How many files stand behind each component."""
    rows = Evidence.objects.filter(unit_id=unit_id, dropped_at=None)
    return Counter(rows.values_list("component", flat=True))


def offered_again(case: Case) -> QuerySet[Evidence]:
    """Files that the same unit attached in the round before, by the same owner, for components of the same code."""
    before = (
        RoundUnit.objects.filter(agency_id=case.unit.agency_id, round__owner_id=case.round.owner_id, round__year__lt=case.round.year)
        .order_by("-round__year", "-pk")
        .values_list("pk", flat=True)
        .first()
    )  # fmt: skip
    taken = Evidence.objects.filter(unit=case.unit, dropped_at=None).values("file_id")
    found = Evidence.objects.filter(unit_id=before, dropped_at=None).exclude(file_id__in=taken)
    return found.order_by("component", "pk")


def standing_of(case: Case) -> list[Standing]:
    """Before locking: which self-scored component is filled in, and what stands behind it."""
    own = marks_of(case.unit.pk).get(Voice.SELF, {})
    files = files_of(case.unit.pk)
    return [
        Standing(
            component=one,
            filled=one.code in own,
            has_points=bool(one.code in own and own[one.code].points),
            files=files[one.code],
            noted=bool(one.code in own and own[one.code].reason),
        )
        for one in case.framework.components
        if is_self_scored(one)
    ]
