"""One dossier of the country, for whoever holds its receipt: what its office last said. No names of people."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from motcua.dossiers.rules import tidy_number, tidy_secret
from motcua.exchange.models import Node, Place, State, Stream
from motcua.exchange.rules import checks
from motcua.foundation import keys

SILENT_MINUTES = 60
_NOBODYS_CHECK = bytes(checks.CHECK_BYTES)


@dataclass(frozen=True, slots=True)
class Office:
    """An office as its node names it; the identifier alone when it never did."""

    code: str
    name: str
    name_en: str = ""
    phone: str = ""
    address: str = ""

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Followed:
    """Where it is, in values; words are the page's."""

    number: str
    procedure: str
    state: int
    since: datetime
    submitted: datetime
    received: datetime | None
    promised: datetime | None
    due: datetime | None
    done: datetime | None
    returned: datetime | None
    late: bool | None
    simulated: bool
    office: Office
    place: Office
    node: str
    node_name: str
    node_name_en: str
    node_address: str
    heard_at: datetime | None
    behind: int  # changes its node has sealed and the nation has not received
    silent: bool  # nothing was heard for an hour


def found_by_secret(*, number: str, typed: str) -> str:
    """The number if the secret fits, else nothing. Unknown and wrong cost one query and one comparison alike."""
    row = (
        State.objects.filter(number=tidy_number(number))
        .values_list("number", "check_hash", "node__code")
        .first()
    )
    known, check, node = row or ("", _NOBODYS_CHECK, "")
    master = keys.key("exchange-check", folder=Path(settings.KEYS_DIR))
    fits = checks.matches(
        key=checks.node_key(key=master.bytes, node=node),
        number=known,
        secret=tidy_secret(typed),
        known=bytes(check),
    )
    return known if fits and known else ""


def followed(*, number: str, at: datetime) -> Followed | None:
    """For whoever has shown the secret a moment ago; the caller checked that."""
    row = State.objects.filter(number=number).select_related("node").first()
    if row is None:
        return None
    places = {
        place.code: place for place in Place.objects.filter(node=row.node, code__in={row.agency, row.place})
    }
    stream = Stream.objects.filter(node=row.node).order_by("-epoch").first()
    node: Node = row.node
    silent = node.seen_at is None or (at - node.seen_at).total_seconds() > SILENT_MINUTES * 60
    return Followed(
        number=row.number, procedure=row.procedure, state=row.state, since=row.since, submitted=row.submitted,
        received=row.received, promised=row.promised, due=row.due, done=row.done, returned=row.returned,
        late=row.late, simulated=row.simulated,
        office=_office(row.agency, places.get(row.agency)), place=_office(row.place, places.get(row.place)),
        node=node.code, node_name=node.name, node_name_en=node.name_en, node_address=node.address,
        heard_at=node.seen_at, behind=max(0, node.head - (stream.position if stream else 0)), silent=silent,
    )  # fmt: skip


def _office(code: str, place: Place | None) -> Office:
    if place is None:
        return Office(code, code)
    return Office(code, place.name, place.name_en, place.phone, place.address)
