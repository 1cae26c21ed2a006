"""One computer of the simulation: a database file, keys, a published seal file, a clock, and what goes wrong with it."""

import copy
import shutil
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import OperationalError, connections, transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle import jobs as chronicle_jobs
from motcua.dossiers.models import Dossier, Movement
from motcua.dossiers.rules import Act, State
from motcua.exchange import actions
from motcua.exchange.actions import Sender
from motcua.exchange.models import Aside
from motcua.exchange.ways.nation import ToTheNation
from motcua.foundation import keys
from motcua.people.models import Agency
from motcua.procedures.models import Procedure, Version

START = datetime(2026, 11, 26, 1, tzinfo=UTC)
NATION_URL = "https://nation.test"
PROVINCES = ("H15", "H16", "H17", "H18")
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "WITH")
MAY_FOLLOW = {
    State.NEW: (State.RECEIVED, State.NOT_RECEIVED, State.WITHDRAWN),
    State.RECEIVED: (State.IN_PROGRESS, State.STOPPED),
    State.IN_PROGRESS: (State.IN_PROGRESS, State.SUPPLEMENT, State.DONE),
    State.SUPPLEMENT: (State.IN_PROGRESS, State.WITHDRAWN),
    State.DONE: (State.RETURNED,),
}


OPERATOR = SimpleNamespace(holds=lambda *roles: True, actor="system:simulator")


class Killed(BaseException):
    """The process is gone, whatever it was doing."""


