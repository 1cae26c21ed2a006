"""The nation as the witness of a node's chronicle."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from motcua.chronicle import actions as chronicle
from motcua.chronicle.models import Entry, Leaf, Seal, Sealer
from motcua.exchange import actions
from motcua.exchange.models import Countersign, HeldSeal, NodeKey, Outbox
from motcua.exchange.rules import witness
from motcua.foundation import keys
from tests.chronicle.acts import NOW, seal_all
from tests.chronicle.guard import lifted
from tests.dossiers.build import make_world, submitted
from tests.exchange.conftest import LONG_AGO, public

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def seal_key(node):
    key = keys.key("seal", folder=Path(settings.KEYS_DIR))
    return NodeKey.objects.create(node=node, key=key.id, use="seal", public=public(key), starts_at=LONG_AGO)


def sealed(world, times):
    for _ in range(times):
        submitted(world)
        seal_all()


def test_seals_are_countersigned_and_what_the_nation_signed_can_be_checked_here(world, sender, seal_key):
    sealed(world, 3)
    assert actions.send_seals(sender=sender, at=NOW) == Seal.objects.count()
    assert actions.send_seals(sender=sender, at=NOW) == 0, "each once"
    for one in Countersign.objects.all():
        own = Seal.objects.get(number=one.seal)
        assert bytes(one.hash) == bytes(own.hash)
        keys.ed25519(keys.key_by_id(one.key, folder=Path(settings.KEYS_DIR))).public_key().verify(
            bytes(one.signature),
            witness.message(node="H15", epoch=own.epoch, number=own.number, digest=bytes(own.hash)),
        )


def test_the_same_seals_again_are_answered_again_and_kept_once(world, sender, seal_key, carry):
    sealed(world, 2)
    carry.breaks = ["answer lost"]
    assert actions.send_seals(sender=sender, at=NOW) == 0
    assert Outbox.objects.get().seal_problem == "time"
    assert actions.send_seals(sender=sender, at=NOW) == HeldSeal.objects.count() == Seal.objects.count()
    assert Outbox.objects.get().seal_problem == ""


def test_a_history_that_was_rewritten_is_not_witnessed(world, sender, seal_key):
    sealed(world, 2)
    actions.send_seals(sender=sender, at=NOW)
    before = list(HeldSeal.objects.values_list("seal", "hash"))
    # The node forgets what was witnessed and says something else under the same number, signed with its own key.
    HeldSeal.objects.filter(seal=2).update(hash=b"\1" * 32)
    Outbox.objects.update(seal=0)
    assert actions.send_seals(sender=sender, at=NOW) == 0
    assert Outbox.objects.get().seal_problem == "exchange.seal-conflict"
    assert len(before) == HeldSeal.objects.count()


def test_a_seal_that_does_not_continue_the_one_before_is_not_witnessed(world, sender, seal_key):
    sealed(world, 2)
    actions.send_seals(sender=sender, at=NOW)
    HeldSeal.objects.filter(seal=Seal.objects.count()).update(hash=b"\1" * 32)
    sealed(world, 1)
    assert actions.send_seals(sender=sender, at=NOW) == 0
    assert Outbox.objects.get().seal_problem == "exchange.seal-conflict"


def test_after_a_restore_the_new_epoch_goes_on_from_the_seal_that_was_kept(world, sender, seal_key):
    sealed(world, 3)
    actions.send_seals(sender=sender, at=NOW)
    # Back to the second seal; what the third sealed is lost here and stays with the witness.
    last = Seal.objects.count()
    with_guard_lifted(last)
    Outbox.objects.update(seal=last - 1)
    chronicle.begin_epoch(reason="restore", at=NOW)
    seal_all()
    assert actions.send_seals(sender=sender, at=NOW) > 0
    assert HeldSeal.objects.filter(seal=last).count() == 2


def test_seals_of_a_key_that_the_nation_does_not_know_are_refused_whole(world, sender, node):
    sealed(world, 2)
    assert actions.send_seals(sender=sender, at=NOW) == 0
    assert Outbox.objects.get().seal_problem == "exchange.seal-unreadable"
    assert not HeldSeal.objects.exists()


def with_guard_lifted(number):
    """Take the last seal and its entries out, as a database brought back from yesterday has them."""
    with lifted(connection):
        leaves = Leaf.objects.filter(seal_id=number)
        entries = list(leaves.values_list("entry_id", flat=True))
        leaves.delete()
        Seal.objects.filter(number=number).delete()
        Entry.objects.filter(pk__in=entries).delete()
        newest = Leaf.objects.order_by("-position").select_related("entry").first()
        Sealer.objects.update(entry=newest.entry_id, xid=newest.entry.xid)
