"""Receivers of events on this machine: they do what a test says for the next requests, and after that they take."""

import contextlib
import json
import threading
from collections import deque
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from motcua.exchange.actions import subscriptions
from motcua.exchange.actions.subscriptions import NewSubscription
from motcua.exchange.models import Subscription
from motcua.exchange.ways.telling import Telling

NOON = datetime(2026, 3, 18, 5, tzinfo=UTC)


class Receiver:
    """`ways` of the next requests: a status, or "lost" (kept, no answer), "hangs", "drips", "endless", "moved"."""

    def __init__(self, *ways):
        self.ways = deque(ways)
        self.kept, self.asked, self.hanging = [], [], threading.Event()
        self.handshake = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "*"}
        self.handshakes = []

    @property
    def ids(self):
        return [event["id"] for event in self.kept]


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def do_OPTIONS(self):
            receiver.handshakes.append(dict(self.headers))
            self.answer(200, receiver.handshake)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.asked.append((dict(self.headers), body))
            way = receiver.ways.popleft() if receiver.ways else 204
            if way == "hangs":
                receiver.hanging.wait()
            elif way == "drips":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
                while not receiver.hanging.wait(0.02):
                    self.wfile.write(b"y")
            elif way == "endless":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1_000_000)
            elif way == "moved":
                self.answer(302, {"Location": "http://169.254.169.254/"})
            elif way == "lost":
                receiver.kept += json.loads(body)
            elif isinstance(way, tuple):
                self.answer(way[0], {"Retry-After": way[1]})
            else:
                receiver.kept += json.loads(body) if way < 300 else []
                self.answer(way, {})
            self.close_connection = True

        def answer(self, status, headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """The other side went away, as tests want it to."""


@contextlib.contextmanager
def receiving(*ways, made=None):
    receiver = made or Receiver(*ways)
    server = Quiet(("127.0.0.1", 0), _handler(receiver))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/events"
    try:
        yield receiver
    finally:
        receiver.hanging.set()
        server.shutdown()
        server.server_close()


class Clock:
    """A time that a test sets."""

    def __init__(self, at=NOON):
        self.at = at

    def __call__(self):
        return self.at

    def later(self, **kind):
        self.at += timedelta(**kind)
        return self.at


def subscribe(world, url="", *, agency=None, clock=None, reach=None, **changes):
    """By the operator of the province, from the beginning."""
    form = NewSubscription(
        agency_id=(agency or world.cast.department).pk, name="Trục của tỉnh", address=url, from_beginning=True
    )
    form = NewSubscription(**{**form.__dict__, **changes})
    at = clock.at if clock else NOON
    key = subscriptions.subscribe(form=form, reach=reach or world.cast.reach(world.cast.operator), at=at)
    return Subscription.objects.get(key=key)


def told(clock, **changes):
    return Telling(now=clock, chance=lambda: 0.5, **changes)


def tell_all(telling, clock, rounds=40):
    """Until everything that can be told is; each round a little later, so that pauses and rates end."""
    for _ in range(rounds):
        telling.run()
        clock.later(minutes=6)
