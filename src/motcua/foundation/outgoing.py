"""The one outgoing door: every address that this program asks is asked here.

An address that people typed is asked only under https, at a public address, which is looked up once and connected to,
so that no second answer of the name service leads inside. What the operator set (`trusted`) may be on the inside; without
protection only on this machine. No redirects, a time for the whole answer, a limit for its size.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO
from urllib.parse import urlsplit

SECONDS_MAX = 5.0
ANSWER_BYTES_MAX = 1024 * 1024
WORD_BYTES_MAX = 16 * 1024  # of a refusal to give a file
_PART_BYTES = 64 * 1024
PORTS = {"http": 80, "https": 443}


class NotAsked(Exception):
    """The address may not be asked. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """It was asked, and no whole answer came; whether the other side acted on it is not known."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


@dataclass(frozen=True)
class _Place:
    scheme: str
    host: str
    port: int
    path: str
    address: str  # looked up


def send(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    trusted: bool = False,
    may_be_plain: bool = False,
    seconds: float = SECONDS_MAX,
    bytes_max: int = ANSWER_BYTES_MAX,
    into: BinaryIO | None = None,
) -> Answer:
    """Ask once. Raises `NotAsked` before anything left, `NoAnswer` after.

    `may_be_plain`: http to a trusted address elsewhere too, for what needs no secrecy and whose answer is signed.
    `into`: where the body of a 200 is written part by part; the answer then holds none. Any other body is a word about
    why not, and short.
    """
    place = _place(url, trusted=trusted, may_be_plain=may_be_plain)
    until = time.monotonic() + seconds
    connection = _connection(place, seconds=seconds)
    try:
        connection.connect()
        with _cut_at(until, connection.sock):
            connection.request(
                method, place.path, body=body or None, headers={"User-Agent": "motcua", **(headers or {})}
            )
            # The answer holds the line, too: closed in any case, also when it is not read to its end.
            with connection.getresponse() as answer:
                here = BytesIO()
                is_wanted = into is not None and answer.status == http.client.OK
                most = bytes_max if into is None or is_wanted else WORD_BYTES_MAX
                _read(answer, connection, into if into and is_wanted else here, until=until, bytes_max=most)
                return Answer(
                    answer.status,
                    here.getvalue(),
                    {name.lower(): value for name, value in answer.getheaders()},
                )
    except (OSError, http.client.HTTPException) as error:
        is_late = isinstance(error, TimeoutError) or time.monotonic() >= until
        raise NoAnswer("time" if is_late else "broken") from None
    finally:
        connection.close()


@contextmanager
def _cut_at(until: float, sock: socket.socket) -> Iterator[None]:
    """End the connection when the time is over, whatever is being sent or read then: the limit of the socket itself
    begins anew with each byte, and a head of one byte a second would never end."""

    def cut() -> None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(max(until - time.monotonic(), 0.0), cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _read(
    answer: http.client.HTTPResponse,
    connection: http.client.HTTPConnection,
    into: BinaryIO,
    *,
    until: float,
    bytes_max: int,
) -> None:
    """The whole body, in the time that is left: a server that sends a byte a second gets no longer."""
    count = 0
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise NoAnswer("time")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        part = answer.read1(_PART_BYTES)
        if not part:
            break
        count += len(part)
        if count > bytes_max:
            raise NoAnswer("too-large")
        into.write(part)
    if time.monotonic() >= until:
        raise NoAnswer("time")
    if answer.length:  # the announced length was not reached
        raise NoAnswer("cut")


def _place(url: str, *, trusted: bool, may_be_plain: bool) -> _Place:
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise NotAsked("address") from None
    if not parts.hostname or parts.username is not None or (parts.scheme == "http" and not trusted):
        raise NotAsked("address")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NoAnswer("name") from None
    except UnicodeError:  # a part of the name is empty or too long
        raise NotAsked("address") from None
    addresses = [str(one[4][0]) for one in found]
    kinds = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
    if trusted:
        if parts.scheme == "http" and not (may_be_plain or all(kind.is_loopback for kind in kinds)):
            raise NotAsked("unprotected")
    elif not all(_public(kind) for kind in kinds):
        raise NotAsked("inside")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(parts.scheme, parts.hostname, port, path, addresses[0])


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(address.is_global and inner.is_global and not inner.is_multicast)


def _connection(place: _Place, *, seconds: float) -> http.client.HTTPConnection:
    """A connection to the address that was looked at, which still speaks to the name."""
    if place.scheme == "http":
        connection = http.client.HTTPConnection(place.host, place.port, timeout=seconds)
    else:
        connection = http.client.HTTPSConnection(
            place.host, place.port, timeout=seconds, context=ssl.create_default_context()
        )

    def connect(_address: object, timeout: float, source: object = None) -> socket.socket:
        return socket.create_connection((place.address, place.port), timeout)

    connection._create_connection = connect  # type: ignore[attr-defined]  # what the library offers for this
    return connection
