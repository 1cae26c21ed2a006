"""The registry of nodes: registered, given a key, suspended, resumed. By an operator of the whole nation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.chronicle import actions as chronicle
from motcua.exchange import queries
from motcua.exchange.models import Node, NodeKey
from motcua.exchange.rules import Entry, Kind, registry
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import nfc
from motcua.people import queries as people
from motcua.people.rules import Reach


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A public key, by the name under which it signs."""

    key: str
    public: bytes
    use: str = "exchange"


@dataclass(frozen=True, kw_only=True)
class NewNode:
    """What is written about a node. `agency` is the identifier of the province or ministry that runs it."""

    code: str
    kind: Kind
    agency: str
    name: str
    scopes: tuple[str, ...]
    keys: tuple[NewKey, ...]
    name_en: str = ""
    contact: str = ""
    address: str = ""  # where people reach it
    simulated: bool = False


@transaction.atomic
def register(*, form: NewNode, reach: Reach, at: datetime) -> int:
    """From now on the nation takes what this node signs."""
    _check_operator(reach, at)
    faults = [
        *registry.node_faults(
            code=form.code,
            name=form.name,
            address=form.address.strip(),
            scopes=form.scopes,
            keys=[new.key for new in form.keys],
        ),
        *(fault for new in form.keys for fault in registry.key_faults(key=new.key, public=new.public)),
    ]
    agency_id = _agency(form, at)
    if form.kind in registry.LEVEL_OF_KIND and agency_id is None:
        faults.append(
            Fault("agency", gettext_noop("No province or ministry of this kind bears this identifier today."))
        )
    if faults:
        raise InvalidInput(faults=faults)
    if Node.objects.filter(code=form.code).exists():
        raise registry.NodeKnown(node=form.code)
    for other, theirs in Node.objects.order_by("code").values_list("code", "scopes"):
        for scope in sorted(set(theirs) & set(form.scopes)):
            raise registry.ScopeTaken(scope=scope, node=other)
    node = Node.objects.create(
        code=form.code, kind=form.kind, agency_id=agency_id, name=nfc(form.name).strip(), name_en=form.name_en.strip(),
        scopes=sorted(set(form.scopes)), contact=form.contact.strip(), address=form.address.strip().rstrip("/"), simulated=form.simulated, registered_at=at,
    )  # fmt: skip
    for new in form.keys:
        _save_key(node, new, at)
    _append(Entry.NODE_REGISTERED, node, reach, at, keys=[new.key for new in form.keys], scopes=node.scopes)
    return node.pk


def _agency(form: NewNode, at: datetime) -> int | None:
    found = (
        people.agency_of_code(form.agency.strip(), on=at.astimezone(TZ).date())
        if form.agency.strip()
        else None
    )
    wanted = registry.LEVEL_OF_KIND.get(form.kind)
    return found if found is None or wanted in (None, people.agency(found).level) else None


@transaction.atomic
def add_key(*, node: str, form: NewKey, reach: Reach, at: datetime) -> None:
    """One more key that is believed, beside those there are."""
    found = _found(node, reach, at)
    _check_key(form)
    _save_key(found, form, at)
    _append(Entry.KEY_ADDED, found, reach, at, keys=[form.key], use=form.use)


@transaction.atomic
def rotate(
    *, node: str, form: NewKey, reach: Reach, at: datetime, overlap: timedelta = registry.OVERLAP
) -> None:
    """A new key; the earlier ones of its use are believed until the overlap is over, never longer than before."""
    found = _found(node, reach, at)
    _check_key(form)
    if not timedelta(0) <= overlap <= timedelta(days=registry.OVERLAP_DAYS_MAX):
        said = gettext_noop("Write a number of days from 0 to %(most)s.")
        raise InvalidInput(faults=[Fault("days", said, {"most": registry.OVERLAP_DAYS_MAX})])
    earlier = NodeKey.objects.filter(node=found, use=form.use, revoked_at__isnull=True)
    earlier.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at + overlap)).update(ends_at=at + overlap)
    _save_key(found, form, at)
    _append(
        Entry.KEY_ADDED, found, reach, at, keys=[form.key], use=form.use, overlap=int(overlap.total_seconds())
    )


@transaction.atomic
def revoke_key(*, node: str, key: str, reach: Reach, at: datetime) -> None:
    """From now on nothing signed by this key is believed, also what was signed before."""
    found = _found(node, reach, at)
    changed = NodeKey.objects.filter(node=found, key=key, revoked_at__isnull=True).update(revoked_at=at)
    if changed != 1:
        raise registry.NoSuchKey(node=node, key=key)
    _append(Entry.KEY_REVOKED, found, reach, at, keys=[key])


@transaction.atomic
def suspend(*, node: str, reason: str, reach: Reach, at: datetime) -> None:
    """Nothing is taken from it until it is resumed; what it sent stays."""
    found = _found(node, reach, at)
    said = nfc(reason).strip()
    if not said:
        raise InvalidInput(faults=[Fault("reason", gettext_noop("Write why."))])
    changed = Node.objects.filter(pk=found.pk, suspended_at__isnull=True).update(
        suspended_at=at, reason=said[:300]
    )
    if changed != 1:
        raise registry.Suspended(node=node)
    _append(Entry.NODE_SUSPENDED, found, reach, at)


@transaction.atomic
def resume(*, node: str, reach: Reach, at: datetime) -> None:
    """What it sends is taken again, from where it stopped."""
    found = _found(node, reach, at)
    changed = Node.objects.filter(pk=found.pk, suspended_at__isnull=False).update(
        suspended_at=None, reason=""
    )
    if changed != 1:
        raise registry.NotSuspended(node=node)
    _append(Entry.NODE_RESUMED, found, reach, at)


def _check_operator(reach: Reach, at: datetime) -> None:
    if not queries.may_register(reach, at=at):
        raise Forbidden


def _found(node: str, reach: Reach, at: datetime) -> Node:
    _check_operator(reach, at)
    found = Node.objects.filter(code=node).first()
    if found is None:
        raise NotFound
    return found


def _check_key(form: NewKey) -> None:
    if faults := list(registry.key_faults(key=form.key, public=form.public)):
        raise InvalidInput(faults=faults)


def _save_key(node: Node, form: NewKey, at: datetime) -> None:
    try:
        with transaction.atomic():
            NodeKey.objects.create(node=node, key=form.key, use=form.use, public=form.public, starts_at=at)
    except IntegrityError:
        raise registry.KeyKnown(key=form.key) from None


def _append(kind: Entry, node: Node, reach: Reach, at: datetime, **data: "str | int | Sequence[str]") -> None:
    chronicle.append(
        kind=kind, subject=f"node:{node.code}", actor=reach.actor, at=at,
        data={name: list(value) if not isinstance(value, str | int) else value for name, value in data.items()},
    )  # fmt: skip
