"""What has to be so at the end of a seed, computed slowly from what the machines hold; and after each answer."""

import json
from collections import Counter as Tally

from django.db import connection

from motcua.chronicle import queries as chronicle
from motcua.chronicle.models import Seal
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.exchange.actions.send import KINDS
from motcua.exchange.models import (
    Aside,
    Batch,
    Counter,
    Countersign,
    HeldSeal,
    Lost,
    Node,
    Outbox,
    State,
    Stream,
)
from motcua.exchange.rules import batch, checks, witness
from motcua.exchange.rules.order import Lineage, common
from motcua.foundation import keys

SAME = (
    "revision",
    "state",
    "since",
    "submitted",
    "received",
    "promised",
    "due",
    "done",
    "returned",
    "late",
    "channel",
)
STANDS = """SELECT (SELECT count(*) FROM exchange_batch), (SELECT coalesce(sum(times), 0) FROM exchange_state),
 (SELECT coalesce(sum(position), 0) FROM exchange_stream), (SELECT coalesce(sum(value), 0) FROM exchange_counter),
 (SELECT count(*) FROM exchange_lost), (SELECT count(*) FROM chronicle_entry)"""


def stands(nation):
    """What the nation has stored, in few figures."""
    connection.ensure_connection()
    return connection.connection.execute(STANDS).fetchone()


def check_answer(world, before, response, headers, body):
    if response.status_code != 200:
        assert stands(world.nation) == before, (
            f"something of a refused request was stored ({response.status_code})"
        )
        return
    key = headers["Signature-Input"].partition('keyid="')[2].partition('"')[0]
    assert key, "the key is named"
    assert not any(key in node.revoked for node in world.nodes), "a revoked key was believed"
    if headers["Content-Encoding"] == "zstd" and batch.read(body)[0].replay:
        assert stands(world.nation)[2] == before[2], "a replay moved a cursor"
    said = json.loads(response.content).get("cursor")
    if said and "applied" in json.loads(response.content):
        connection.ensure_connection()
        question = "SELECT max(position) FROM exchange_stream s JOIN exchange_node n ON n.id = s.node_id WHERE n.code = ?"
        ((reached,),) = connection.connection.execute(question, (headers["Motcua-Node"],))
        assert (reached or 0) >= said["position"], "acknowledged, and not stored"


def judge(world):
    with world.nation.use():
        nation = Told(world.nation.folder)
        check_sound(world.nation)
    for node in world.nodes:
        with node.use():
            check_sound(node)
            here = Present(node, world.nation)
        here.check(nation)
    nation.check(world)


def check_sound(machine):
    known = {key.id: key.public for key in chronicle.public_keys()}
    report = chronicle.verify(public_keys=known)
    assert not report.findings, f"{machine.code}: {report.findings}"


class Present:
    """What a node would say today, and where."""

    def __init__(self, node, nation):
        self.node = node
        master = keys.key("exchange-check", folder=nation.folder / "keys").bytes
        mine = checks.node_key(key=master, node=node.code)
        names = [str(key) for key in Dossier.objects.values_list("key", flat=True)]
        found = dossiers.sync_records(
            keys=names, check=lambda number, secret: checks.check(key=mine, number=number, secret=secret)
        )
        entries = {name: digest for name, (_, digest) in dossiers.last_entries(names).items()}
        where = chronicle.positions(list(entries.values()))
        self.lineage = Lineage.of(chronicle.lineage())
        self.records = {one.number: one for one in found.values()}
        self.newness = {
            one.number: (self.lineage.epoch_at(where[entries[key]]), one.revision, where[entries[key]])
            for key, one in found.items()
        }
        self.head = chronicle.head()
        self.touched = [position for position, _, _ in chronicle.touched(kinds=KINDS, after=0, limit=10_000)]
        self.box = Outbox.objects.get()
        self.asides = set(Aside.objects.filter(settled_at=None).values_list("number", flat=True))
        self.seals = {(one.epoch, one.number): bytes(one.hash) for one in Seal.objects.all()}
        self.signed = {one.seal: (bytes(one.hash), bytes(one.signature)) for one in Countersign.objects.all()}

    def check_witnessed(self, nation):
        """Every seal of today's history is held as it is and countersigned; what else is held, a restore lost."""
        code, held = self.node.code, nation.seals.get(self.node.code, {})
        assert not self.box.seal_problem, f"{code}: {self.box.seal_problem}"
        for (epoch, number), digest in self.seals.items():
            assert held.get((epoch, number)) == digest, f"seal {number} of {code} is not held as it is"
            own, signature = self.signed.get(number, (b"", b""))
            assert own == digest, f"seal {number} of {code} has no countersignature of its own"
            nation.seal_key.verify(
                signature, witness.message(node=code, epoch=epoch, number=number, digest=digest)
            )
        gone = set(held) - set(self.seals)
        assert not gone or self.node.restored, f"{code} no longer has seals {gone} that are witnessed"

    def check(self, nation):
        self.check_witnessed(nation)
        code = self.node.code
        states = nation.states.get(code, {})
        for number, one in self.records.items():
            if f".{code}-" not in number:
                assert number not in states, f"{number} is no dossier of {code}"
                assert number in self.asides | nation.asides, f"{number} cannot travel and is not shown"
                continue
            assert number in states, f"{number} never arrived"
            there = states[number]
            if self.newness[number] < (there.epoch, there.revision, there.position):
                nation.check_lost(self.node, there)
                continue
            assert self.newness[number] == (there.epoch, there.revision, there.position), (
                f"{number} is another"
            )
            for name in SAME:
                assert getattr(one, name) == getattr(there, name), f"{number}: {name}"
            assert bytes(there.check_hash) == one.check
        for number, there in states.items():
            if number not in self.records:
                nation.check_lost(self.node, there)
        position = nation.expected(code, self.lineage)
        assert self.box.position == position, (
            f"{code} thinks of {self.box.position}, the nation of {position}"
        )
        assert not [one for one in self.touched if one > position], (
            f"{code} has more than the nation asked for"
        )
        received = nation.received[code]
        missing = [p for p in range(1, position + 1) if (self.lineage.epoch_at(p), p) not in received]
        assert not missing, f"positions {missing} of {code} never came"


