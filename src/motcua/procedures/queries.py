"""Questions about what is offered. Definitions are parsed once and kept by version."""

import hashlib
import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet

from motcua import database
from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import sort_key
from motcua.procedures import files, parsing
from motcua.procedures.finding import Entry, Index
from motcua.procedures.models import Procedure, Version, WorkingCopy
from motcua.procedures.rules import LIFE_EVENTS, Card, Definition, Field, NoSuchProcedure, Status, card

DEFINITIONS_KEPT_MAX = 2000
COPIES_SHOWN_MAX = 500
BUNDLES_MAX = 100  # that hand in one procedure
Key = TypeVar("Key")


@dataclass(frozen=True)
class VersionFacts:
    """One version of a procedure; the definition is read when asked for."""

    id: int
    procedure_id: int
    code: str
    number: int
    status: Status
    starts_on: date | None
    ends_on: date | None  # the first day on which it is no longer in force
    digest: str
    name: Wording
    is_verified: bool

    @property
    def definition(self) -> Definition:
        return definition(self.id)


@dataclass(frozen=True)
class LifeEvent:
    slug: str
    name: Wording
    procedures: int


@dataclass(frozen=True)
class FieldFacts:
    field: Field
    procedures: int


# Definitions by version --------------------------------------------------------------------------------


class _Kept:
    """Parsed definitions. By digest always (the same text means the same); by version id only once that is committed.

    A version id seen inside a transaction that is rolled back may be given out again, so what was read there
    is remembered by id only after the commit.
    """

    def __init__(self) -> None:
        self._by_id: OrderedDict[int, Definition] = OrderedDict()
        self._by_digest: OrderedDict[str, Definition] = OrderedDict()
        self._lock = Lock()

    def forget(self) -> None:
        with self._lock:
            self._by_id.clear()

    def of(self, version_id: int) -> Definition | None:
        return self._by_id.get(version_id)

    def parsed(self, digest: str) -> Definition | None:
        return self._by_digest.get(digest)

    def keep_parsed(self, digest: str, parsed: Definition) -> None:
        self._put(self._by_digest, digest, parsed)

    def keep(self, version_id: int, parsed: Definition) -> None:
        self._put(self._by_id, version_id, parsed)

    def _put(self, kept: "OrderedDict[Key, Definition]", key: Key, parsed: Definition) -> None:
        with self._lock:
            kept[key] = parsed
            while len(kept) > DEFINITIONS_KEPT_MAX:
                kept.popitem(last=False)


_kept = _Kept()


def forget() -> None:
    """Ask the tables again for every version; for tests, whose tables are emptied and whose ids come again."""
    _kept.forget()


def definition(version_id: int) -> Definition:
    """What a version says. A published version costs no query once it is known; a draft is read each time."""
    known = _kept.of(version_id)
    if known is not None:
        return known
    row = Version.objects.values("document", "digest", "status").get(pk=version_id)
    parsed = parsed_document(row["document"], row["digest"])
    if row["status"] != Status.DRAFT:
        transaction.on_commit(partial(_kept.keep, version_id, parsed))
    return parsed


def parsed_document(document: str, digest: str) -> Definition:
    parsed = _kept.parsed(digest)
    if parsed is None:
        if digest_of(document) != digest:
            raise AssertionError(f"the document of a version does not match its digest {digest}")
        parsed = parsing.definition(json.loads(document))
        _kept.keep_parsed(digest, parsed)
    return parsed


def digest_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


# Versions in force -------------------------------------------------------------------------------------


def in_force(code: str, on: date) -> VersionFacts:
    """The version of a procedure in force on a day."""
    row = _in_force(on).filter(procedure__code=code).first()
    if row is None:
        raise NoSuchProcedure(code=code, date=on)
    return _facts(row)


_ID_IN_FORCE = (
    f"SELECT v.id FROM {Version._meta.db_table} v JOIN {Procedure._meta.db_table} p ON p.id = v.procedure_id "  # noqa: S608  own names
    f"WHERE p.code = %s AND v.status <> '{Status.DRAFT}' AND v.starts_on <= %s "
    "AND (v.ends_on IS NULL OR v.ends_on > %s) ORDER BY v.number DESC LIMIT 1"
)


