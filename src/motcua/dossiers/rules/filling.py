"""The way through a draft: one thing a page, in a fixed order, and where a person goes on. Plain values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# What a person answers besides the form. The sign keeps these names out of every form's own.
DELIVERY = "@delivery"
PHONE = "@phone"
EMAIL = "@email"
ADDRESS = "@address"
NOTE = "@note"
# In whose name: nothing for oneself, else the party, and what is stated about it.
PARTY = "@party"
EACH = "each"  # of a list: each row names a person of its own
CAPACITY = "@capacity"
RELATION = "@relation"
PARTY_NAME = "@party-name"
PARTY_CODE = "@party-code"  # enterprise or tax code, or identity number
PARTY_BIRTH = "@party-birth"
STATED = (CAPACITY, RELATION, PARTY_NAME, PARTY_CODE, PARTY_BIRTH)
PASSED = "@passed"  # keys of the pages a person has gone on from
# A list: the rows of its table and the name of the file they came in.
ROWS = "@rows"
TABLE_NAME = "@table"
ONLY_OFFICE = "@only-office"  # nothing to choose: one office receives this procedure


class Kind(StrEnum):
    """Pages of a draft, in their order."""

    APPLICANT = "applicant"
    CASE = "case"
    OFFICE = "office"
    FORM = "form"
    PAPERS = "papers"
    LIST = "list"  # in place of the form, when many are handed in at once
    DELIVERY = "delivery"
    CONTACT = "contact"
    CHECK = "check"


@dataclass(frozen=True)
class Stop:
    """One page of the way; `page` names the page of the form."""

    kind: Kind
    page: str = ""
    answered: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.page}" if self.page else str(self.kind)


@dataclass(frozen=True)
class Way:
    """Every page of one draft, the last of which is the look back before sending."""

    stops: tuple[Stop, ...]

    def find(self, kind: Kind, page: str = "") -> Stop | None:
        return next((stop for stop in self.stops if stop.kind is kind and stop.page == page), None)

    def index(self, stop: Stop) -> int:
        return next(index for index, other in enumerate(self.stops) if other.key == stop.key)

    def before(self, stop: Stop) -> Stop | None:
        index = self.index(stop)
        return self.stops[index - 1] if index else None

    def after(self, stop: Stop) -> Stop:
        return self.stops[min(self.index(stop) + 1, len(self.stops) - 1)]

    @property
    def open(self) -> Stop:
        """The first page that still wants an answer; the last page when none does."""
        return next((stop for stop in self.stops if not stop.answered), self.stops[-1])

    @property
    def is_complete(self) -> bool:
        return self.open is self.stops[-1]

    def on(self, stop: Stop) -> Stop:
        """Where a person goes from here: the next page, or straight back to the look back when nothing is open."""
        return self.stops[-1] if self.is_complete else self.after(stop)


def own_answers(answers: Mapping[str, object]) -> dict[str, object]:
    """What belongs to the form."""
    return {name: value for name, value in answers.items() if not name.startswith("@")}


def passed(answers: Mapping[str, object]) -> frozenset[str]:
    found = answers.get(PASSED)
    return frozenset(str(key) for key in found) if isinstance(found, list) else frozenset()


def with_passed(answers: Mapping[str, object], key: str) -> list[str]:
    """The pages gone on from, this one included."""
    return sorted(passed(answers) | {key})


def is_on_page(field: str, codes: Sequence[str]) -> bool:
    """Whether a fault's path (members.0.name) stands on a page with these codes."""
    return field.split(".")[0] in codes
