"""The person's store: what is held for whom, whether it may be used today, and where it was used.

`visible_to` is the gate: one's own papers, and those of an organisation one represents by law. An officer reads the store
of the applicant of a request at their desk, through the gate of that request.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.documents import queries as documents
from motcua.documents.rules import FOR_EVER, NO_TERM_YEARS, holder_kind
from motcua.dossiers.models import Dossier, Held, Paper, Reuse
from motcua.dossiers.rules.held import HeldSource, Validity, validity
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import fold
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures

SHOWN_MAX = 500  # papers of one person


@dataclass(frozen=True)
class UsedIn:
    """One reuse, as its owner reads it."""

    number: str
    agency: str
    at: datetime
    by_officer: bool


@dataclass(frozen=True)
class HeldPaper:
    """One paper of a store as pages show it."""

    id: int
    key: UUID
    name: str
    code: str
    source: HeldSource
    issuer: str
    issued_on: date | None
    expires_on: date | None
    validity: Validity
    file_id: int | None
    number: str  # the request it came from
    organisation: str  # its owner, when that is not a person
    replaced_by: str  # number of the result in its place
    used: tuple[UsedIn, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.validity is Validity.VALID


@dataclass(frozen=True)
class KeptBecause:
    """Why a file stays although its owner had it erased from the store: which request, until when, by what law."""

    number: str
    until: date | None  # None: its request has not ended
    years: int
    basis: str

    @property
    def is_for_ever(self) -> bool:
        return self.years == NO_TERM_YEARS or self.until == FOR_EVER


def visible_to(reach: Reach, *, at: datetime) -> QuerySet[Held]:
    """The store of this person, what was erased left out."""
    if reach.person_id is None or reach.helping is not None:  # a store is opened by its owner
        return Held.objects.none()
    own = Q(person_id=reach.person_id)
    represented = Q(person=None, organisation__representative_id=reach.person_id)
    return Held.objects.filter(own | represented, erased_at=None)


def own(*, reach: Reach, at: datetime, limit: int | None = SHOWN_MAX) -> tuple[HeldPaper, ...]:
    """One's store, the newest first, with where each paper was used; the whole of it with no limit."""
    return _papers(visible_to(reach, at=at), at=at, with_uses=True, limit=limit)


def one(key: UUID, *, reach: Reach, at: datetime) -> HeldPaper:
    found = _papers(visible_to(reach, at=at).filter(key=key), at=at, with_uses=True)
    if not found:
        raise NotFound()
    return found[0]


def usable(*, reach: Reach, at: datetime) -> tuple[HeldPaper, ...]:
    """What this person may use in a request today; nothing for whoever holds the short code of a draft."""
    if reach.draft:
        return ()
    return tuple(paper for paper in _papers(visible_to(reach, at=at), at=at) if paper.is_valid)


def of_applicant(dossier: Dossier, *, at: datetime) -> tuple[HeldPaper, ...]:
    """What is held for whoever asks in this request, for an officer who may handle it: only what may be used today.

    An organisation counts once an officer has compared who it is.
    """
    compared = dossier.applicant_checked_at is not None
    found = _of_owner(dossier.applicant_id, dossier.organisation_id if compared else None)
    return tuple(paper for paper in _papers(found.exclude(dossier=dossier), at=at) if paper.is_valid)


def of_owner(*, person_id: int | None, organisation_id: int | None, at: datetime) -> tuple[HeldPaper, ...]:
    """The same at the counter, before there is a request: the caller knows who is there, and that they agree."""
    found = _of_owner(person_id, organisation_id)
    return tuple(paper for paper in _papers(found, at=at) if paper.is_valid)


def _of_owner(person_id: int | None, organisation_id: int | None) -> QuerySet[Held]:
    owner = Q(pk__in=[])
    if person_id is not None:
        owner |= Q(person_id=person_id)
    if organisation_id is not None:
        owner |= Q(organisation_id=organisation_id)
    return Held.objects.filter(owner, erased_at=None)


def fitting(papers: Iterable[HeldPaper], *, code: str, name: str) -> tuple[list[HeldPaper], list[HeldPaper]]:
    """Those that are the paper asked for, by its code or by its very name; and the others, which their owner may know."""
    fit: list[HeldPaper] = []
    others: list[HeldPaper] = []
    for paper in papers:
        (fit if paper.code == code or fold(paper.name) == fold(name) else others).append(paper)
    return fit, others


