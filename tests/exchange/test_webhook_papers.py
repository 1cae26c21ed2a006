"""What the papers say is so: the example of the reference verifies, and the receiver of the how-to works and is killed."""

import base64
import contextlib
import hashlib
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.utils import timezone

from motcua.exchange.models import Subscription
from motcua.exchange.rules.webhooks import Status
from motcua.foundation import keys
from tests.chronicle.acts import seal_all
from tests.dossiers.build import make_world, taken_in
from tests.exchange.receivers import subscribe, told

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/reference/webhooks.md").read_text(encoding="utf-8")
SCRIPT = ROOT / "docs/how-to/webhook_receiver.py"


class TestTheExample:
    def parts(self):
        text = re.search(r"```http\n(.*?)\n```", REFERENCE, re.DOTALL)[1]
        head, _, body = text.partition("\n\n")
        lines = dict(line.split(": ", 1) for line in head.split("\n")[1:])
        key = base64.b64decode(re.search(r"public part is `([^`]+)`", REFERENCE)[1])
        return lines, body.encode(), Ed25519PublicKey.from_public_bytes(key)

    def base(self, headers, url="https://esb.example.vn/events"):
        params = headers["Signature-Input"].removeprefix("sig=")
        return "\n".join([
            '"@method": POST', f'"@target-uri": {url}', f'"content-type": {headers["Content-Type"]}',
            f'"content-digest": {headers["Content-Digest"]}', f'"@signature-params": {params}',
        ]).encode()  # fmt: skip

    def test_verifies_with_a_plain_reader(self):
        headers, body, key = self.parts()
        signature = base64.b64decode(headers["Signature"].removeprefix("sig=:").removesuffix(":"))
        assert (
            headers["Content-Digest"]
            == f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        )
        key.verify(signature, self.base(headers))
        with pytest.raises(InvalidSignature):
            key.verify(signature, self.base(headers, url="https://other.example.vn/events"))

    def test_is_made_by_this_program(self):
        headers, body, _ = self.parts()
        from motcua.exchange.rules import events
        from motcua.exchange.rules.order import Lineage

        (event,) = json.loads(body)
        place = events.place_of(497, Lineage(((1, 0),)))
        assert event["id"] == events.event_id("H15", place) and event["source"] == events.source("H15")
        assert event["type"] == events.event_type("dossier.taken-in")
        assert headers["Content-Type"].startswith(events.BATCH_TYPE)

    def test_the_acts_that_it_names_are_told(self):
        from motcua.exchange.queries.events import KINDS

        named = re.search(r"act `\.v1`: ([a-z, -]+)", REFERENCE)[1].split(", ")
        assert len(named) > 20 and {f"dossier.{name}" for name in named} <= set(KINDS)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@contextlib.contextmanager
def running(node, own, port, file):
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), node, own, str(port), str(file)], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(3_000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert process.poll() is None
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.wait()


def tell_until(done):
    """With the real clock: the receiver of the how-to looks at it."""
    way = told(timezone.now)
    for _ in range(3_000):
        Subscription.objects.update(next_at=None)
        way.run()
        if done():
            return
        time.sleep(0.02)
    raise AssertionError("told in vain")


@pytest.mark.django_db(transaction=True)
def test_the_receiver_of_the_how_to_keeps_each_event_once_although_it_is_killed(
    live_server, settings, tmp_path
):
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    world, file, port = make_world(), tmp_path / "events.ndjson", free_port()
    own = f"http://127.0.0.1:{port}/events"
    row = subscribe(world, own)

    def kept():
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    numbers = [taken_in(world).number]
    seal_all()
    with running(live_server.url, own, port, file):
        tell_until(lambda: len(kept()) == 2)
        forged = urllib.request.Request(
            own, data=b"[]", headers={"Signature-Input": 'sig=();created=1;keyid="x"'}
        )
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(forged, timeout=30)
    numbers.append(taken_in(world).number)
    seal_all()
    tell_until(lambda: Subscription.objects.get().failures > 0)  # nobody is there
    Subscription.objects.update(position=0)  # as if the last acknowledgement had been lost
    with running(live_server.url, own, port, file):
        tell_until(lambda: Subscription.objects.get().failures == 0 and len(kept()) == 4)
    assert [event["subject"] for event in kept()] == [number for number in numbers for _ in range(2)]
    row.refresh_from_db()
    assert row.status == Status.ACTIVE


def test_a_new_key_signs_from_then_on_and_a_revoked_one_is_listed_as_such(
    client, db, tmp_path, settings, capsys
):
    settings.KEYS_DIR = tmp_path
    call_command("exchange", "webhook-keys")
    first = capsys.readouterr().out.split()[0]
    call_command("exchange", "webhook-keys", "--revoke", first)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("revoked") and lines[1].endswith("in force")
    listed = {key["id"]: key for key in client.get("/.well-known/motcua-keys.json").json()["keys"]}
    assert listed[first]["revoked"] and listed[keys.key("webhook", folder=tmp_path).id]["revoked"] is None
    with pytest.raises(CommandError, match="does not sign events"):
        call_command("exchange", "webhook-keys", "--revoke", keys.key("exchange", folder=tmp_path).id)
