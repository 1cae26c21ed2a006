"""The way to a nation that runs: through the one outgoing door, to a real server."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from motcua.exchange import actions
from motcua.exchange.actions import Sender, Step
from motcua.exchange.models import NodeKey, Outbox, State
from motcua.exchange.ways.nation import ToTheNation
from motcua.foundation import keys
from motcua.foundation.outgoing import NoAnswer
from tests.chronicle.acts import seal_all
from tests.dossiers.build import MORNING, make_world, submitted
from tests.exchange.conftest import LONG_AGO, public

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MORNING + timedelta(days=1)


@pytest.fixture
def nation(live_server, node):
    """This process serves the nation; what it sends goes out by a socket and comes in by it."""
    with override_settings(BASE_URL=live_server.url, NATION=live_server.url):
        yield live_server.url


class AtBothEnds:
    """MOTCUA_NODE is one setting of one process: the server is asked as the nation, everything before as the node."""

    def __init__(self, url):
        self.way = ToTheNation(url)

    def __call__(self, path, body, *, batch):
        asked = self.way._ask

        def ask(*args, **kwargs):
            from motcua.exchange.ways import nation as carrying

            signed = carrying.signing.sign
            carrying.signing.sign = lambda **facts: signed(**facts | {"node": "H15"})
            try:
                with override_settings(NODE="national"):
                    return asked(*args, **kwargs)
            finally:
                carrying.signing.sign = signed

        self.way._ask = ask
        try:
            return self.way(path, body, batch=batch)
        finally:
            self.way._ask = asked


@pytest.fixture
def sender(nation):
    return Sender("H15", "motcua test", lambda: b"k" * 32, AtBothEnds(nation), lambda: 0.5)


def send_all(sender):
    for _ in range(20):
        Outbox.objects.update(next_at=None)
        if actions.send_next(sender=sender, at=LATER) is Step.IDLE:
            return


def test_a_state_travels_by_a_socket(sender):
    done = submitted(make_world())
    seal_all()
    send_all(sender)
    assert State.objects.get().number == done.number


def test_a_new_key_that_the_nation_does_not_know_yet_stops_nothing(sender, node):
    world = make_world()
    submitted(world)
    folder = Path(django_settings.KEYS_DIR)
    new = keys.rotate("exchange", folder=folder)
    seal_all()
    send_all(sender)
    assert State.objects.count() == 1 and Outbox.objects.get().failures == 0
    # Known and the old one revoked: signed by the new one from then on.
    NodeKey.objects.update(revoked_at=LATER - timedelta(days=2))
    NodeKey.objects.create(node=node, key=new.id, use="exchange", public=public(new), starts_at=LONG_AGO)
    submitted(world)
    seal_all()
    send_all(sender)
    assert State.objects.count() == 2


def test_a_nation_that_is_not_there_is_told_as_no_answer(node):
    with pytest.raises(NoAnswer):
        ToTheNation("http://127.0.0.1:9")("/exchange/v1/cursor", b"{}", batch=False)
