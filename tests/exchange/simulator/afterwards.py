"""What comes after a seed was judged: damage that only a comparison finds, and a history that was written anew."""

from django.db.models import F

from motcua.chronicle import jobs as chronicle_jobs
from motcua.chronicle.models import Seal
from motcua.exchange import actions, queries
from motcua.exchange.models import Aside, Counter, HeldSeal, Node, Outbox, Replay, State
from motcua.exchange.rules.following import reachable
from tests.exchange.simulator import oracle
from tests.exchange.simulator.machines import OPERATOR

HURT_MAX = 4
TRIES_MAX = 12


def hurt_and_mend(world):
    """The nation loses states that it had, as by a damaged disk. The comparison of the night finds each; one click
    sends them again, over a bad network. Then both sides are equal again."""
    node = world.chance.choice(world.nodes)
    with world.nation.use():
        nation = oracle.Told(world.nation.folder)
    with node.use():
        here = oracle.Present(node, world.nation)
    whole = [
        number
        for number, there in nation.states.get(node.code, {}).items()
        if here.newness.get(number) == (there.epoch, there.revision, there.position)
    ]
    hurt = world.chance.sample(sorted(whole), min(len(whole), world.chance.randint(1, HURT_MAX)))
    with world.nation.use():
        for number in hurt:
            _hurt(number, gone=world.chance.random() < 0.6)
    world.note(f"hurt at the nation: {hurt}")
    differ = _compared(world, node)
    assert set(hurt) <= differ, f"{set(hurt) - differ} differ and are not listed"
    with node.use():
        actions.ask_replay(numbers=sorted(differ), reach=OPERATOR, at=node.now())
    world.healed, world.deep = False, 99  # the network is bad again; nothing else happens
    for _ in range(TRIES_MAX):
        world._on(node, "again", lambda: actions.send_replays(sender=node.sender(), at=node.now()))
        world.tick()
    world.healed, world.deep = True, 0
    while world.letters:
        world.deliver_late(None)
    world._drain(node)  # another process may have acted in between
    world._on(node, "again", lambda: actions.send_replays(sender=node.sender(), at=node.now()))
    with node.use():
        here = oracle.Present(node, world.nation)
        assert not Replay.objects.exists(), "something asked for again still waits"
    still = _compared(world, node)
    unequal = {n for n, one in here.records.items() if f".{node.code}-" not in one.number}
    unequal |= {number for number in nation.states.get(node.code, {}) if number not in whole}
    assert still <= unequal, f"{still - unequal} differ after they were sent again"
    with world.nation.use():
        for number in hurt:
            there = State.objects.get(pk=number)
            for name in oracle.SAME:
                assert getattr(there, name) == getattr(here.records[number], name), f"{number}: {name} again"
        assert queries.counted() == queries.recount(), "counters are no recount after a replay"


def _hurt(number, *, gone):
    """As if it had never come, or as if its last state had not; running figures with it."""
    row = State.objects.get(pk=number)
    if not gone and row.revision > 1 and (row.state, row.state) in reachable():
        State.objects.filter(pk=number).update(revision=F("revision") - 1, position=0)
        return
    names = ["dossiers", f"state-{row.state}"] + ["online"] * (row.channel == 2)
    for name, value in [*((name, 1) for name in names), ("states", row.times)]:
        changed = Counter.objects.filter(node=row.node, name=name).update(value=F("value") - value)
        assert changed == 1
    row.delete()


def _compared(world, node):
    """What a comparison lists: without trouble, for it is not what is tried here."""
    found = world._on(node, "compare", lambda: actions.compare(sender=node.sender(), at=node.now()))
    assert found is not None, "the nation did not answer a comparison to its end"
    with node.use():
        rows = Aside.objects.filter(node=node.code, settled_at=None)
        return set(rows.values_list("number", flat=True))


def say_something_else(world):
    """Somebody takes back the file of before an act, without a new epoch, and writes another act in its place. What
    was witnessed is contradicted; at the next word the node is told, and nothing that is held changes."""
    node = world.chance.choice(world.nodes)
    node.save()
    _seal_acts(world, node)
    world.be_witnessed(node)
    with node.use():
        witnessed = Outbox.objects.get().seal
        assert witnessed == Seal.objects.order_by("-number").first().number
    node.take_back()
    for _ in range(world.chance.choice((1, 2))):
        _seal_acts(world, node)
    if world.chance.random() < 0.5:  # and has it go on from where the nation stands
        with node.use():
            Outbox.objects.update(seal=witnessed)
        _seal_acts(world, node)
    with world.nation.use():
        before = _held(node)
    world.be_witnessed(node)
    with node.use():
        assert Outbox.objects.get().seal_problem == "exchange.seal-conflict", (
            "a witnessed seal was contradicted"
        )
    with world.nation.use():
        assert _held(node) == before


def _seal_acts(world, node):
    """Acts of another moment have another hash."""
    world.tick()
    world._on(node, "act", lambda: node.act(world.chance))
    world._on(node, "seal", lambda: chronicle_jobs.seal(now=node.now()))


def _held(node):
    rows = HeldSeal.objects.filter(node=Node.objects.get(code=node.code)).order_by("epoch", "seal")
    return [(epoch, seal, bytes(digest)) for epoch, seal, digest in rows.values_list("epoch", "seal", "hash")]
