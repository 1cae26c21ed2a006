"""A nation and a node in one database: each has its own tables there. What the node sends goes through the real wire."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client, override_settings

from motcua.exchange.actions import Sender
from motcua.exchange.models import Node, NodeKey
from motcua.exchange.pages import wire
from motcua.exchange.ways import signing
from motcua.foundation import keys
from motcua.foundation.outgoing import Answer, NoAnswer

CHECK_KEY = b"k" * 32
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def public(key):
    return keys.ed25519(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


class Wire:
    """From the node to the nation and back, in this process; `breaks` says what happens to the next requests."""

    def __init__(self):
        self.breaks = []
        self.bodies = []
        self.answers = []

    def __call__(self, path, body, *, batch):
        url = settings.BASE_URL + path
        headers = signing.sign(
            url=url, body=body, node=settings.NODE, key=keys.key("exchange", folder=Path(settings.KEYS_DIR)),
            at=datetime(2026, 11, 26, 2, tzinfo=UTC), media_type="application/x-ndjson" if batch else "application/json",
            encoding="zstd" if batch else "identity",
        )  # fmt: skip
        how = self.breaks.pop(0) if self.breaks else ""
        if how == "lost":
            raise NoAnswer("time")
        if how == "ill":
            return Answer(500, b"")
        answer = self.post(path, body, headers)
        if how == "answer lost":
            raise NoAnswer("time")
        return answer

    def post(self, path, body, headers):
        self.bodies.append(body)
        wire.allowance = wire.pace.allowance()
        with override_settings(NODE="national"):
            answer = Client(raise_request_exception=True).generic(
                "POST", path, body, content_type=headers["Content-Type"],
                headers={k: v for k, v in headers.items() if k != "Content-Type"}, SERVER_NAME=urlsplit(settings.BASE_URL).hostname,
            )  # fmt: skip
        self.answers.append(answer)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return Answer(answer.status_code, content, {k.lower(): v for k, v in answer.headers.items()})


@pytest.fixture
def node(db):
    """H15, registered at the nation with the key that it signs with."""
    row = Node.objects.create(
        code="H15", kind="province", name="Đắk Lắk", scopes=["H15"], registered_at=LONG_AGO, simulated=True
    )
    key = keys.key("exchange", folder=Path(settings.KEYS_DIR))
    NodeKey.objects.create(node=row, key=key.id, use="exchange", public=public(key), starts_at=LONG_AGO)
    return row


@pytest.fixture
def carry(node):
    return Wire()


@pytest.fixture
def sender(carry):
    return Sender("H15", "motcua test", lambda: CHECK_KEY, carry, lambda: 0.5)


@contextlib.contextmanager
def at_the_nation():
    with override_settings(NODE="national"):
        yield