class Told:
    """The nation's tables beside what its kept batches say, read one by one in the order they came."""

    def __init__(self, folder):
        self.nodes = {node.pk: node.code for node in Node.objects.all()}
        self.seal_key = keys.ed25519(keys.key("seal", folder=folder / "keys")).public_key()
        self.seals = {}
        for one in HeldSeal.objects.all():
            self.seals.setdefault(self.nodes[one.node_id], {})[one.epoch, one.seal] = bytes(one.hash)
        self.states = {}
        for row in State.objects.all():
            self.states.setdefault(self.nodes[row.node_id], {})[row.number] = row
        self.rows = list(State.objects.all())
        self.counters = {(self.nodes[c.node_id], c.name): c.value for c in Counter.objects.all()}
        self.listed = {
            (self.nodes[one.node_id], one.number, one.record["since"]) for one in Lost.objects.all()
        }
        self.asides = set(Aside.objects.filter(settled_at=None).values_list("number", flat=True))
        self.streams = {}
        for one in Stream.objects.all():
            self.streams.setdefault(self.nodes[one.node_id], {})[one.epoch] = one.position
        self.known = {}  # number: the record that stands, as the batches say
        self.times, self.once = Tally(), set()
        self.counted = Tally()
        self.received = {code: set() for code in self.nodes.values()}
        self.epochs = {code: set() for code in self.nodes.values()}
        self.to_list = []  # what a node's new epoch may have lost
        for one in Batch.objects.order_by("pk"):
            self._read(one)

    def _read(self, kept):
        head, records = batch.read(bytes(kept.body))
        lineage = batch.lineage_of(head)
        code, received = self.nodes[kept.node_id], self.received[self.nodes[kept.node_id]]
        assert head.node == code
        gaps = [p for p in range(1, head.after + 1) if (lineage.epoch_at(p), p) not in received]
        assert head.replay or not gaps, f"a batch of {code} after {head.after} was taken, {gaps} are missing"
        if lineage.current not in self.epochs[code] and self.epochs[code]:
            self.to_list += [
                (code, old)
                for old in self.known.values()
                if f".{code}-" in old.number and not lineage.holds(epoch=old.epoch, position=old.position)
            ]
        self.epochs[code] |= {epoch for epoch, _ in lineage.epochs}
        for record in records:
            assert f".{code}-" in record.number, f"{code} spoke of {record.number}"
            self._take(code, record)
        received |= {(lineage.epoch_at(p), p) for p in range(head.after + 1, head.upto + 1)}

    def _take(self, code, record):
        before = self.known.get(record.number)
        if before and (record.epoch, record.revision, record.position) <= (
            before.epoch,
            before.revision,
            before.position,
        ):
            return
        mark = (record.number, record.epoch, record.revision)
        assert mark not in self.once, f"{mark} was applied twice"
        self.once.add(mark)
        self.known[record.number] = record
        self.times[record.number] += 1

    def expected(self, code, lineage):
        return common(lineage, self.streams.get(code, {}))

    def check_lost(self, node, there):
        assert (there.number, there.since) in node.lost, (
            f"{there.number} is behind what {node.code} says, and not lost"
        )
        name = (node.code, there.number, there.since.isoformat())
        assert name in self.listed, f"{there.number} was lost and is not listed"

    def check(self, world):
        assert {row.number for row in self.rows} == set(self.known)
        tally = Tally()
        for row in self.rows:
            told = self.known[row.number]
            for name in ("epoch", "position", *SAME):
                assert getattr(row, name) == getattr(told, name), f"{row.number}: {name} is not what was told"
            assert row.times == self.times[row.number], f"{row.number} was counted {row.times} times"
            code = self.nodes[row.node_id]
            tally[code, "dossiers"] += 1
            tally[code, "states"] += row.times
            tally[code, f"state-{row.state}"] += 1
            tally[code, "online"] += row.channel == 2
        folded = {name: value for name, value in self.counters.items() if value}
        assert folded == {name: value for name, value in tally.items() if value}, "counters are no recount"
        for node in world.nodes:
            gone = [(code, old) for code, old in self.to_list if code == node.code]
            for _, old in gone:
                if (old.number, old.since) in node.lost:
                    assert (node.code, old.number, old.since.isoformat()) in self.listed, (
                        f"{old.number} was overwritten unlisted"
                    )
