"""A node comes back from yesterday's backup: what it landed since is asked for again, and lands once."""

import random
from types import SimpleNamespace
from unittest import mock
from uuid import UUID

import pytest
from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle import jobs as chronicle_jobs
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Act
from motcua.exchange import sealing
from motcua.exchange.actions import fetching, landing
from motcua.exchange.models import Landing, Node, Submission
from motcua.exchange.pages import sending
from motcua.exchange.rules.submissions import Content, Sender, Stage
from motcua.exchange.ways import asking
from motcua.people.models import Person
from tests.exchange.simulator import world as simulated_world
from tests.exchange.simulator.machines import NATION_URL, furnish
from tests.exchange.simulator.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.once]
VIEWS = {asking.NEXT: sending.next_one, asking.AGAIN: sending.again, asking.TAKEN: sending.taken}
FACTS = {
    "birth_date": None,
    "phone": "",
    "email": "",
    "address": "",
    "identity_number": "",
    "is_checked": False,
}


class Country(World):
    """A nation and one province, each with its own file; nothing breaks but what a test breaks."""

    def __init__(self, place):
        super().__init__(1, place)
        self.chance, self.healed, self.lost = random.Random(1), True, set()
        self.nodes = self.nodes[:1]

    @property
    def node(self):
        return self.nodes[0]

    def arrive(self, letter, *, busy=False):
        answer = super().arrive(letter, busy=busy)
        return None if letter[0].removeprefix(NATION_URL) in self.lost else answer

    def send_in(self, running):
        """Somebody sends a request at the nation."""
        key = UUID(int=running)
        content = Content(Sender(id="p", full_name="x", **FACTS), {}, {}, [], "counter", 1)
        with self.nation.use():
            person, _ = Person.objects.get_or_create(
                full_name="x", full_name_folded="x", defaults={"added_at": self.now}
            )
            Submission.objects.create(
                key=key, code=f"QG-261126-{running:06}", node=Node.objects.get(), procedure="1.000001", version_id=1,
                digest="x", place="x", place_name="x", agency_id=1, case="chung", person=person,
                sealed=sealing.lock(content, key=key), stage=Stage.WAITING, submitted_at=self.tick(),
            )  # fmt: skip

    def submit(self, *, reach, at, given):
        """The small office: a row and its entry."""
        with transaction.atomic():
            made = self.node._handed_in(Dossier.objects.count() + 1, SimpleNamespace(
                random=lambda: 1.0, choice=self.chance.choice, randbytes=self.chance.randbytes
            ))  # fmt: skip
            Dossier.objects.filter(pk=made.pk).update(
                submission=given, number=made.number.replace("H99", "H15")
            )
            chronicle.append(
                kind=Act.SUBMIT, subject=f"dossier:{made.key}", actor="system:simulator", at=at, data={}
            )
        return SimpleNamespace(number=made.number.replace("H99", "H15"))

    def fetch(self):
        """What the job does; the sealer runs beside it."""
        with self.node.use():
            nation = asking.Asking(node="H15", address=NATION_URL, way=self.node.way)
            try:
                fetching.ask_for_lost(nation=nation, at=self.tick())
                return fetching.fetch(nation=nation, at=self.now)
            except fetching.NotHeard:
                return None
            finally:
                chronicle_jobs.seal(now=self.node.now())

    def taken(self):
        """At the nation, by key: stage and number."""
        with self.nation.use():
            return {row.key.int: (row.stage, row.number) for row in Submission.objects.all()}

    def dossiers(self):
        """At the province, by key: the numbers of every dossier that came of it."""
        found = {}
        with self.node.use():
            for key, number in Dossier.objects.order_by("id").values_list("submission", "number"):
                found.setdefault(UUID(str(key)).int, []).append(number)
        return found

    def is_settled(self):
        return self.taken() == {key: (Stage.TAKEN, one) for key, (one,) in self.dossiers().items()}


@pytest.fixture
def country(simulated):
    made = Country(simulated)
    with (
        made._rules_of_this_world(),
        mock.patch.dict(simulated_world.VIEWS, VIEWS),
        mock.patch.multiple(
            landing,
            _version=lambda sent: 1,
            _agency=lambda sent: 1,
            _person=lambda sent, at: 1,
            _reach=lambda person_id: None,
            _given=lambda sent, **_: sent.key,
            dossiers=SimpleNamespace(submit=made.submit),
        ),
    ):
        with made.nation.use():
            furnish("national")
        made._register(made.node)
        yield made
    made.close()


def test_what_landed_after_the_backup_is_asked_for_again_and_lands_once(country):
    for running in (1, 2):
        country.send_in(running)
    assert country.fetch() == 2
    country.node.save()
    for running in (3, 4, 5):
        country.send_in(running)
    assert country.fetch() == 3 and country.is_settled()
    country.node.restore()
    assert sorted(country.dossiers()) == [1, 2], "three are gone"
    assert country.fetch() == 3, "what it still has is not given again"
    assert sorted(country.dossiers()) == [1, 2, 3, 4, 5] and country.is_settled()
    assert country.fetch() == 0 and country.is_settled()


def test_the_answer_may_be_lost_and_the_node_restored_again(country):
    country.node.save()
    for running in (1, 2, 3):
        country.send_in(running)
    country.fetch()
    for _ in range(2):
        country.node.restore()
        country.lost = {asking.AGAIN}
        assert country.fetch() is None
        country.lost = {asking.TAKEN}
        assert country.fetch() is None, "landed, and the nation's word of it lost"
        country.lost = set()
        country.fetch()
        country.fetch()
        assert sorted(country.dossiers()) == [1, 2, 3] and country.is_settled()


def test_a_node_that_was_not_restored_asks_for_nothing_again(country):
    country.send_in(1)
    country.fetch()
    with country.node.use():
        Landing.objects.all().delete()
    assert country.fetch() == 0 and country.is_settled()


def test_what_the_nation_has_erased_is_named_and_stays_taken(country, caplog):
    country.node.save()
    for running in (1, 2):
        country.send_in(running)
    country.fetch()
    with country.nation.use():
        Submission.objects.filter(pk=UUID(int=1)).update(sealed="", erased_at=country.now)
    country.node.restore()
    assert country.fetch() == 1
    assert "QG-261126-000001" in caplog.text
    assert (country.taken()[1][0], sorted(country.dossiers())) == (Stage.TAKEN, [2])
