"""An import that is taken back: the nation forgets what it had heard of it, at once, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.dossiers.models import Dossier
from motcua.exchange import queries
from motcua.exchange.models import Aside, Counter, Outbox, State
from motcua.exchange.queries import counters
from motcua.exchange.rules import batch
from tests.chronicle.acts import seal_all
from tests.dossiers.build import make_world, submitted
from tests.exchange.test_states_travel import send_all
from tests.operations.importing.bringing import bring, of
from tests.operations.importing.tables import dossier, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(db, sender, tmp_path):
    """A request of our own and two brought in; the nation has heard of all three. The key of the import."""
    world = make_world()
    own = submitted(world).number
    said = bring(written(tmp_path / "ho-so.csv", [dossier("A"), dossier("B")]))
    say(sender)
    assert State.objects.count() == 3
    return world, own, said.rsplit("--undo ", 1)[1].split()[0]


def say(sender):
    seal_all()
    send_all(sender, at=datetime.now(UTC) + timedelta(minutes=1))


def test_the_nation_forgets_what_was_taken_back_and_lists_nothing(told, sender):
    _world, own, key = told
    bring(undo=key)
    say(sender)
    assert [one.number for one in State.objects.all()] == [own]
    assert counters.counted() == counters.recount()
    assert not Aside.objects.filter(settled_at=None).exists()
    before = Outbox.objects.get().position
    say(sender)
    assert Outbox.objects.get().position == before and State.objects.count() == 1


def test_what_the_nation_never_heard_of_is_no_trouble(sender, tmp_path):
    world = make_world()
    submitted(world)
    said = bring(written(tmp_path / "ho-so.csv", [dossier("A")]))
    bring(undo=said.rsplit("--undo ", 1)[1].split()[0])
    say(sender)
    assert State.objects.count() == 1 and not Aside.objects.exists()
    assert counters.counted() == counters.recount()


@pytest.mark.parametrize("kept", ["gone on", "of another node", "said later"])
def test_nothing_else_is_forgotten_by_that_word(told, sender, node, kept):
    from motcua.exchange.actions.merge import forget

    _world, own, _key = told
    number = of("A").number
    position = State.objects.get(number=number).position
    changed = {"gone on": {"revision": 2}, "said later": {"position": position + 9}}.get(kept, {})
    State.objects.filter(number=number).update(**changed)
    figures = dict(Counter.objects.values_list("name", "value"))
    other = node.pk + 1 if kept == "of another node" else node.pk
    gone = [batch.SetAside(number, position + 1, batch.TAKEN_BACK)]
    assert forget(node_id=other, gone=gone) == 0
    assert State.objects.count() == 3 and figures == dict(Counter.objects.values_list("name", "value"))
    assert queries is not None and Dossier.objects.filter(number=own).exists()


def test_an_answer_that_was_lost_is_asked_for_again(told, sender, carry):
    _world, own, key = told
    bring(undo=key)
    carry.breaks = ["answer lost"]
    say(sender)
    assert [one.number for one in State.objects.all()] == [own]
    assert counters.counted() == counters.recount()
