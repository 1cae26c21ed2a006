"""Questions about what is offered. Definitions are parsed once and kept by version."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from threading import Lock
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Wording
from motcua.procedures import files, parsing
from motcua.procedures.models import Procedure, Version
from motcua.procedures.rules import LIFE_EVENTS, Definition, Field, NoSuchProcedure, Status

DEFINITIONS_KEPT_MAX = 2000
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


def _facts(row: Version) -> VersionFacts:
    return VersionFacts(
        id=row.pk,
        procedure_id=row.procedure_id,
        code=row.procedure.code,
        number=row.number,
        status=Status(row.status),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        digest=row.digest,
    )


# Ways of browsing --------------------------------------------------------------------------------------


def life_events(at: datetime) -> tuple[LifeEvent, ...]:
    """The events of a life that lead to a procedure, with how many are offered for each."""
    counts = dict.fromkeys(LIFE_EVENTS, 0)
    for facts in offered(at):
        for slug in facts.definition.life_events:
            counts[slug] += 1
    return tuple(LifeEvent(slug, LIFE_EVENTS[slug], count) for slug, count in counts.items() if count)


def fields(at: datetime) -> tuple[FieldFacts, ...]:
    """The fields of administration with something to offer, by name."""
    found: dict[str, Field] = {}
    counts: dict[str, int] = {}
    for facts in offered(at):
        field = facts.definition.field
        found[field.code] = field
        counts[field.code] = counts.get(field.code, 0) + 1
    return tuple(FieldFacts(found[code], counts[code]) for code in sorted(found))


def for_life_event(slug: str, at: datetime) -> tuple[VersionFacts, ...]:
    return _only(offered(at), lambda known: slug in known.life_events)


def in_field(code: str, at: datetime) -> tuple[VersionFacts, ...]:
    return _only(offered(at), lambda known: known.field.code == code)


def _only(versions: Iterable[VersionFacts], wanted: Callable[[Definition], bool]) -> tuple[VersionFacts, ...]:
    return tuple(facts for facts in versions if wanted(facts.definition))


def revision() -> tuple[int, int, object]:
    """Changes whenever what is offered may have changed; cheap to ask."""
    row = Version.objects.exclude(status=Status.DRAFT).aggregate(
        rows=Count("id"),
        newest=Max("id"),
        ended=Count("id", filter=Q(ends_on__isnull=False)),
        last=Max("ends_on"),
    )
    return row["rows"], row["newest"] or 0, (row["ended"], row["last"])
