"""What the addresses of this room say: a place, a year, a month, a part."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from motcua.figures import queries, showing
from motcua.figures.rules.heads import Query
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.people.access import Request
from motcua.people.queries import AgencyFacts

YEARS = range(2000, 2200)


@dataclass(frozen=True)
class Asked:
    """Whose figures of which year; `place` None: of the whole node, as everybody reads them."""

    place: AgencyFacts | None
    year: int
    years: tuple[int, ...]


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def query(slug: str) -> Query:
    found = showing.of_slug(slug)
    if found is None:
        raise NotFound
    return found


def asked(request: Request, *, public: bool) -> Asked:
    """Officers who watch offices read their own place unless another within reach is named; all others the whole node."""
    watches = not public and bool(request.reach.agencies(*queries.READING))
    wanted = whole_number(request.GET.get("noi", ""))
    if wanted is not None and not watches:
        raise NotFound
    place = queries.place_within(request.reach, wanted=wanted) if watches else None
    known = queries.years()
    here = timezone.localdate(request.at).year
    year = whole_number(request.GET.get("nam", ""))
    if year is None:
        year = here if here in known or not known else known[0]
    if year not in YEARS:
        raise NotFound
    return Asked(place, year, tuple(known))


def whole_number(text: str) -> int | None:
    """None for nothing; what is no number is no address of ours."""
    if not text:
        return None
    found = integer(text)
    if found is None:
        raise NotFound
    return found