def row_of_id_in_force(code: str, on: date) -> database.Row[int]:
    """The same, of which only the id is wanted: every request sent by a program asks it."""

    def read(found: Sequence[Any] | None) -> int:
        if found is None:
            raise NoSuchProcedure(code=code, date=on)
        return int(found[0])

    return database.Row(_ID_IN_FORCE, [code, on.isoformat(), on.isoformat()], 1, read)


def name_in_force(code: str, on: date) -> Wording | None:
    """The name of one procedure on a day; None when it is not offered then."""
    row = _in_force(on).filter(procedure__code=code).first()
    return _facts(row).name if row else None


def offered(at: datetime) -> tuple[VersionFacts, ...]:
    """Every procedure offered at a moment, by code."""
    rows = _in_force(at.astimezone(TZ).date()).order_by("procedure__code", "number")
    return tuple(_facts(row) for row in rows)


def version(version_id: int) -> VersionFacts:
    row = Version.objects.select_related("procedure").defer("document").filter(pk=version_id).first()
    if row is None:
        raise NoSuchProcedure(code=str(version_id), date="")
    return _facts(row)


def versions_of(code: str) -> tuple[VersionFacts, ...]:
    """All versions of a procedure, the newest first."""
    rows = (
        Version.objects.select_related("procedure")
        .defer("document")
        .filter(procedure__code=code)
        .order_by("-number")
    )
    return tuple(_facts(row) for row in rows)


def exported(version_id: int) -> str:
    """The file of a version, in the canonical way of writing."""
    return files.write(json.loads(Version.objects.values_list("document", flat=True).get(pk=version_id)))


def document(version_id: int) -> dict[str, Any]:
    """The file of a version as values."""
    read: dict[str, Any] = json.loads(Version.objects.values_list("document", flat=True).get(pk=version_id))
    return read


def procedure_id(code: str) -> int:
    return Procedure.objects.only("id").get(code=code).pk


def _in_force(on: date) -> QuerySet[Version]:
    return (
        Version.objects.select_related("procedure")
        .defer("document")
        .exclude(status=Status.DRAFT)
        .filter(Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        .order_by("-number")
    )


def bundles_with(code: str, on: date) -> list[VersionFacts]:
    """The bundles in force on a day or later that hand in this procedure as a part, by code."""
    # A document is kept as one line of JSON.
    rows = (
        Version.objects.select_related("procedure")
        .exclude(status=Status.DRAFT)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), document__contains=f'"procedure":"{code}"')
        .order_by("procedure__code", "number")
    )
    found = [_facts(row) for row in rows[:BUNDLES_MAX]]
    return [one for one in found if any(part.procedure == code for part in one.definition.parts)]


def newest_versions() -> tuple[VersionFacts, ...]:
    """For each procedure the version in force or closed last, and every draft after it; by name."""
    rows = (
        Version.objects.select_related("procedure").defer("document").order_by("procedure__code", "-number")
    )
    chosen: list[VersionFacts] = []
    settled: set[int] = set()
    for row in rows:
        if row.procedure_id not in settled:
            chosen.append(_facts(row))
        if row.status != Status.DRAFT:
            settled.add(row.procedure_id)
    return tuple(sorted(chosen, key=lambda each: (sort_key(each.name.vi), -each.number)))


def _facts(row: Version) -> VersionFacts:
    known = card(row.pk, row.procedure.code, json.loads(row.card))
    return VersionFacts(
        id=row.pk,
        procedure_id=row.procedure_id,
        code=row.procedure.code,
        number=row.number,
        status=Status(row.status),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        digest=row.digest,
        name=known.name,
        is_verified=known.is_verified,
    )


# The catalogue: what lists and search need of all that is offered ---------------------------------------


@dataclass(frozen=True)
class Catalogue:
    """Everything offered on one day, with the index that finds it."""

    cards: Mapping[int, Card]  # by version id, in the order of their names
    index: Index

    def of(self, wanted: Callable[[Card], bool]) -> tuple[Card, ...]:
        return tuple(card for card in self.cards.values() if wanted(card))


_catalogues: dict[tuple[object, ...], Catalogue] = {}


def catalogue(at: datetime) -> Catalogue:
    """What is offered, read again only when that has changed or the day has. One small query when known."""
    key = (*revision(), at.astimezone(TZ).date())
    known = _catalogues.get(key)
    if known is None:
        known = _read_catalogue(at)
        # What a transaction saw is remembered only when it commits: a roll-back may give its ids out again.
        transaction.on_commit(partial(_remember, key, known))
    return known


