"""Sends requests at a nation and lands them at a node, in one process; prints milliseconds for each."""

import json
import os
import time
from pathlib import Path

from bench.peers.ours_life import prepared

SENT = int(os.environ["BENCH_SUBMISSIONS"])
WARM_UP = 20


def main() -> None:
    with prepared():
        from django.conf import settings
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        call_command("migrate", verbosity=0)
        setup_test_environment()
        settings.NODE = "H15"
        print(json.dumps(measured()))


def worked() -> float:
    """Seconds of a core that this process and what it started have used; the database is another."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def measured() -> dict[str, float]:
    from django.conf import settings
    from tests.dossiers.build import make_world, pdf
    from tests.exchange import conftest
    from tests.exchange.nation import MORNING, given, make_node
    from tests.exchange.test_submission_wire import Way

    from motcua.exchange.actions import fetching, submissions
    from motcua.exchange.models import NodeKey
    from motcua.exchange.rules import submissions as rules
    from motcua.exchange.ways.asking import Asking
    from motcua.foundation import keys

    world = make_world()
    node = make_node(world)
    key = keys.key("exchange", folder=Path(settings.KEYS_DIR))
    NodeKey.objects.create(
        node=node, key=key.id, use="exchange", public=conftest.public(key), starts_at=conftest.LONG_AGO
    )
    nation = Asking(node="H15", address=settings.BASE_URL, way=Way())
    reach = world.reach(world.cast.hoa)

    def send(count: int) -> tuple[float, float]:
        whole = [given(world) for _ in range(count)]  # uploading is not measured
        settings.NODE = "national"
        began, own = time.perf_counter(), worked()
        for one in whole:
            submissions.submit(reach=reach, at=MORNING, given=one)
        seconds = time.perf_counter() - began, worked() - own
        settings.NODE = "H15"
        return seconds

    def land(count: int) -> tuple[int, float, float]:
        began, own, landed = time.perf_counter(), worked(), 0
        for _ in range(count // rules.LANDED_A_RUN_MAX + 2):
            landed += fetching.fetch(nation=nation, at=MORNING)
        return landed, time.perf_counter() - began, worked() - own

    send(WARM_UP)
    land(WARM_UP)
    sent, sent_work = send(SENT)
    landed, seconds, landed_work = land(SENT)
    return {
        "sent_ms": sent * 1000 / SENT,
        "landed_ms": seconds * 1000 / SENT,
        "sent_work_ms": sent_work * 1000 / SENT,
        "landed_work_ms": landed_work * 1000 / SENT,
        "landed": landed,
        "kilobytes": len(pdf().getvalue()) / 1024,
    }


if __name__ == "__main__":
    main()
