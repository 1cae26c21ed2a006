"""What a restored node lost is settled by a person: the state stays, why it may is written down."""

from datetime import datetime

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.exchange import queries
from motcua.exchange.models import Lost
from motcua.exchange.rules import Entry
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, Refusal, gettext_noop
from motcua.foundation.text import nfc
from motcua.people.rules import Reach


class SettledAlready(Refusal):
    code = "exchange.settled-already"
    sentence = gettext_noop("What was lost of %(number)s is settled already.")
    next_step = gettext_noop("Nothing more has to be done; look at the list again.")


@transaction.atomic
def settle_lost(*, lost_id: int, reason: str, reach: Reach, at: datetime) -> None:
    """Take one line off the list, with the reason. By operators of the nation."""
    if not queries.may_register(reach, at=at):
        raise Forbidden
    lost = Lost.objects.filter(pk=lost_id).select_related("node").first()
    if lost is None:
        raise NotFound
    said = nfc(reason).strip()[:300]
    if not said:
        raise InvalidInput(faults=[Fault("reason", gettext_noop("Write why."))])
    changed = Lost.objects.filter(pk=lost_id, settled_at=None).update(settled_at=at, reason=said)
    if changed != 1:
        raise SettledAlready(number=lost.number)
    chronicle.append(
        kind=Entry.LOST_SETTLED,
        subject=f"node:{lost.node.code}",
        actor=reach.actor,
        at=at,
        data={"number": lost.number, "epoch": lost.epoch, "revision": lost.revision},
    )
