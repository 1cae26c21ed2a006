"""The catalogue: drawn by a local node, never over what was changed there; and the offers that a node says at the nation."""

from datetime import date, datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.exchange.models import Drawn, Following, Node, Offer
from motcua.exchange.queries import catalogue as queries
from motcua.exchange.rules import Entry, batch
from motcua.exchange.rules import catalogue as rules
from motcua.exchange.rules.catalogue import Change, Changes, Offers, Outcome, Taker
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Level, system
from motcua.procedures import actions as procedures
from motcua.procedures import queries as procedure_queries
from motcua.procedures.queries import VersionFacts
from motcua.procedures.rules import Status

OURS = "system:exchange"
DIFFERS = "exchange.text-differs"  # the text is not the one whose digest was said


def draw(*, answer: Changes, at: datetime) -> int:
    """Take in one answer of the nation; returns how many versions came into force. Taken in twice, nothing changes."""
    before = queries.following()
    published = sum(_draw(change, at=at) is Outcome.PUBLISHED for change in answer.changes)
    Following.objects.update_or_create(
        pk=queries.ONLY_ROW,
        defaults={
            # The nation was restored to an earlier state: everything is asked for again.
            "position": answer.upto if answer.head >= before.position else 0,
            "drawn_at": at,
            "problem": "",
        },
    )
    return published


def _draw(change: Change, *, at: datetime) -> Outcome:
    """One text: published when nothing of this node's own stands in its way, else kept as a draft or named."""
    problem, version_id = "", None
    try:
        with transaction.atomic():
            outcome, version_id = _taken_in(change, at=at)
    except Refusal as refusal:
        outcome, problem = Outcome.REFUSED, refusal.code
    except _Differs:
        outcome, problem = Outcome.REFUSED, DIFFERS
    known = Drawn.objects.filter(procedure=change.procedure, digest=change.digest)
    if outcome is Outcome.SAME and known.exists():
        return outcome  # said before; what was decided about it stays
    Drawn.objects.update_or_create(
        procedure=change.procedure,
        digest=change.digest,
        defaults={"outcome": outcome, "problem": problem, "version_id": version_id, "at": at},
    )
    return outcome


class _Differs(Exception):
    """Rolls back what was loaded."""


def _taken_in(change: Change, *, at: datetime) -> tuple[Outcome, int | None]:
    versions = procedure_queries.versions_of(change.procedure)
    here = next((one for one in versions if one.digest == change.digest), None)
    if here is not None and change.ends_on is not None:
        return _closed(here, change, at=at), here.id
    last = next((one for one in versions if one.status is not Status.DRAFT), None)
    known = Drawn.objects.filter(
        procedure=change.procedure, outcome__in=[Outcome.SAME, Outcome.PUBLISHED]
    ).values_list("digest", flat=True)
    outcome = rules.outcome_of(
        is_here=here is not None, in_force=last.digest if last else None, from_nation=list(known)
    )
    if here is not None:
        return outcome, here.id
    if change.ends_on is not None:
        return Outcome.CLOSED, None  # never was here, and is over
    loaded = procedures.load(text=change.text, by=OURS, at=at)
    if (
        loaded.code != change.procedure
        or procedure_queries.version(loaded.version_id).digest != change.digest
    ):
        raise _Differs
    starts_on = date.fromisoformat(change.starts_on)
    if outcome is Outcome.PUBLISHED and last is not None and last.starts_on is not None:
        outcome = Outcome.PUBLISHED if starts_on > last.starts_on else Outcome.HELD
    if outcome is Outcome.PUBLISHED:
        procedures.publish(version_id=loaded.version_id, starts_on=starts_on, by=OURS, at=at)
    return outcome, loaded.version_id


def _closed(here: VersionFacts, change: Change, *, at: datetime) -> Outcome:
    """Closed at the nation: here too, while the last version in force is the nation's."""
    assert change.ends_on is not None
    newest = next(
        one for one in procedure_queries.versions_of(change.procedure) if one.status is not Status.DRAFT
    )
    if newest.id == here.id and here.status is Status.PUBLISHED and here.ends_on is None:
        procedures.close(code=change.procedure, ends_on=date.fromisoformat(change.ends_on), by=OURS, at=at)
    return Outcome.CLOSED


def offered(*, said: Offers, at: datetime) -> None:
    """The nation has heard what this node takes."""
    Following.objects.update_or_create(
        pk=queries.ONLY_ROW, defaults={"offered": rules.digest(said), "offered_at": at}
    )


def trouble(*, problem: str) -> None:
    """The nation could not be asked; the page says so."""
    Following.objects.update_or_create(pk=queries.ONLY_ROW, defaults={"problem": problem[:60]})


# At the nation -----------------------------------------------------------------------------------------------


@transaction.atomic
def say_offers(*, node: str, said: Offers, at: datetime) -> int:
    """What a node takes online, as a whole: what it no longer names is no longer offered. Returns how many."""
    known = Node.objects.get(code=node)
    pairs = rules.pairs(said)
    scopes = frozenset(known.scopes)
    for place in said.places:
        if not batch.belongs(place.code, scopes):
            raise rules.PlaceNotYours(place=place.code)
    Offer.objects.filter(node=known).delete()
    Offer.objects.bulk_create(
        [
            Offer(
                node=known,
                procedure=offer.procedure,
                digest=offer.digest,
                place=place.code,
                name=place.name,
                name_en=place.name_en,
                phone=place.phone,
                address=place.address,
                said_at=at,
            )
            for offer, place in pairs
        ],
        batch_size=1000,
    )
    _add_agencies(known, said.places, at=at)
    chronicle.append(
        kind=Entry.OFFERS_SAID,
        subject=f"node:{node}",
        actor=OURS,
        at=at,
        data={"offers": len(pairs), "digest": rules.digest(said)},
    )
    return len(pairs)


def _add_agencies(node: Node, places: list[Taker], *, at: datetime) -> None:
    """Offices that the nation's tree does not have yet, under the node's own agency."""
    known = people.names_of_codes([place.code for place in places])
    for place in places:
        if place.code in known or place.level not in set(Level):
            continue
        people_actions.add_agency(
            form=people_actions.AgencyForm(
                name=place.name,
                name_en=place.name_en,
                level=Level(place.level),
                code=place.code,
                phone=place.phone,
                address=place.address,
                valid_from=at.astimezone(TZ).date(),
                simulated=node.simulated,
            ),
            parent_id=node.agency_id,
            reach=system("exchange"),
            at=at,
        )
