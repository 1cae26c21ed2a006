"""Who helps whom; answers are plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.foundation import secret_text

from ..models import Account, HelperMandate, Person
from ..rules import Reach
from ..rules import helping as rules

SHOWN_MAX = 100


@dataclass(frozen=True)
class MandateFacts:
    """One mandate as both see it."""

    public_id: str
    helped_id: int
    helped: str
    helper_id: int | None
    helper: str  # as named, once confirmed as on the account
    capacity: str
    organisation: str
    allowed: tuple[str, ...]
    procedures: tuple[str, ...]
    dossier: str
    given_at: datetime
    starts_at: datetime | None
    ends_at: datetime
    ended_at: datetime | None
    is_noted: bool  # at a counter
    paper: str

    def runs(self, at: datetime) -> bool:
        return rules.runs(starts_at=self.starts_at, ends_at=self.ends_at, ended_at=self.ended_at, at=at)

    def waits(self, at: datetime) -> bool:
        return self.starts_at is None and self.ended_at is None and at < self.given_at + rules.INVITATION_FOR


def running(at: datetime) -> QuerySet[HelperMandate]:
    """Mandates by which somebody may act at this moment; `rules.runs`, said by the database."""
    return HelperMandate.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at), starts_at__lte=at, ends_at__gt=at
    )


def open_mandates(at: datetime) -> QuerySet[HelperMandate]:
    """Those that run, and those that wait for the helper's word."""
    return HelperMandate.objects.filter(
        Q(starts_at__isnull=False) | Q(given_at__gt=at - rules.INVITATION_FOR), ended_at=None, ends_at__gt=at
    )


def invitation(code: str, *, at: datetime) -> HelperMandate | None:
    """What a code asks for, while it may still be confirmed."""
    plain = "".join(code.split()).lower().replace("-", "")
    if not plain:
        return None
    found = HelperMandate.objects.select_related("helped", "helper").filter(
        code_hash=secret_text.fingerprint(plain, use="invitation", folder=settings.KEYS_DIR),
        given_at__gt=at - rules.INVITATION_FOR, ends_at__gt=at, starts_at=None, ended_at=None,
    )  # fmt: skip
    return found.first()


def mandates_about(person_id: int | None) -> list[MandateFacts]:
    """Of both sides, the newest first."""
    if person_id is None:
        return []
    rows = HelperMandate.objects.filter(Q(helped_id=person_id) | Q(helper_id=person_id))
    return [facts(row) for row in rows.select_related("helped", "helper").order_by("-pk")[:SHOWN_MAX]]


def mandate_of(public_id: str) -> MandateFacts | None:
    row = HelperMandate.objects.select_related("helped", "helper").filter(public_id=public_id).first()
    return facts(row) if row else None


def acting_for(reach: Reach, public_id: str, *, at: datetime) -> Reach | None:
    """The reach of a helper who acts for somebody now; nothing once the mandate no longer runs.

    An officer's hats are taken off: what is done for somebody is done as a neighbour would do it.
    """
    row = running(at).select_related("helped", "helper").filter(public_id=public_id).first()
    if row is None or row.helper is None or row.helper_id != reach.person_id:
        return None
    helping = rules.Helping(
        mandate_id=row.pk,
        public_id=row.public_id,
        helped=row.helped.public_id,
        helped_name=row.helped.full_name,
        helper_id=row.helper.pk,
        helper_name=row.helper.full_name,
        capacity=rules.Capacity(row.capacity),
        organisation=row.organisation,
        allowed=frozenset(rules.Allowed(word) for word in row.allowed.split()),
        procedures=frozenset(row.procedures),
        dossier=row.dossier,
        ends_at=row.ends_at,
    )
    return Reach(
        account_id=reach.account_id,
        person_id=row.helped_id,
        household=row.helped.household_key,
        actor=f"person:{row.helper.public_id}",
        person=row.helper.public_id,
        officer_id=None,
        grants=(),
        hats=0,
        helping=helping,
    )


def near(at: datetime) -> QuerySet[HelperMandate]:
    """Mandates that make an officer biased: they run, or ended not long ago."""
    ended = Q(ended_at__gt=at - rules.NEAR_FOR) | Q(ended_at=None)
    return HelperMandate.objects.filter(ended, starts_at__lte=at, ends_at__gt=at - rules.NEAR_FOR)


def helped_by(person_id: int | None, at: datetime) -> frozenset[int]:
    return frozenset(near(at).filter(helper_id=person_id).values_list("helped_id", flat=True))


def names(public_ids: Collection[str]) -> dict[str, str]:
    """Names by opaque id, for pages that show who acted."""
    rows = Person.objects.filter(public_id__in=public_ids)
    return dict(rows.values_list("public_id", "full_name"))


def language_of(person_id: int) -> str:
    return Account.objects.filter(person_id=person_id).values_list("language", flat=True).first() or "vi"


def facts(row: HelperMandate) -> MandateFacts:
    return MandateFacts(
        public_id=row.public_id,
        helped_id=row.helped_id,
        helped=row.helped.full_name,
        helper_id=row.helper_id,
        helper=row.helper.full_name if row.helper else row.name,
        capacity=row.capacity,
        organisation=row.organisation,
        allowed=tuple(row.allowed.split()),
        procedures=tuple(row.procedures),
        dossier=row.dossier,
        given_at=row.given_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        is_noted=row.noted_by_id is not None,
        paper=row.paper,
    )