def facts(ids: Iterable[int], *, at: datetime) -> dict[int, HeldPaper]:
    """Stored papers that lie in a request or a draft; the caller has passed the gate of that."""
    found = _papers(Held.objects.filter(pk__in=list(ids)), at=at)
    return {paper.id: paper for paper in found}


def kept_because(paper: HeldPaper, *, at: datetime) -> tuple[KeptBecause, ...]:
    """Requests that must keep this file, whatever its owner wants (retention law)."""
    if paper.file_id is None:
        return ()
    holders = documents.holders(paper.file_id)
    dossiers, on = _of_holders([holder for holder, _until in holders]), at.astimezone(TZ).date()
    codes = {
        version_id: procedures.definition(version_id).code
        for version_id in {version_id for _number, version_id in dossiers.values()}
    }
    found = []
    for holder, until in holders:
        dossier = dossiers.get(holder)
        if dossier is not None:
            number, version_id = dossier
            rule = documents.rule_of(holder_kind(holder), of=codes[version_id], on=on)
            found.append(KeptBecause(number or "", until, rule.whole, rule.basis))
    return tuple(found)


def _of_holders(holders: Iterable[str]) -> dict[str, tuple[str | None, int]]:
    """Number and version of the requests that hold a file as paper, scan or result; two questions, however many."""
    of_paper: dict[int, list[str]] = defaultdict(list)
    of_result: dict[int, list[str]] = defaultdict(list)
    for holder in holders:
        kind, _, number = holder.partition(":")
        if number.isdecimal() and kind in ("dossiers.paper", "dossiers.scan"):
            of_paper[int(number)].append(holder)
        elif number.isdecimal() and kind == "dossiers.result":
            of_result[int(number)].append(holder)
    papers = Paper.objects.filter(pk__in=of_paper).values_list("pk", "dossier__number", "dossier__version_id")
    results = Dossier.objects.filter(pk__in=of_result).values_list("pk", "number", "version_id")
    found: dict[str, tuple[str | None, int]] = {}
    for rows, wanted in ((papers, of_paper), (results, of_result)):
        for pk, number, version_id in rows:
            found |= dict.fromkeys(wanted[pk], (number, version_id))
    return found


def _papers(
    rows: QuerySet[Held], *, at: datetime, with_uses: bool = False, limit: int | None = SHOWN_MAX
) -> tuple[HeldPaper, ...]:
    found = list(rows.select_related("dossier", "organisation").order_by("-held_at", "-pk")[:limit])
    originals = documents.originals([row.original for row in found if row.original is not None])
    later = documents.originals([one.replaced_by for one in originals.values() if one.replaced_by])
    uses = _uses([row.pk for row in found]) if with_uses else {}
    return tuple(
        _paper(row, originals.get(row.original) if row.original else None, later, uses.get(row.pk, ()), at)
        for row in found
    )


def _uses(ids: list[int]) -> dict[int, tuple[UsedIn, ...]]:
    found: dict[int, tuple[UsedIn, ...]] = {}
    for row in Reuse.objects.filter(held__in=ids).select_related("paper__dossier__agency").order_by("-pk"):
        dossier = row.paper.dossier
        used = UsedIn(dossier.number or "", dossier.agency.name, row.at, row.officer_id is not None)
        found[row.held_id] = (*found.get(row.held_id, ()), used)
    return found


def _paper(
    row: Held,
    original: documents.OriginalFacts | None,
    later: dict[UUID, documents.OriginalFacts],
    used: tuple[UsedIn, ...],
    at: datetime,
) -> HeldPaper:
    in_its_place = later.get(original.replaced_by) if original and original.replaced_by else None
    return HeldPaper(
        id=row.pk,
        key=row.key,
        name=row.name,
        code=row.code,
        source=HeldSource(row.source),
        issuer=row.issuer,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        validity=validity(
            expires_on=row.expires_on,
            status=original.status if original else None,
            is_erased=row.erased_at is not None,
            on=at.astimezone(TZ).date(),
        ),
        file_id=row.file_id,
        number=row.dossier.number or "",
        organisation=row.organisation.name if row.organisation is not None and row.person_id is None else "",
        replaced_by=in_its_place.number if in_its_place else "",
        used=used,
    )
