"""The same way over the real wire: signed questions to the nation's addresses, and what unsigned or foreign ones get."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from django.conf import settings as configured
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.exchange.actions import fetching, submissions
from motcua.exchange.jobs import submissions as submission_jobs
from motcua.exchange.models import Following, Node, NodeKey, Offer, Submission
from motcua.exchange.queries import catalogue as catalogue_queries
from motcua.exchange.rules import NATIONAL
from motcua.exchange.rules import submissions as rules
from motcua.exchange.ways import asking
from motcua.foundation import outgoing
from tests.dossiers.build import make_world
from tests.exchange import conftest
from tests.exchange.nation import MORNING, given, make_node

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    settings.NODE = "H15"
    return make_world()


@pytest.fixture
def registered(world) -> Node:
    from pathlib import Path

    found = make_node(world)
    key = conftest.keys.key("exchange", folder=Path(configured.KEYS_DIR))
    NodeKey.objects.create(
        node=found, key=key.id, use="exchange", public=conftest.public(key), starts_at=conftest.LONG_AGO
    )
    return found


class Way(conftest.Wire):
    """The wire of the states, which also carries long answers."""

    def __call__(self, path, body, *, batch, bytes_max=outgoing.ANSWER_BYTES_MAX, into=None):
        answer = super().__call__(path, body, batch=batch)
        if into is None or answer.status != 200:
            assert len(answer.body) <= max(bytes_max, outgoing.WORD_BYTES_MAX)
            return answer
        assert len(answer.body) <= bytes_max
        into.write(answer.body)
        return replace(answer, body=b"")


@pytest.fixture
def nation(registered) -> asking.Asking:
    return asking.Asking(node="H15", address=configured.BASE_URL, way=Way())


def sent(world, settings):
    whole = given(world)
    settings.NODE = NATIONAL
    receipt = submissions.submit(reach=world.reach(world.cast.hoa), at=MORNING, given=whole)
    settings.NODE = "H15"
    return receipt


def test_a_submission_with_its_file_comes_over_the_wire_and_its_number_goes_back(world, nation, settings):
    receipt = sent(world, settings)
    assert fetching.fetch(nation=nation, at=MORNING) == 1
    found = Submission.objects.get(pk=receipt.key)
    assert (found.stage, found.number) == ("taken", Dossier.objects.get().number)
    assert fetching.fetch(nation=nation, at=MORNING) == 0


@pytest.mark.parametrize("lost", range(4))
@pytest.mark.parametrize("how", ["lost", "answer lost"])
def test_whichever_message_is_lost_one_dossier_is_left(world, nation, settings, lost, how):
    sent(world, settings)
    nation.way.breaks = [""] * lost + [how]
    for _ in range(3):
        try:
            fetching.fetch(nation=nation, at=MORNING)
        except fetching.NotHeard:
            continue
    assert Dossier.objects.count() == 1
    assert Submission.objects.get().stage == "taken"


def test_offers_travel_signed(world, nation):
    Offer.objects.all().delete()
    nation.offer(catalogue_queries.offered(at=MORNING))
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("path", [asking.OFFERS, asking.NEXT, asking.FILE, asking.TAKEN, asking.REFUSED])
def test_an_unsigned_question_is_answered_by_nobody(client, settings, world, path):
    settings.NODE = NATIONAL
    answer = client.post(path, b'{"node":"H15"}', content_type="application/json")
    assert answer.status_code in (400, 401, 403)
    settings.NODE = "H15"
    assert client.post(path, b"{}", content_type="application/json").status_code == 404


def test_a_question_without_its_shape_is_named(world, nation, settings):
    answer = nation.way(asking.TAKEN, msgspec.json.encode({"node": "H15", "key": "none"}), batch=False)
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (400, "exchange.not-a-batch")


def test_what_the_nation_does_not_know_is_no_answer_of_ours(world, nation, settings):
    receipt = sent(world, settings)
    Node.objects.create(code="H01", kind="province", name="Hà Nội", scopes=["H01"], registered_at=MORNING)
    Submission.objects.update(node=Node.objects.get(code="H01"))
    with pytest.raises(rules.NotSettled):
        nation.taken(receipt.key, "000.00.15.H15-260318-0001")
    paper = rules.PaperSent("a", "a", "copy", 1, None, seq=1, size_bytes=10, sha256="0" * 64)
    with pytest.raises(rules.FileNotGiven):
        nation.file(receipt.key, paper)


def test_the_catalogue_is_open_to_anybody_at_the_nation_only(world, settings):
    assert Client().get(asking.CATALOGUE).status_code == 404
    settings.NODE = NATIONAL
    answer = Client().get(asking.CATALOGUE + "?after=junk")
    assert answer.status_code == 200
    assert set(answer.json()) == {"changes", "upto", "head"}


def test_jobs_do_nothing_where_no_nation_is_set_and_wait_where_it_is_silent(world, settings, monkeypatch):
    settings.NATION = ""
    assert (submission_jobs.fetch(MORNING), submission_jobs.draw(MORNING)) == ("", "")
    settings.NATION = "http://127.0.0.1:9"
    monkeypatch.setattr(
        submission_jobs, "_pauses", {"fetch": submission_jobs.Pause(), "draw": submission_jobs.Pause()}
    )
    assert (submission_jobs.fetch(MORNING), submission_jobs.draw(MORNING)) == ("", "")
    pause = submission_jobs._pauses["fetch"]
    assert pause.failures == 1
    assert not pause.is_over(MORNING)
    assert pause.is_over(MORNING + timedelta(minutes=6))
    assert Following.objects.get().problem
