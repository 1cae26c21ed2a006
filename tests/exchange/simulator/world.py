"""The script of a seed: what happens, in which order, on which machine; and the network between them."""

import random
import shutil
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from unittest import mock
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import OperationalError, connection
from django.test import RequestFactory

from motcua.chronicle import jobs as chronicle_jobs
from motcua.exchange import actions
from motcua.exchange.actions import Step
from motcua.exchange.models import Node, NodeKey, Outbox
from motcua.exchange.pages import digests, wire
from motcua.exchange.rules import pace
from motcua.exchange.ways import nation as way_to_nation
from motcua.foundation import keys, outgoing
from motcua.foundation.allowance import Allowance
from motcua.foundation.outgoing import Answer, NoAnswer
from tests.exchange.simulator import afterwards, oracle
from tests.exchange.simulator.machines import NATION_URL, PROVINCES, START, Killed, Machine

EVENTS = 30
DEEP_MAX = 2
HEAL_ROUNDS_MAX = 60
VIEWS = {
    "/exchange/v1/batches": wire.batches,
    "/exchange/v1/cursor": wire.cursor,
    "/exchange/v1/check-key": wire.check_key,
    "/exchange/v1/seals": wire.seals,
    "/exchange/v1/digests": digests.digests,
}
LONG_AGO = START - timedelta(days=400)


