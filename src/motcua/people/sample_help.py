"""Helpers of the sample: in each commune the head of a village and a clerk of the post act for a few of its oldest.

Each mandate is noted by the commune's desk as at any counter, with its scope and its last day; some have ended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from motcua.foundation.calendar import TZ

from . import actions
from .models import HelperMandate
from .rules import Helping, Reach
from .rules.helping import Allowed, Capacity

PAPER = "Giấy ủy quyền đã chứng thực (mô phỏng)"
POST_OFFICE = "Bưu điện văn hóa xã (mô phỏng)"
# What people who need help ask for most at a commune.
PROCEDURES = (
    "2.000815", "2.000635", "1.001193", "2.000884", "1.004873", "1.001612", "1.000894", "1.000656", "2.000908",
)  # fmt: skip
ALLOWED = (Allowed.SEND, Allowed.ANSWER)
# Who helps, and from when until when, in days from the day on which the sample is made; the one but last has ended.
PLACES = (
    (Capacity.VILLAGE, -330, 35),
    (Capacity.VILLAGE, -330, 35),
    (Capacity.POST, -330, 35),
    (Capacity.VILLAGE, -365, -20),
    (Capacity.POST, -200, 160),
)


class Person(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def public_id(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Helped:
    """A mandate of a helper: who is helped, and since when it runs."""

    office_key: str
    citizen_id: int
    starts_at: datetime
    helping: Helping
    helper: str  # opaque id

    @property
    def reach(self) -> Reach:
        """As if the helper had signed in and chosen to act for this person."""
        return Reach(
            None, self.citizen_id, f"person:{self.helper}", None, (), person=self.helper, helping=self.helping
        )

    def runs(self, at: datetime) -> bool:
        return self.starts_at <= at < self.helping.ends_at


def note(
    elders: Sequence[Person], helpers: Sequence[Person], *, desk: Reach, since: datetime, at: datetime
) -> None:
    """The mandates of one commune; `helpers` are the head of the village and the clerk of the post."""
    by = dict(zip((Capacity.VILLAGE, Capacity.POST), helpers, strict=True))
    midnight = at.astimezone(TZ).replace(hour=0, minute=0, second=0, microsecond=0)
    for helped, (capacity, first, last) in zip(elders, PLACES, strict=False):
        starts_at = max(since, midnight + timedelta(days=first, hours=8))
        form = actions.NewHelper(
            name=by[capacity].full_name,
            capacity=capacity,
            organisation=POST_OFFICE if capacity is Capacity.POST else "",
            allowed=ALLOWED,
            procedures=PROCEDURES,
            ends_at=midnight + timedelta(days=last),
        )
        actions.note_helper(
            form=form, helped_id=helped.id, helper_id=by[capacity].id, paper=PAPER, reach=desk, at=starts_at
        )


def read(prefix: str) -> Iterator[Helped]:
    """Those that the sample noted, of helped persons of one of its parts."""
    rows = HelperMandate.objects.filter(
        paper=PAPER, helped__simulated=True, helped__household_key__startswith=prefix
    )
    for row in rows.select_related("helped", "helper").order_by("pk"):
        assert row.helper is not None and row.starts_at is not None
        helping = Helping(
            mandate_id=row.pk,
            public_id=row.public_id,
            helped=row.helped.public_id,
            helped_name=row.helped.full_name,
            helper_id=row.helper.pk,
            helper_name=row.helper.full_name,
            capacity=Capacity(row.capacity),
            organisation=row.organisation,
            allowed=frozenset(Allowed(word) for word in row.allowed.split()),
            procedures=frozenset(row.procedures),
            dossier="",
            ends_at=row.ends_at,
        )
        key = row.helped.household_key.rpartition("/")[0]
        yield Helped(key, row.helped_id, row.starts_at, helping, row.helper.public_id)
