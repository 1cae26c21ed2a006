"""Acts on versions: load a file as a draft, publish it from a day on, take it back before that day, close."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Max

from motcua.chronicle import actions as chronicle
from motcua.foundation.calendar import TZ
from motcua.foundation.forms.reading import Problem
from motcua.foundation.refusal import Fault, Forbidden, NotFound
from motcua.foundation.text import fold
from motcua.people.rules import Reach, Role
from motcua.procedures import bundles, files, parsing, queries
from motcua.procedures.actions.bundled import check_bundles, parts_offered
from motcua.procedures.models import Procedure, Version
from motcua.procedures.rules import (
    AlreadyInForce,
    DatesOutOfOrder,
    Definition,
    FileRefused,
    LaterVersionPublished,
    NoSuchSuccessor,
    ProcedureKind,
    SomeoneWasFaster,
    StartsInThePast,
    Status,
    VersionNotDraft,
    VersionNotOpen,
    card_facts,
)

# Who acts: an operator, or a part of the house (“system:procedures”) when a command does it.
By: TypeAlias = "Reach | str"


@dataclass(frozen=True)
class Loaded:
    """What became of a file: the version that holds its text, and whether that version is new."""

    version_id: int
    code: str
    number: int
    is_new: bool


@dataclass(frozen=True)
class Checked:
    """A file looked at: what it defines, or what is wrong with it and on which line."""

    document: Mapping[str, Any]
    definition: Definition | None
    faults: tuple[Fault, ...]


def check(*, text: str) -> Checked:
    """Read a file without changing anything."""
    read = files.read(text)
    if read.problems and not read.document:
        return Checked(read.document, None, _faults(read, read.problems))
    definition, problems = parsing.parse(read.document)
    unreadable = {problem.path for problem in read.problems}
    problems = read.problems + tuple(problem for problem in problems if problem.path not in unreadable)
    if problems:
        return Checked(read.document, None, _faults(read, problems))
    return Checked(read.document, definition, ())


def _faults(read: files.Read, problems: tuple[Problem, ...]) -> tuple[Fault, ...]:
    """Problems as faults in the order of the file; each carries its line and place."""
    faults = [
        Fault(
            problem.place,
            problem.sentence,
            {**problem.facts, "line": read.line(problem.path), "place": problem.place},
        )
        for problem in problems
    ]
    return tuple(sorted(faults, key=lambda fault: int(str(fault.facts["line"]))))


@transaction.atomic
def load(*, text: str, by: By, at: datetime) -> Loaded:
    """Keep a file as a draft version. The same text again changes nothing."""
    actor_of(by)
    checked = check(text=text)
    if checked.definition is None:
        raise FileRefused(faults=checked.faults, count=len(checked.faults))
    definition = checked.definition
    document = json.dumps(checked.document, ensure_ascii=False, separators=(",", ":"))
    digest = queries.digest_of(document)
    procedure, _ = Procedure.objects.get_or_create(code=definition.code, defaults=_columns(definition))
    newest = procedure.versions.order_by("-number").values("id", "number", "digest").first()
    if newest and newest["digest"] == digest:
        return Loaded(newest["id"], definition.code, newest["number"], is_new=False)
    number = (procedure.versions.aggregate(top=Max("number"))["top"] or 0) + 1
    version = Version.objects.create(
        procedure=procedure,
        number=number,
        status=Status.DRAFT,
        document=document,
        digest=digest,
        card=json.dumps(card_facts(definition), ensure_ascii=False),
        loaded_at=at,
    )
    _tell(ProcedureKind.LOADED, definition.code, by, at, version=number, digest=digest)
    return Loaded(version.pk, definition.code, number, is_new=True)


@transaction.atomic
def publish(*, version_id: int, starts_on: date, by: By, at: datetime, anyway: bool = False) -> None:
    """Put a draft in force from a day on; the version before it ends there.

    A person is told first which bundles could then no longer be handed in, and says so to do it `anyway`; a command
    goes on, since the bundle may be the next of its files. The chronicle names them either way.
    """
    actor_of(by)
    version = _version(version_id)
    code = version.procedure.code
    definition = queries.parsed_document(version.document, version.digest)
    _check_parts(definition, starts_on)
    before = _latest_published(version)
    if before and before.starts_on is not None and starts_on <= before.starts_on:
        raise DatesOutOfOrder(date=starts_on, before=before.starts_on)
    today = at.astimezone(TZ).date()
    # What is in force elsewhere already may enter the house with its true first day; a change may not reach back.
    if before and before.pk != version_id and starts_on < today and not isinstance(by, str):
        raise StartsInThePast(date=starts_on)
    broken = check_bundles(code, definition, starts_on, anyway=anyway or isinstance(by, str))
    begins = starts_on <= today
    changed = Version.objects.filter(pk=version_id, status=Status.DRAFT).update(
        status=Status.PUBLISHED, starts_on=starts_on, published_at=at, began_at=at if begins else None
    )
    if changed != 1:
        raise VersionNotDraft(number=version.number, code=code)
    if before and (before.ends_on is None or before.ends_on > starts_on):
        ended = Version.objects.filter(pk=before.pk, status=before.status, ends_on=before.ends_on).update(
            ends_on=starts_on
        )
        if ended != 1:
            raise SomeoneWasFaster(code=code)
    if begins or before is None:
        _take_name(version)
    _tell(
        ProcedureKind.PUBLISHED,
        code,
        by,
        at,
        version=version.number,
        starts_on=starts_on.isoformat(),
        digest=version.digest,
        **({"bundles_broken": broken} if broken else {}),
    )


def _take_name(version: Version) -> None:
    definition = queries.parsed_document(version.document, version.digest)
    Procedure.objects.filter(pk=version.procedure_id).update(**_columns(definition))


def put_in_force(*, at: datetime) -> int:
    """Say of each published version whose first day has come that it is in force now; by the clock, each once."""
    today = at.astimezone(TZ).date()
    due = Version.objects.filter(began_at=None, starts_on__lte=today).exclude(status=Status.DRAFT)
    return sum(_begin(version, at) for version in due.select_related("procedure").order_by("starts_on", "pk"))


@transaction.atomic
def _begin(version: Version, at: datetime) -> int:
    changed = (
        Version.objects.filter(pk=version.pk, began_at=None).exclude(status=Status.DRAFT).update(began_at=at)
    )
    if changed:
        _take_name(version)
        code = version.procedure.code
        _tell(ProcedureKind.BEGAN, code, "system:procedures", at, version=version.number)
    return changed


@transaction.atomic
def take_back(*, version_id: int, by: By, at: datetime, anyway: bool = False) -> None:
    """Make a published version a draft again, as long as its first day has not come; the one before it goes on.

    Of the bundles that were published to go with it, as `publish`.
    """
    actor_of(by)
    version = _version(version_id)
    code, start = version.procedure.code, version.starts_on
    if version.status == Status.DRAFT or start is None:
        raise VersionNotOpen(number=version.number, code=code)
    if start <= at.astimezone(TZ).date():
        raise AlreadyInForce(number=version.number, code=code, date=start)
    later = _latest_published(version)
    if later is not None and later.pk != version.pk:
        raise LaterVersionPublished(number=version.number, code=code)
    # It had ended the version before it; one that was closed by an act of its own stays closed.
    before = Version.objects.filter(
        procedure_id=version.procedure_id, status=Status.PUBLISHED, ends_on=start
    ).first()  # fmt: skip
    goes_on = queries.parsed_document(before.document, before.digest) if before else None
    broken = check_bundles(code, goes_on, start, anyway=anyway or isinstance(by, str))
    changed = Version.objects.filter(pk=version_id, starts_on=start, began_at=None).exclude(
        status=Status.DRAFT
    ).update(status=Status.DRAFT, starts_on=None, ends_on=None, published_at=None, successor="")  # fmt: skip
    if changed != 1:
        raise SomeoneWasFaster(code=code)
    if before and not Version.objects.filter(
        pk=before.pk, status=Status.PUBLISHED, ends_on=start
    ).update(ends_on=None):  # fmt: skip
        raise SomeoneWasFaster(code=code)
    data = {"bundles_broken": broken} if broken else {}
    _tell(ProcedureKind.TAKEN_BACK, code, by, at, version=version.number, starts_on=start.isoformat(), **data)


@transaction.atomic
def close(
    *, code: str, ends_on: date, by: By, at: datetime, successor: str = "", anyway: bool = False
) -> None:
    """Offer a procedure no longer from a day on; of its bundles, as `publish`. Requests received keep their version."""
    actor_of(by)
    version = (
        Version.objects.select_related("procedure")
        .filter(procedure__code=code, status=Status.PUBLISHED)
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotFound
    if version.starts_on is not None and ends_on < version.starts_on:
        raise DatesOutOfOrder(date=ends_on, before=version.starts_on)
    if successor and (successor == code or not queries.is_offered(successor, ends_on)):
        raise NoSuchSuccessor(successor=successor, code=code, date=ends_on)
    broken = check_bundles(code, None, ends_on, anyway=anyway or isinstance(by, str))
    changed = Version.objects.filter(pk=version.pk, status=Status.PUBLISHED, ends_on=None).update(
        status=Status.CLOSED, ends_on=ends_on, successor=successor
    )
    if changed != 1:
        raise VersionNotOpen(number=version.number, code=code)
    data = {"successor": successor} if successor else {}
    data |= {"bundles_broken": broken} if broken else {}
    _tell(ProcedureKind.CLOSED, code, by, at, version=version.number, ends_on=ends_on.isoformat(), **data)


def _check_parts(definition: Definition, on: date) -> None:
    """A bundle is offered only while each of its parts can be handed in."""
    if not definition.is_bundle:
        return
    problems = bundles.misfits(definition, parts_offered(definition, on))
    if problems:
        faults = [
            Fault(problem.place, problem.sentence, {**problem.facts, "line": 1}) for problem in problems
        ]
        raise FileRefused(faults=faults, count=len(faults))


def actor_of(by: By) -> str:
    if isinstance(by, str):
        return by
    if not by.holds(Role.OPERATOR):
        raise Forbidden
    return by.actor


def _version(version_id: int) -> Version:
    version = Version.objects.select_related("procedure").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    return version


def _latest_published(version: Version) -> Version | None:
    others = Version.objects.filter(procedure_id=version.procedure_id).exclude(status=Status.DRAFT)
    return others.order_by("-number").first()


def _columns(definition: Definition) -> dict[str, str]:
    return {
        "name": definition.name.vi,
        "name_en": definition.name.en,
        "name_folded": fold(definition.name.vi),
        "field": definition.field.code,
    }


def _tell(kind: ProcedureKind, code: str, by: By, at: datetime, **data: str | int) -> None:
    chronicle.append(kind=kind, subject=f"procedure:{code}", actor=actor_of(by), at=at, data=data)


@transaction.atomic
def load_and_publish(*, text: str, starts_on: date | None, today: date, by: By, at: datetime) -> Loaded:
    """Load a file and, when it is new, put it in force as the file says, or from today."""
    loaded = load(text=text, by=by, at=at)
    version = queries.version(loaded.version_id)
    if version.status is Status.DRAFT:
        proposed = version.definition.starts_on
        first = (
            not Version.objects.filter(procedure_id=version.procedure_id)
            .exclude(status=Status.DRAFT)
            .exists()
        )
        day = starts_on or (date.fromisoformat(proposed) if proposed and first else today)
        publish(version_id=loaded.version_id, starts_on=day, by=by, at=at)
    return loaded
