"""Workers as processes: one is killed in the middle of its work; a key lies in a token."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.documents import jobs, queries
from motcua.documents.models import Hold, Signing
from motcua.documents.rules import Kind, Problem, SigningState
from motcua.documents.signing import keys, registry
from tests.chronicle.processes import address, environment, motcua
from tests.documents.papers import program
from tests.documents.signers import ask, certificate, demo_signers, draft

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import django; django.setup()
from django.utils import timezone
from motcua.documents import jobs
jobs.BATCH = 1
print("ready", flush=True)
while jobs.sign(timezone.now()):
    print("signed", flush=True)
"""
PAPERS = 6
SOFTHSM = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_DEMO", "1")
    settings.DEMO = True
    settings.KEYS_DIR = tmp_path / "keys"
    settings.TIME_STAMP_URL = "development:"
    demo_signers()


def content(file_id: int) -> bytes:
    with queries.open(file_id).stream as stream:
        return stream.read()


def test_a_worker_killed_in_the_middle_loses_nothing_and_signs_nothing_twice(settings):
    at = timezone.now()
    wanted = [ask(draft(at, about=f"Bản {n}").id, at, holder=f"a:{n}") for n in range(PAPERS)]
    where = {**environment(address()), "MOTCUA_DEMO": "1", "MOTCUA_FILES": str(settings.FILES_DIR)}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=where, stdout=subprocess.PIPE, text=True)
    assert worker.stdout.readline() == "ready\n"
    assert worker.stdout.readline() == "signed\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    done_before = Entry.objects.filter(kind=Kind.SIGNED).count()
    assert 1 <= done_before < PAPERS
    jobs.sign(timezone.now() + timedelta(minutes=3))  # when the lease of the dead has run out
    found = queries.signings(wanted)
    assert {one.state for one in found.values()} == {SigningState.SIGNED}
    assert Entry.objects.filter(kind=Kind.SIGNED).count() == PAPERS
    for row in Signing.objects.all():
        assert content(row.output_file_id).startswith(content(row.input_file_id))
        assert Hold.objects.filter(file_id=row.output_file_id).exists()


@pytest.fixture(params=["rsa", "ec"])
def token(tmp_path, monkeypatch, request):
    """A SoftHSM2 token with a key and its certificate, registered for one signer."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.x509.oid import NameOID

    tool = program("softhsm2-util", "softhsm2")
    module = next((path for path in SOFTHSM if Path(path).exists()), None)
    assert module, "softhsm2 is installed without its module"
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path}/tokens\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    run = {"check": True, "capture_output": True}
    subprocess.run([tool, "--init-token", "--free", "--label", "motcua", "--pin", "1234", "--so-pin", "5678"], **run)  # fmt: skip
    made = {
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
        "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    }
    key = made[request.param]()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Người ký bằng token")])
    own = certificate(key.public_key(), name, key, name, datetime.datetime.now(datetime.UTC), -1, 100)
    pem = tmp_path / "key.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )  # fmt: skip
    subprocess.run([tool, "--import", str(pem), "--token", "motcua", "--label", "ld", "--id", "A1", "--pin", "1234"], **run)  # fmt: skip
    import pkcs11

    library = pkcs11.lib(module)
    library.reinitialize()
    with library.get_token(token_label="motcua").open(rw=True, user_pin="1234") as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: "ld",
                pkcs11.Attribute.ID: b"\xa1",
                pkcs11.Attribute.SUBJECT: name.public_bytes(),
                pkcs11.Attribute.VALUE: own.public_bytes(serialization.Encoding.DER),
            }
        )
    folder = registry.folder()
    (folder / "officer-TOKEN.toml").write_text(
        f'[pkcs11]\nmodule = "{module}"\ntoken = "motcua"\nlabel = "ld"\npin_file = "officer-TOKEN.pin"\n'
    )
    (folder / "officer-TOKEN.pin").write_text("1234")
    (folder / "officer-TOKEN.pin").chmod(0o600)
    yield tmp_path
    keys.forget("officer:TOKEN")


def test_a_key_in_a_token_signs_and_never_leaves_it(token, tmp_path):
    at = timezone.now()
    key = ask(draft(at).id, at, signer="officer:TOKEN")
    assert jobs.sign(at) == 1, queries.signing(key)
    (tmp_path / "paper.pdf").write_bytes(content(queries.signing(key).file_id))
    said = subprocess.run([program("pdfsig", "poppler-utils"), "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout  # fmt: skip
    assert "Signature is Valid" in said and "Người ký bằng token" in said


def test_a_token_that_is_not_there_makes_the_result_wait_until_it_is(token):
    at = timezone.now()
    pin = registry.folder() / "officer-TOKEN.pin"
    entry = registry.folder() / "officer-TOKEN.toml"
    right = entry.read_text()
    entry.write_text(right.replace('token = "motcua"', 'token = "khac"'))
    key = ask(draft(at).id, at, signer="officer:TOKEN")
    assert jobs.sign(at) == 0
    waits = queries.signing(key)
    assert (waits.state, waits.problem) == (SigningState.ASKED, Problem.TOKEN_AWAY)
    entry.write_text(right)
    assert jobs.sign(waits.next_try_at) == 1
    pin.chmod(0o644)
    keys.forget("officer:TOKEN")
    second = ask(draft(at, about="B").id, at, holder="a:2", signer="officer:TOKEN")
    jobs.sign(timezone.now() + timedelta(seconds=1))
    assert queries.signing(second).problem is Problem.KEY_UNREADABLE


@pytest.mark.parametrize("word", ["check", "templates", "signers"])
def test_the_commands_run_as_a_person_runs_them(word):
    """As a process: called from a test, Django leaves out its own checks, and with them what would get in their way."""
    for toml in registry.folder().glob("*.toml"):
        toml.unlink()  # those of the demo are refused outside it, and said to be
    code, said = motcua("documents", word, database=address())
    assert code == 0, said
