"""Requests that an import brought in, found by their number in the former system; history and papers are held against them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.dossiers import queries, rules
from motcua.foundation.refusal import gettext_noop as _
from motcua.operations.importing.agencies import NOT_YOURS, Places
from motcua.operations.importing.checking import Around, Reading
from motcua.people.rules import Role

UNKNOWN = _(
    "is no number of a request that was brought in. Bring in the requests first; write the number as their table does."
)
ENDED = _("has ended: what happened to it stays in the old system. Only open requests carry history over.")
SEVERAL = _("is the number of %(count)s requests of different agencies. Add the column “Mã cơ quan”.")
OTHER_OFFICE = _("is not the agency that has this number.")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended whose papers come: of which procedure it is, and when, as far as somebody said."""

    procedure: str
    on: date | None


class Known:
    """Requests that are here. Asked once for each lot; a request that comes with an earlier file of the same dry run is none yet."""

    def __init__(self, around: Around) -> None:
        self._around, self._places = around, Places(around)
        self._requests: Mapping[str, Sequence[queries.FormerRequest]] = {}

    def prepare(self, numbers: Collection[str]) -> list[int]:
        """Answers the ids of those that are here."""
        self._requests = queries.former_requests(numbers)
        return [one.dossier_id for found in self._requests.values() for one in found]

    def request(
        self, reading: Reading, number: str, *, may_have_ended: bool = False
    ) -> queries.FormerRequest | None:
        tidy = rules.tidy_number(number)
        found = list(self._requests.get(tidy, ()))
        if not found:
            if tidy not in self._around.planned:
                reading.wrong("number", UNKNOWN)
            return None
        if reading.cell("agency").text:
            agency = self._places.read(reading)
            if agency is None:
                return None
            found = [one for one in found if one.agency_id == agency.id]
            if not found:
                reading.wrong("agency", OTHER_OFFICE)
                return None
        if len(found) > 1:
            reading.wrong("number", SEVERAL, count=len(found))
            return None
        if not self._around.reach.may(Role.OPERATOR, found[0].path):
            reading.wrong("number", NOT_YOURS)
            return None
        if not may_have_ended and not rules.belongs_open(found[0].state):
            reading.wrong("number", ENDED)
            return None
        return found[0]