class Machine:
    """Its processes share a file. `use` makes it the one that the product's code runs on."""

    def __init__(self, code, folder, world):
        self.code, self.folder, self.world = code, folder, world
        self.file = folder / "node.sqlite3"
        self.epoch_began, self.generation, self.offset = 1, 0, timedelta(0)
        self.fault, self.backup, self.full = None, None, False
        self.made, self.lost = (
            set(),
            set(),
        )  # (number, since) of each act: in its history, and gone in restores
        self.keys, self.revoked, self.restored = [], set(), False
        self.wrappers = [self._wrapper() for _ in range(3)]
        self.way = ToTheNation(NATION_URL)
        self.seal_key = keys.key("seal", folder=folder / "keys")

    def _wrapper(self):
        plain = connections["default"].settings_dict
        facts = copy.deepcopy(plain) | {"NAME": str(self.file)}
        facts["OPTIONS"]["timeout"] = 0  # nobody else is there to wait for
        made = type(connections["default"])(facts, alias="default")
        made.execute_wrappers.append(self._statement)
        commit = made._commit
        made._commit = lambda: self._committed(made, commit)
        return made

    def now(self):
        return self.world.now + self.offset

    def sender(self):
        return Sender(self.code, "motcua simulated", self.way.check_key, self.way, self.world.chance.random)

    @contextmanager
    def use(self, process=0):
        before = connections["default"], settings.NODE, settings.KEYS_DIR, settings.SEALS_DIR, self.world.here
        connections["default"] = self.wrappers[process]
        settings.NODE, settings.KEYS_DIR, settings.SEALS_DIR = (
            self.code,
            self.folder / "keys",
            self.folder / "seals",
        )
        self.world.here = self
        try:
            yield self
        finally:
            connections["default"], settings.NODE, settings.KEYS_DIR, settings.SEALS_DIR, self.world.here = (
                before
            )

    # What goes wrong.

    def arm(self, kind, after):
        self.fault = [kind, after]

    def _statement(self, execute, sql, params, many, context):
        if self.fault and self.fault[0] in ("kill", "disk", "meanwhile"):
            kind, left = self.fault
            self.fault[1] = left - 1
            if left <= 0:
                if kind == "kill":
                    self.fault = None
                    raise Killed
                if kind == "disk" and sql.lstrip().startswith(WRITES):
                    self.fault = None
                    raise OperationalError("disk I/O error")
                if kind == "meanwhile" and not context["connection"].in_atomic_block:
                    self.fault = None
                    self.world.meanwhile(self)
        return execute(sql, params, many, context)

    def _committed(self, wrapper, commit):
        kind = self.fault[0] if self.fault else ""
        if kind == "before commit":
            self.fault = None
            wrapper.connection.rollback()
            raise Killed
        commit()
        if kind == "after commit":
            self.fault = None
            raise Killed

    def crash(self):
        """Every process of it is gone and comes back, knowing only what is on its disk."""
        self.generation += 1
        self.fault = None
        self.close()
        self.way = ToTheNation(NATION_URL)

    def back(self):
        """What a process does when it starts."""
        with self.use():
            chronicle_jobs.publish()

    def close(self):
        for wrapper in self.wrappers:
            wrapper.close()

    def fill(self):
        """No page more than it has."""
        self.full = True
        for wrapper in self.wrappers:
            wrapper.ensure_connection()
            pages = wrapper.connection.execute("PRAGMA page_count").fetchone()[0]
            wrapper.connection.execute(f"PRAGMA max_page_count={pages}")

    def free(self):
        self.full = False
        for wrapper in self.wrappers:
            wrapper.ensure_connection()
            wrapper.connection.execute("PRAGMA max_page_count=1000000")

    def save(self):
        """Yesterday's backup."""
        path = self.folder / "backup.sqlite3"
        path.unlink(missing_ok=True)
        wrapper = self.wrappers[0]
        wrapper.ensure_connection()
        with closing(sqlite3.connect(path)) as other:
            wrapper.connection.backup(other)
        self.backup = path, set(self.made)

    def take_back(self):
        """An older file in the place of the present one, as if nothing had been. Nobody is told."""
        self.crash()
        path, _ = self.backup
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        shutil.copyfile(path, self.file)
        shutil.rmtree(self.folder / "seals", ignore_errors=True)
        self.back()

    def restore(self):
        """The backup in the place of the file; a new epoch. What was done since is lost."""
        self.crash()
        self.restored = True
        path, made = self.backup
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        shutil.copyfile(path, self.file)
        self.lost |= self.made - made
        self.made = set(made)
        with self.use():
            chronicle.begin_epoch(reason="restore", at=self.now())

    # What is done at an office.

    def ask_again(self, chance):
        """What an operator has sent again: one or all of those listed, or any."""
        listed = Aside.objects.filter(settled_at=None, node=self.code).values_list("number", flat=True)
        numbers = list(listed.order_by("number"))
        if not numbers or chance.random() < 0.5:
            numbers = list(Dossier.objects.order_by("id").values_list("number", flat=True))
        if numbers and chance.random() < 0.5:
            numbers = [chance.choice(numbers)]
        return actions.ask_replay(numbers=numbers, reach=OPERATOR, at=self.now())

    def act(self, chance):
        """A request handed in, or one that moves on: its row, its movement and its entry in one transaction."""
        done = None
        with transaction.atomic():
            rows = list(Dossier.objects.order_by("id"))
            open_ones = [row for row in rows if row.state in MAY_FOLLOW]
            if not open_ones or (len(rows) < 8 and chance.random() < 0.4):
                row = self._handed_in(len(rows) + 1, chance)
            else:
                row = chance.choice(open_ones)
                state = chance.choices(
                    MAY_FOLLOW[State(row.state)], (8, 1, 1)[: len(MAY_FOLLOW[State(row.state)])]
                )[0]
                changed = Dossier.objects.filter(pk=row.pk, revision=row.revision).update(
                    revision=row.revision + 1, state=state, state_since=self.world.tick(),
                    received_at=row.received_at or self.world.now, done_at=self.world.now if state == State.DONE else row.done_at,
                )  # fmt: skip
                assert changed == 1
            row = Dossier.objects.get(pk=row.pk)
            entry = chronicle.append(
                kind=Act.SUBMIT if row.revision == 1 else Act.NOTE,
                subject=f"dossier:{row.key}",
                actor="system:simulator",
                at=self.now(),
                data={"revision": row.revision},
            )
            Movement.objects.create(
                dossier=row, seq=row.revision, act="note", at=self.now(), actor="system:simulator", to_state=row.state,
                from_step=0, to_step=0, salt=b"s" * 16, entry_hash=entry,
            )  # fmt: skip
            done = (row.number, row.state_since)
            self.made.add(done)  # before the commit, after which it may be killed
        return f"{done[0][-4:]} is {row.state} in revision {row.revision}"

    def _handed_in(self, running, chance):
        office = self.code if chance.random() > 0.06 else "H99"  # sometimes what it may not say
        number = f"000.00.15.{office}-261126-{running:04}"
        if chance.random() < 0.04:
            number = f"wrong {running}"  # or what nobody may
        at = self.world.tick()
        return Dossier.objects.create(
            number=number, submission=f"{running:032x}", version_id=1, procedure_name="x", case="chung", agency_id=1,
            channel=chance.choice((1, 2, 3)), state=State.NEW, state_since=at, delivery="counter", applicant_name="x",
            applicant_folded="x", step_since=at, step_agency_id=1, submitted_at=at, desk_at=at, simulated=True,
            salt=chance.randbytes(16),
        )  # fmt: skip


def furnish(code):
    """What every node of the simulation has from the beginning."""
    Agency.objects.create(
        pk=1, path="/1/", level="department", name="Sở", name_folded="so", code=f"000.00.15.{code}"
    )
    procedure = Procedure.objects.create(
        pk=1, code="1.000001", name="x", name_en="x", name_folded="x", field="x"
    )
    Version.objects.create(
        pk=1, procedure=procedure, number=1, status="published", starts_on=date(2022, 7, 1), document="", digest="x",
        loaded_at=START, published_at=START,
    )  # fmt: skip
