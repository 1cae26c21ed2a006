"""Calendar months in Viet Nam, as extracts and figures count them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from motcua.foundation.calendar import TZ

MONTHS_MAX = 12 * 200


@dataclass(frozen=True, order=True)
class Month:
    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), TZ)

    @property
    def until(self) -> datetime:
        """The moment at which it is over."""
        return self.later(1).since

    def later(self, months: int) -> "Month":
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)


def month_of(at: datetime) -> Month:
    here = at.astimezone(TZ)
    return Month(here.year, here.month)


def read(text: str) -> Month:
    """From `2026-03`."""
    year, month = text.split("-")
    found = Month(int(year), int(month))
    assert str(found) == text, text
    return found


def between(first: Month, last: Month) -> Iterator[Month]:
    """Both ends included; nothing when the last lies before the first."""
    for step in range(MONTHS_MAX):
        month = first.later(step)
        if month > last:
            return
        yield month
    raise AssertionError(f"more than {MONTHS_MAX} months")