def _remember(key: tuple[object, ...], known: Catalogue) -> None:
    _catalogues.clear()
    _catalogues[key] = known


def _read_catalogue(at: datetime) -> Catalogue:
    rows = _in_force(at.astimezone(TZ).date()).values_list("id", "procedure__code", "card")
    cards = [card(version_id, code, json.loads(facts)) for version_id, code, facts in rows]
    cards.sort(key=lambda each: (sort_key(each.name.vi), each.code))
    index = Index(
        Entry(each.version_id, each.code, each.name.vi, (*each.keywords, each.name.en)) for each in cards
    )
    return Catalogue({each.version_id: each for each in cards}, index)


def search(text: str, at: datetime, limit: int = 20) -> tuple[Card, ...]:
    """What is offered and most like the text typed, the best first."""
    known = catalogue(at)
    return tuple(known.cards[hit.key] for hit in known.index.search(text, limit))


def life_events(at: datetime) -> tuple[LifeEvent, ...]:
    """The events of a life that lead to a procedure, with how many are offered for each."""
    counts = Counter(slug for each in catalogue(at).cards.values() for slug in each.life_events)
    return tuple(LifeEvent(slug, name, counts[slug]) for slug, name in LIFE_EVENTS.items() if counts[slug])


def fields(at: datetime) -> tuple[FieldFacts, ...]:
    """The fields of administration with something to offer, by name."""
    found = [each.field for each in catalogue(at).cards.values()]
    counts = Counter(field.code for field in found)
    by_code = {field.code: field for field in found}
    ordered = sorted(by_code.values(), key=lambda field: sort_key(field.name.vi))
    return tuple(FieldFacts(field, counts[field.code]) for field in ordered)


def for_life_event(slug: str, at: datetime) -> tuple[Card, ...]:
    return catalogue(at).of(lambda each: slug in each.life_events)


def in_field(code: str, at: datetime) -> tuple[Card, ...]:
    return catalogue(at).of(lambda each: each.field.code == code)


def revision() -> tuple[object, ...]:
    """Changes whenever what is offered may have changed; cheap to ask."""
    row = Version.objects.exclude(status=Status.DRAFT).aggregate(
        rows=Count("id"),
        newest=Max("id"),
        first_digest=Min("digest"),
        last_digest=Max("digest"),
        ended=Count("id", filter=Q(ends_on__isnull=False)),
        last_end=Max("ends_on"),
    )
    return tuple(row.values())


def is_offered(code: str, on: date) -> bool:
    return _in_force(on).filter(procedure__code=code).exists()


def successor_of(code: str) -> str | None:
    """The procedure that took the place of a closed one."""
    row = (
        Version.objects.filter(procedure__code=code).exclude(status=Status.DRAFT).order_by("-number").first()
    )
    return row.successor or None if row is not None else None


# Working copies ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    """The file of a procedure as it is being written."""

    id: int
    code: str
    text: str
    revision: int
    based_on: int | None  # the version it was begun from
    changed_at: datetime
    changed_by: str  # a name; "" for the house itself


def working_copy(copy_id: int) -> Copy:
    row = WorkingCopy.objects.select_related("changed_by__person").filter(pk=copy_id).first()
    if row is None:
        raise NotFound
    return _copy(row)


def working_copies() -> tuple[Copy, ...]:
    """All of them, the one changed last first."""
    rows = WorkingCopy.objects.select_related("changed_by__person").order_by("-changed_at", "code")
    return tuple(_copy(row) for row in rows[:COPIES_SHOWN_MAX])


def copy_of(code: str) -> int | None:
    return WorkingCopy.objects.filter(code=code).values_list("pk", flat=True).first()


def with_text(copy: Copy, text: str) -> Copy:
    """The same working copy with what somebody typed, not kept."""
    return replace(copy, text=text)


def _copy(row: WorkingCopy) -> Copy:
    return Copy(
        id=row.pk,
        code=row.code,
        text=row.text,
        revision=row.revision,
        based_on=row.based_on_id,
        changed_at=row.changed_at,
        changed_by=row.changed_by.person.full_name if row.changed_by else "",
    )
