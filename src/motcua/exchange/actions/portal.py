"""The national portal's first format: taking what others send in it, and telling our own dossiers in it.

What is taken has no signature and holds personal data: it is read, merged and forgotten; one chronicle entry a call.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules import PortalRecord
from motcua.exchange import queries
from motcua.exchange.actions.merge import merge
from motcua.exchange.models import Node, Place, Stream
from motcua.exchange.rules import Entry, batch, portal, portal_build, portal_read
from motcua.exchange.rules.batch import Record
from motcua.exchange.rules.portal import BadItem, Codes, Item, Service
from motcua.exchange.rules.refusals import RecordsRefused
from motcua.people import actions as people
from motcua.people.rules import Reach

OURSELVES = Reach(None, None, "system:exchange", None, ())  # looks at what it sends, and may nothing
Call = Callable[[Service, dict[str, object]], Item]


class NotTaken(Exception):
    """Nothing of the call was kept; one sentence for each item that is wrong, in the portal's language."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentence = "; ".join(sentences)
        super().__init__(self.sentence)


# -- taking ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_portal(*, node: str, service: Service, items: Sequence[Item], at: datetime) -> int:
    """Take the items of one call, all or none; answers how many said something new."""
    row = Node.objects.select_for_update().get(code=node)
    cursors = queries.cursors(node_id=row.pk)
    position = cursors.get(portal_read.EPOCH, 0)
    made: list[Record] = []
    places: dict[str, str] = {}
    wrong: list[str] = []
    known = _known(row.pk, items) if service is Service.PROGRESS else {}
    for item in items:
        position += 1
        number = portal_read.number_of(item)
        try:
            if number and not batch.belongs(number.partition("-")[0], tuple(row.scopes)):
                raise NotTaken([f"{number[:60]}: không thuộc phạm vi của đơn vị gửi"])
            if service is Service.SYNC:
                record, place = portal_read.record(item, position=position, simulated=row.simulated)
                places[place.code] = place.name
            elif number in known:
                record = portal_read.advanced(known[number], item, position=position)
            else:
                raise NotTaken([f"{number[:60] or 'Hồ sơ không có mã'}: chưa được đồng bộ"])
        except (BadItem, NotTaken) as bad:
            wrong.append(bad.sentence)
        else:
            known[number] = record
            made.append(record)
    if wrong:
        raise NotTaken(wrong)
    applied = _merge(row.pk, made)
    _keep_places(row, places)
    Stream.objects.update_or_create(
        node=row, epoch=portal_read.EPOCH, defaults={"position": position, "moved_at": at}
    )
    Node.objects.filter(pk=row.pk).update(seen_at=at, connected_at=row.connected_at or at)
    data = {"format": "portal/1", "service": service.value, "count": len(items), "applied": applied}
    subject = f"node:{row.code}"
    chronicle.append(kind=Entry.BATCH_RECEIVED, subject=subject, actor="system:exchange", at=at, data=data)
    return applied


def _known(node_id: int, items: Sequence[Item]) -> dict[str, Record]:
    numbers = [portal_read.number_of(item) for item in items]
    return {record.number: record for record in queries.records(node_id=node_id, numbers=numbers)}


def _merge(node_id: int, made: Sequence[Record]) -> int:
    newest: dict[str, Record] = {}
    for record in made:  # one dossier may be named several times in a call
        held = newest.get(record.number)
        if held is None or (record.revision, record.position) > (held.revision, held.position):
            newest[record.number] = record
    try:
        return merge(node_id=node_id, records=list(newest.values()))
    except RecordsRefused as refused:
        said = "trạng thái không thể nối tiếp trạng thái đã biết"
        raise NotTaken([f"{record['number']}: {said}" for record in refused.records]) from None


def _keep_places(node: Node, places: dict[str, str]) -> None:
    for code, name in places.items():
        Place.objects.update_or_create(node=node, code=code, defaults={"name": name})


# -- telling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """How it went for one dossier: done, or what was missing or answered. Fields and codes, no values."""

    number: str
    done: bool
    missing: tuple[str, ...] = ()
    failed: str = ""  # the service that was not done
    code: str = ""


def tell_portal(*, keys: Collection[str], codes: Codes, call: Call, at: datetime) -> list[Told]:
    """Tell these dossiers over the service bus, each in three calls in their order. Each look at a number is logged."""
    records = dossiers.portal_records(keys)
    for record in records.values():
        if record.person_id is not None and record.identity:
            people.log_access(
                reach=OURSELVES, what="exported", subject=record.number, person_id=record.person_id, at=at
            )  # fmt: skip
    return [_tell(record, codes=codes, call=call) for record in records.values()]


def _tell(record: PortalRecord, *, codes: Codes, call: Call) -> Told:
    item = portal_build.item(record, codes=codes)
    if lacking := portal.missing(item):
        return Told(record.number, False, missing=lacking)
    found = call(Service.FIND, {"mahoso": record.number})
    if not portal.is_ok(found):
        return Told(
            record.number, False, failed=Service.FIND.value, code=portal.text(found, "error_code")[:20]
        )
    is_known = portal.truth(bool(found.get("result")))
    steps: tuple[tuple[Service, dict[str, object]], ...] = (
        (Service.SYNC, {"isUpdating": is_known, "data": [item]}),
        (Service.PROGRESS, {"data": portal_build.progress(record)}),
    )
    for service, more in steps:
        reply = call(service, more)
        if not portal.is_ok(reply):
            return Told(
                record.number, False, failed=service.value, code=portal.text(reply, "error_code")[:20]
            )
    return Told(record.number, True)
