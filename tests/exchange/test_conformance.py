"""The conformance suite: the reference receiver keeps every rule, and each wrong receiver breaks the one that it should."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.management import CommandError, call_command

from motcua.exchange import conformance
from motcua.exchange.conformance import RULES, Outcome, Speaker
from motcua.exchange.models import Node, NodeKey
from motcua.foundation import outgoing
from tests.chronicle.processes import address, environment
from tests.exchange import reference_receiver
from tests.exchange.wrong_receivers import MISTAKES

AT = datetime(2026, 11, 26, 2, 15, tzinfo=UTC)
CLI = [sys.executable, "-m", "motcua.cli"]


class Played:
    """A receiver that runs, and what the suite says of it."""

    def __init__(self, names, folder):
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.receiver = names["Receiver"](
            folder=folder, node="X99", scope="X99", keyid="test-key-1", public=public
        )
        self.server = names["serve"](self.receiver)

    def run(self, **more):
        speaker = Speaker(self.receiver.url, "X99", "test-key-1", self.key, AT)
        results = conformance.run(speaker, scope="X99", restart=self.receiver.restart, **more)
        return {result.rule.code: result for result in results}


@pytest.fixture
def played(tmp_path):
    running = []

    def start(names):
        running.append(Played(names, tmp_path))
        return running[-1]

    yield start
    for one in running:
        one.server.shutdown()
        one.server.server_close()


def test_the_reference_keeps_every_rule_and_again_a_moment_later(played):
    right = played(vars(reference_receiver))
    for _ in range(2):
        results = right.run()
        assert {
            code: result.reason for code, result in results.items() if result.outcome is not Outcome.PASSED
        } == {}
        assert len(results) == len(RULES)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_wrong_receiver_breaks_the_rule_of_its_mistake(mistake, played):
    result = played(mistake.receiver_class()).run(only=mistake.rule)[mistake.rule]
    assert result.outcome is Outcome.FAILED and result.reason


def test_there_is_a_wrong_receiver_for_every_rule_but_one():
    """`aside` asks that something is taken which is easy to take."""
    assert {rule.code for rule in RULES} - {mistake.rule for mistake in MISTAKES} == {"aside"}
    assert len(MISTAKES) >= 20


def test_the_command_says_a_line_for_each_rule_and_ends_well_only_when_all_are_kept(played, tmp_path):
    right, wrong = played(vars(reference_receiver)), played(MISTAKES[0].receiver_class())
    for one, ends_well in ((right, True), (wrong, False)):
        file = tmp_path / f"{ends_well}.pem"
        file.write_bytes(one.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        out = io.StringIO()
        words = ("conformance", one.receiver.url, "--key", file, "--keyid", "test-key-1")
        if ends_well:
            call_command("exchange", *words, stdout=out)
            assert out.getvalue().count("\npassed ") == len(RULES) - 2 and "FAILED" not in out.getvalue()
            assert out.getvalue().count("\nnot run ") == 2
        else:
            with pytest.raises(CommandError, match="rules are not kept"):
                call_command("exchange", *words, stdout=out)
            assert "FAILED   in-order" in out.getvalue() and "which it was sent" in out.getvalue()


def test_the_command_says_what_it_needs(tmp_path):
    with pytest.raises(CommandError, match="There is no rule nothing"):
        call_command("exchange", "conformance", "--only", "nothing")
    with pytest.raises(CommandError, match="Say the address"):
        call_command("exchange", "conformance")
    with pytest.raises(CommandError, match="cannot be read as a key"):
        call_command("exchange", "conformance", "http://127.0.0.1:9", "--key", tmp_path / "none")
    out = io.StringIO()
    call_command("exchange", "conformance", "--list", stdout=out)
    assert len(out.getvalue().splitlines()) == len(RULES)


def test_a_stranger_is_told_that_the_test_node_is_not_registered(played, tmp_path):
    one = played(vars(reference_receiver))
    one.key = Ed25519PrivateKey.generate()
    with pytest.raises(conformance.Broken, match="Is the test node registered"):
        one.run()


class OurNode:
    """The nation as a process of its own, which can be killed."""

    def __init__(self, folder):
        self.folder, self.process = folder, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def environment(self):
        facts = {"MOTCUA_NODE": "national", "MOTCUA_BASE_URL": self.url, "MOTCUA_VAR": str(self.folder)}
        return environment(address()) | facts

    def prepare(self):
        words = [*CLI, "collectstatic", "--no-input", "-v0"]
        subprocess.run(words, env=self.environment(), check=True, timeout=120)

    def start(self):
        words = [*CLI, "serve", "--port", str(self.port), "--workers", "1", "--quiet"]
        self.process = subprocess.Popen(words, env=self.environment(), start_new_session=True)
        for _ in range(600):
            assert self.process.poll() is None
            try:
                outgoing.send("GET", self.url, trusted=True, seconds=30)
            except outgoing.NoAnswer:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self):
        self.kill()
        self.start()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_our_own_node_keeps_every_rule_also_when_it_is_killed(tmp_path):
    key = Ed25519PrivateKey.generate()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    row = Node.objects.create(
        code="X99", kind="other", name="Nút thử", scopes=["X99"], registered_at=long_ago, simulated=True
    )
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    NodeKey.objects.create(node=row, key="test-key-1", use="exchange", public=public, starts_at=long_ago)
    ours = OurNode(tmp_path)
    ours.prepare()
    ours.start()
    try:
        speaker = Speaker(ours.url, "X99", "test-key-1", key, AT)
        results = list(conformance.run(speaker, scope="X99", restart=ours.restart))
    finally:
        ours.kill()
    broken = {one.rule.code: one.reason for one in results if one.outcome is not Outcome.PASSED}
    assert broken == {} and len(results) == len(RULES)
