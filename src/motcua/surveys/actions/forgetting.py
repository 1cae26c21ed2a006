"""When a round closes, what led to households and persons is destroyed: nobody is asked any more.

What estimates and the response report are made from stays: places with their sizes, chances, strata, clusters and what
became of them. Of a household its row goes; of a person the key of the request goes, and the drawn unit keeps its chance
and its outcome as nobody's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from ..models import FrameUnit, Survey
from ..queries.held import households_held, people_held

BATCH = 2_000  # rows that one statement deletes


@dataclass(frozen=True)
class Forgotten:
    households: int
    people: int

    def __bool__(self) -> bool:
        return bool(self.households or self.people)


def forget_whom_was_asked(*, survey: Survey) -> Forgotten:
    """Part of the act `close`, which holds the round: households of the list, keys of the requests of drawn people."""
    households = sum(_deleted(households_held(survey.pk)))
    # The number of the row instead of the key: unique, and it says nothing.
    people = people_held(survey.pk).update(code=Cast(F("pk"), CharField()))
    return Forgotten(households, people)


def _deleted(rows: "QuerySet[FrameUnit]") -> Iterator[int]:
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield FrameUnit.objects.filter(pk__in=ids).delete()[0]
