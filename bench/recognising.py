"""The dossier's page while writing is recognised beside it: its 95th percentile against its own without.

One recognition runs all the time, as one worker would have it, through the door the product uses, at the lowest
priority; rounds with and without take turns.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rows import Row, ratio_row

ROOM = "documents"
ROUNDS, REQUESTS, WARM_UP = 5, 60, 10
BAR = 1.5


def run() -> list[Row]:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        return _measured()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def _measured() -> list[Row]:
    from django.test import Client
    from django.urls import reverse
    from tests.dossiers.build import make_world, taken_in

    world = make_world()
    done = taken_in(world)
    client = Client()
    client.force_login(world.cast.reception.account)
    address = reverse("dossiers:dossier", args=[done.number])
    _round(client, address, WARM_UP)
    without, beside = [], []
    for _ in range(ROUNDS):
        without.append(_round(client, address, REQUESTS))
        with _recognition() as pages:
            beside.append(_round(client, address, REQUESTS))
        assert pages, "nothing was recognised meanwhile"
    # The promise is a slow-down of at most 1.5: a ratio of at least 1/1.5 the other way round.
    return [
        ratio_row(
            "the dossier's page, 95th percentile, with recognition beside it", "ms", beside, "without", without,
            bar=1 / BAR, less_is_better=True,
        )
    ]  # fmt: skip


def _round(client, address: str, requests: int) -> float:
    """The 95th percentile in milliseconds."""
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[int(len(times) * 0.95)]


@contextmanager
def _recognition() -> Iterator[list[int]]:
    """Pages are recognised one after another until the block ends; how many were begun."""
    from tests.documents import writing

    from motcua.documents.actions.copies import OCR_LIMITS, ONE_THREAD, PAGE_LIMITS
    from motcua.documents.reading import runner

    ends, pages = threading.Event(), []

    def work() -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "photo.jpg").write_bytes(writing.jpeg(writing.paper(writing.PEOPLE[0], dpi=200)))
            while not ends.is_set():
                pages.append(1)
                runner.ask(
                    "pages", limits=PAGE_LIMITS, path=str(folder / "photo.jpg"), media_type="image/jpeg", folder=name, number=1
                )  # fmt: skip
                runner.run_program(
                    ["tesseract", "page.png", "page", "-l", "vie", "--dpi", "300", "--psm", "4", "pdf", "tsv"],
                    folder=folder, limits=OCR_LIMITS, environment=ONE_THREAD,
                )  # fmt: skip

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield pages
    finally:
        ends.set()
        worker.join()
