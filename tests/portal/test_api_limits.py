"""The limit of calls over two server processes of one installation, which know each other by the database only."""

import http.client
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager

import pytest
from django.utils import timezone

from motcua.people.bearer import COUNTED_BY
from tests.chronicle.processes import address, environment
from tests.dossiers.build import make_world
from tests.portal.program import token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LIMIT, ASKED, PROCESSES = 100, 240, 2
# Each may have let through what it has not told of yet, and no more.
TOLERANCE = PROCESSES * (COUNTED_BY - 1)
SERVES = """
import socketserver, wsgiref.simple_server as simple
from motcua.wsgi import application
class Threaded(socketserver.ThreadingMixIn, simple.WSGIServer):
    daemon_threads = True
class Quiet(simple.WSGIRequestHandler):
    def log_message(self, *said):
        pass
server = simple.make_server("127.0.0.1", 0, application, Threaded, Quiet)
print(server.server_port, flush=True)
server.serve_forever()
"""


@contextmanager
def serving(**more: str):
    """One server process on the test's own database; gives its port."""
    told = environment(address()) | {"MOTCUA_HOSTS": "127.0.0.1"} | more
    process = subprocess.Popen([sys.executable, "-c", SERVES], env=told, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()


def asked(port: int, secret: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/api/dossiers?limit=1", headers={"Authorization": f"Bearer {secret}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_two_server_processes_let_through_the_limit_of_one_and_what_they_have_not_told_of(tmp_path):
    world = make_world()
    world.at = timezone.now()
    secret = token(world, world.cast.hoa)
    with ExitStack() as both:
        ports = [
            both.enter_context(
                serving(MOTCUA_API_CALLS_A_MINUTE_MAX=str(LIMIT), MOTCUA_VAR=str(tmp_path / str(n)))
            )
            for n in range(PROCESSES)
        ]
        begun, through = time.monotonic(), Counter()
        for n in range(ASKED):
            answer = asked(ports[n % PROCESSES], secret)
            assert answer.status in (200, 429), answer.status
            through[n % PROCESSES] += answer.status == 200
        windows = 1 + int((time.monotonic() - begun) // 60)
    assert answer.status == 429 and 1 <= int(answer.headers["Retry-After"]) <= 61
    assert all(through[n] > 0 for n in range(PROCESSES)), "both served"
    assert LIMIT <= sum(through.values()) <= windows * (LIMIT + TOLERANCE), through