class World:
    def __init__(self, seed, place):
        self.chance = random.Random(seed)
        self.now, self.here, self.script, self.deep = START, None, [], 0
        self.letters = []  # on their way: they arrive later, or a second time
        self.healed = False
        count = self.chance.choice((1, 1, 1, 2, 2, 3, 4))
        self.nation = self._machine("national", place)
        self.nodes = [self._machine(code, place) for code in PROVINCES[:count]]
        self.factory = RequestFactory()

    def _machine(self, code, place):
        folder = place.folder / code
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(place.templates / code, folder)
        return Machine(code, folder, self)

    def close(self):
        for machine in (self.nation, *self.nodes):
            machine.close()

    def tick(self):
        self.now += timedelta(seconds=self.chance.choice((0.2, 1, 3, 20)))
        return self.now

    def note(self, text):
        self.script.append(f"{'  ' * self.deep}{(self.now - START).total_seconds():9.1f} {text}")

    # The script.

    def run(self):
        with self._rules_of_this_world():
            for node in self.nodes:
                self._register(node)
                with node.use():
                    Outbox.objects.create(pk=1, lot=self.chance.choice((1, 2, 3, 500)))
            for _ in range(EVENTS):
                self.event()
            self.heal()
            oracle.judge(self)
            ending = self.chance.random()
            if ending < 0.5:
                afterwards.hurt_and_mend(self)
            elif ending < 0.8:
                afterwards.say_something_else(self)

    @contextmanager
    def _rules_of_this_world(self):
        with (
            mock.patch.object(outgoing, "send", self.send),
            mock.patch.object(way_to_nation, "timezone", SimpleNamespace(now=lambda: self.here.now())),
            mock.patch.object(wire.queries, "may_register", lambda reach, at: True),
            mock.patch.object(settings, "BASE_URL", NATION_URL),
        ):
            yield

    def event(self):
        self.tick()
        node = self.chance.choice(self.nodes)
        kinds = (
            (self.work, 30), (self.step, 34), (self.deliver_late, 6), (self.save, 5), (self.restore, 5), (self.jump, 3),
            (self.fill, 2), (self.rotate, 2), (self.wait, 5), (self.pull_the_plug, 2), (self.witness, 6), (self.replay, 5),
            (self.compare, 3),
        )  # fmt: skip
        what = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
        what(node)

    def work(self, node):
        """Some acts, mostly sealed."""
        for _ in range(self.chance.choice((1, 1, 2, 4))):
            self._on(node, "act", lambda: node.act(self.chance), process=1)
        if self.chance.random() < 0.8:
            self.seal(node)

    def seal(self, node):
        self._on(node, "seal", lambda: chronicle_jobs.seal(now=node.now()), process=1)

    def step(self, node):
        self._on(node, "send", lambda: actions.send_next(sender=node.sender(), at=node.now()))

    def witness(self, node):
        """The nation countersigns; now and then the last one is shown again."""
        again = self.chance.random() < 0.3
        self._on(node, "seals", lambda: actions.send_seals(sender=node.sender(), at=node.now(), again=again))

    def replay(self, node):
        """An operator has one or all of the listed sent again, or just some."""
        self._on(node, "ask", lambda: node.ask_again(self.chance))
        self._on(node, "again", lambda: actions.send_replays(sender=node.sender(), at=node.now()))

    def compare(self, node):
        self._on(node, "compare", lambda: actions.compare(sender=node.sender(), at=node.now()))

    def _on(self, machine, what, run, *, process=0):
        """One process of a machine does something; it may be killed, or find its disk full."""
        generation = machine.generation
        if not self.healed and self.chance.random() < 0.25:
            kinds = ("kill", "kill", "disk", "before commit", "after commit", "meanwhile", "meanwhile")
            if what == "seal":
                kinds = kinds[:5]  # it holds the published file: another one would wait
            machine.arm(self.chance.choice(kinds), self.chance.randrange(24))
        done = None
        try:
            with machine.use(process):
                done = run()
                self.note(f"{machine.code} {what}: {done}")
        except Killed:
            self.note(f"{machine.code} {what}: killed")
            if machine.generation == generation:
                machine.crash()
                machine.back()
        except OperationalError as error:
            self.note(f"{machine.code} {what}: {error}")
        machine.fault = None
        return done

    def meanwhile(self, machine):
        """Another process of the same machine acts and seals, between two statements of this one."""
        self.deep += 1
        with machine.use(2):
            try:
                self.note(f"{machine.code} meanwhile: {machine.act(self.chance)}")
                if self.chance.random() < 0.7:
                    chronicle_jobs.seal(now=machine.now())
            except OperationalError as error:
                self.note(f"{machine.code} meanwhile: {error}")
        self.deep -= 1

    def save(self, node):
        machine = self.nation if self.chance.random() < 0.3 else node
        self.note(f"{machine.code} backup")
        machine.save()

    def restore(self, node):
        machine = self.nation if self.chance.random() < 0.3 else node
        if machine.backup is None:
            return
        self.note(f"{machine.code} restored")
        machine.restore()
        if machine is self.nation:
            for one in self.nodes:
                self._register(one)

    def jump(self, node):
        machine = self.nation if self.chance.random() < 0.3 else node
        machine.offset = timedelta(seconds=self.chance.choice((-86_400, -600, 0, 600, 86_400, 20 * 86_400)))
        self.note(f"{machine.code} clock off by {machine.offset}")

    def fill(self, node):
        machine = self.nation if self.chance.random() < 0.4 else node
        machine.free() if machine.full else machine.fill()
        self.note(f"{machine.code} disk {'full' if machine.full else 'free'}")

    def wait(self, node):
        self.now += timedelta(seconds=self.chance.choice((5, 60, 400)))

    def pull_the_plug(self, node):
        machine = self.nation if self.chance.random() < 0.5 else node
        self.note(f"{machine.code} off and on")
        machine.crash()
        machine.back()

    def rotate(self, node):
        """A new key at the node; the nation hears of it now or later; the old one is revoked at once or never."""
        keys.rotate("exchange", folder=node.folder / "keys")
        old = node.keys[-1]
        self.note(f"{node.code} has a new key")
        if self.chance.random() < 0.7:
            if self.chance.random() < 0.6:
                node.revoked.add(old)
                self.note(f"{node.code} old key revoked")
            self._register(node)

    def _register(self, node):
        """The nation's registry as its operator wants it: the key in force known, those given up revoked."""
        key = keys.key("exchange", folder=node.folder / "keys")
        if key.id not in node.keys:
            node.keys.append(key.id)
        folder = node.folder / "keys"
        with self.nation.use():
            at = self.nation.now()
            row, _ = Node.objects.get_or_create(
                code=node.code,
                defaults={
                    "kind": "province",
                    "name": node.code,
                    "scopes": [node.code],
                    "registered_at": LONG_AGO,
                },
            )
            for id, use in [(id, "exchange") for id in node.keys] + [(node.seal_key.id, "seal")]:
                public = (
                    keys.ed25519(keys.key_by_id(id, folder=folder))
                    .public_key()
                    .public_bytes(Encoding.Raw, PublicFormat.Raw)
                )
                NodeKey.objects.get_or_create(
                    key=id, defaults={"node": row, "use": use, "public": public, "starts_at": LONG_AGO}
                )
            for id in NodeKey.objects.filter(key__in=node.revoked, revoked_at=None).values_list(
                "key", flat=True
            ):
                actions.revoke_key(
                    node=node.code, key=id, reach=SimpleNamespace(actor="system:simulator"), at=at
                )

    # The network.

    def send(self, method, url, *, body, headers, **_):
        """What a request of the node in use meets on its way."""
        node, generation = self.here, self.here.generation
        assert not connection.in_atomic_block, "nothing is asked inside a transaction"
        weather = ("lost", "answer lost", "cut", "late", "twice", "busy")
        how = "" if self.healed or self.chance.random() < 0.6 else self.chance.choice(weather)
        letter = (url, body, dict(headers))
        if not self.healed and self.deep < DEEP_MAX and self.chance.random() < 0.15:
            self.deep += 1
            fault, node.fault = node.fault, None
            self.event()
            node.fault = fault
            self.deep -= 1
            if node.generation != generation:
                raise Killed
        if how:
            self.note(f"{node.code} request {how}")
        if how in ("late", "twice"):
            self.letters.append(letter)
        if how in ("lost", "late"):
            raise NoAnswer("time")
        if how == "cut":
            self.arrive((url, body[: self.chance.randrange(len(body))], dict(headers)))
            raise NoAnswer("cut")
        answer = self.arrive(letter, busy=how == "busy")
        if answer is None or how == "answer lost":
            raise NoAnswer("time")
        return answer

    def deliver_late(self, node):
        if self.letters:
            self.note("a late request arrives")
            self.arrive(self.letters.pop(self.chance.randrange(len(self.letters))))

    def arrive(self, letter, *, busy=False):
        """A request at the nation's door; None when nobody answered."""
        url, body, headers = letter
        rest = {name: value for name, value in headers.items() if name != "Content-Type"}
        path = urlsplit(url).path
        request = self.factory.generic("POST", path, body, content_type=headers["Content-Type"], headers=rest)
        request.at = self.nation.now()
        wire.allowance = Allowance(at_once=0, a_second=0.0) if busy else pace.allowance()
        if not self.healed and self.chance.random() < 0.2:
            kinds = ("kill", "kill", "disk", "before commit", "after commit")
            self.nation.arm(self.chance.choice(kinds), self.chance.randrange(30))
        with self.nation.use():
            before = oracle.stands(self.nation)
            try:
                response = VIEWS[path](request)
            except Killed:
                self.note("nation: killed")
                self.nation.crash()
                self.nation.back()
                return None
            self.nation.fault = None
            code = (
                ""
                if response.status_code == 200
                else response.content.decode().partition('"code": "')[2].partition('"')[0]
            )
            self.note(f"nation: {response.status_code} {code}")
            oracle.check_answer(self, before, response, headers, body)
        return Answer(
            response.status_code,
            response.content,
            {name.lower(): value for name, value in response.headers.items()},
        )

    # The end.

    def heal(self):
        """Nothing breaks any more, and everybody has time: then everything has to be heard."""
        self.note("healed")
        self.healed = True
        for machine in (self.nation, *self.nodes):
            machine.free()
            machine.offset = timedelta(0)
            machine.fault = None
        for node in self.nodes:
            self._register(node)
        while self.letters:
            self.deliver_late(None)
        for node in self.nodes:
            self._drain(node)
            self.be_witnessed(node)

    def be_witnessed(self, node):
        """As the nightly job does: once more the last, then all that follow."""
        ask = actions.send_seals
        self._on(node, "seals", lambda: ask(sender=node.sender(), at=node.now(), again=True))
        for _ in range(HEAL_ROUNDS_MAX):
            self.now += timedelta(seconds=20)
            if not self._on(node, "seals", lambda: ask(sender=node.sender(), at=node.now())):
                break

    def _drain(self, node):
        quiet = 0
        for _ in range(HEAL_ROUNDS_MAX):
            self.seal(node)
            done = self._on(node, "send", lambda: actions.send_next(sender=node.sender(), at=node.now()))
            self.now += timedelta(seconds=0.5 if done in (Step.SENT, Step.MOVED) else 1200)
            quiet = quiet + 1 if done is Step.IDLE else 0
            if quiet == 2:
                return
        raise AssertionError(f"{node.code} still has something to say after {HEAL_ROUNDS_MAX} rounds")
