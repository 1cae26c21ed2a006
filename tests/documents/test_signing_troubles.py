"""What keeps a signature from being made: the result waits and says so, or the operator is asked; nothing is half done."""

import resource
import signal
from contextlib import contextmanager
from datetime import timedelta

import pytest
from asn1crypto import tsp
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.documents import actions, jobs, queries
from motcua.documents.rules import Problem, Purpose, SigningState, StoreUnreachable
from motcua.documents.signing import pades, work
from tests.documents.signed_results import content, signatures, signing_in_the_demo
from tests.documents.signers import AGENCY, ask, draft, register_file_key, stamped, time_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    signing_in_the_demo(settings, tmp_path, monkeypatch)


@pytest.fixture
def at():
    return timezone.now()


def test_a_time_server_that_is_down_makes_the_result_wait_and_then_it_is_signed(at, settings):
    settings.TIME_STAMP_URL = "http://127.0.0.1:9/"
    key = ask(draft(at).id, at)
    assert jobs.sign(at) == 0
    waits = queries.signing(key)
    assert (waits.state, waits.problem, waits.tried) == (SigningState.ASKED, Problem.TIME_SERVER, 1)
    assert waits.next_try_at > at
    assert jobs.sign(at) == 0 and queries.signing(key).tried == 1, "not before its time"
    with time_server() as address:
        settings.TIME_STAMP_URL = address
        assert jobs.sign(waits.next_try_at) == 1
    found = queries.signing(key)
    assert found.state == SigningState.SIGNED and found.problem is None
    assert signatures(content(found.file_id))[0].timestamp_validity.valid


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"0" * 70_000, b"\x30\x03\x02\x01\x02", b"\x30\x05\x30\x03\x02\x01\x02"]
)
def test_a_time_server_that_answers_nonsense_makes_the_result_wait(at, settings, answer):
    with time_server(answer=lambda asked: answer) as address:
        settings.TIME_STAMP_URL = address
        key = ask(draft(at).id, at)
        jobs.sign(at)
    assert queries.signing(key).problem in (Problem.TIME_SERVER, Problem.FILE_UNUSABLE)
    assert queries.signing(key).problem is Problem.TIME_SERVER


def another_question(asked: bytes) -> bytes:
    changed = tsp.TimeStampReq.load(asked)
    changed["nonce"] = 1
    return stamped(changed.dump())


def something_else(asked: bytes) -> bytes:
    changed = tsp.TimeStampReq.load(asked)
    changed["message_imprint"]["hashed_message"] = b"\0" * 32
    return stamped(changed.dump())


def no(asked: bytes) -> bytes:
    return tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()


@pytest.mark.parametrize("answer", [another_question, something_else, no])
def test_a_time_stamp_that_is_not_what_was_asked_for_is_not_taken(at, settings, answer):
    with time_server(answer=answer) as address:
        settings.TIME_STAMP_URL = address
        key = ask(draft(at).id, at)
        assert jobs.sign(at) == 0
    waits = queries.signing(key)
    assert (waits.state, waits.problem) == (SigningState.ASKED, Problem.TIME_SERVER)


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        ({}, Problem.NO_SIGNER),
        ({"ends": -1}, Problem.EXPIRED),
        ({"starts": 5}, Problem.NOT_YET_VALID),
        ({"mode": 0o644}, Problem.KEY_UNREADABLE),
        ({"revoked": True}, Problem.REVOKED),
    ],
)
def test_a_key_that_may_not_sign_stops_the_request_until_it_is_mended(at, made, problem):
    name = "officer:OTHER"
    if made:
        register_file_key(name, **made)
    key = ask(draft(at).id, at, signer=name)
    assert jobs.sign(at) == 0
    found = queries.signing(key)
    assert (found.state, found.problem) == (SigningState.STUCK, problem)
    assert jobs.sign(at + timedelta(days=1)) == 0, "it waits for somebody"
    register_file_key(name)
    actions.try_again(key=key, at=at)
    assert jobs.sign(at) == 1


def test_a_certificate_that_leads_to_no_root_of_this_office_signs_nothing(at):
    """Once the office has said whom it trusts, at every level; its own authority's root mends it."""
    from motcua.documents.signing import development, registry

    name, trust = "officer:OTHER", registry.folder() / "trust"
    root = register_file_key(name)
    development.write(trust / "other.pem", register_file_key("officer:THIRD"))  # a root, but another's
    key = ask(draft(at).id, at, signer=name)
    entries = Entry.objects.count()
    assert jobs.sign(at) == 0
    found = queries.signing(key)
    assert (found.state, found.problem, found.file_id) == (SigningState.STUCK, Problem.UNKNOWN_ISSUER, None)
    assert Entry.objects.count() == entries
    development.write(trust / "own.pem", root)
    actions.try_again(key=key, at=at)
    assert jobs.sign(at) == 1 and queries.signing(key).state == SigningState.SIGNED


def test_a_list_of_revoked_certificates_that_cannot_be_read_stops_signing(at):
    from motcua.documents.signing import development, registry

    development.write(registry.folder() / "crls" / "ca.crl", b"<html>not found</html>")
    key = ask(draft(at).id, at)
    assert jobs.sign(at) == 0
    assert queries.signing(key).problem is Problem.NO_REVOCATION


@pytest.fixture
def full_disk(monkeypatch):
    """While a file is received the kernel itself refuses to write more than a kilobyte."""
    from motcua.documents import store

    receive = store.receive

    def received(*args, **how):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            return receive(*args, **how)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    @contextmanager
    def full():
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with monkeypatch.context() as patched:
            patched.setattr(store, "receive", received)
            yield
        signal.signal(signal.SIGXFSZ, before)

    return full


def test_a_disk_that_is_full_makes_the_result_wait_and_then_it_is_signed(at, settings, full_disk):
    key = ask(draft(at).id, at)
    files, entries = set(settings.FILES_DIR.rglob("*")), Entry.objects.count()
    with full_disk():
        assert jobs.sign(at) == 0
    assert set(settings.FILES_DIR.rglob("*")) == files
    waits = queries.signing(key)
    assert (waits.state, waits.problem) == (SigningState.ASKED, Problem.DISK)
    assert Entry.objects.count() == entries and waits.file_id is None
    assert jobs.sign(waits.next_try_at) == 1


def test_a_store_that_vanishes_while_it_is_signed_leaves_the_request_as_it_was(at, settings, tmp_path):
    key = ask(draft(at).id, at)
    settings.FILES_DIR.rename(tmp_path / "away")
    assert jobs.sign(at) == 0
    waits = queries.signing(key)
    assert waits.file_id is None and waits.problem in (Problem.FILE_GONE, Problem.DISK)
    (tmp_path / "away").rename(settings.FILES_DIR)
    actions.try_again(key=key, at=at)
    assert jobs.sign(at) == 1


@pytest.mark.parametrize(("module", "name", "is_signed"), [(pades, "sign", False), (work, "make", True)])
def test_a_store_that_vanishes_once_the_signature_is_made_leaves_nothing_half_done(
    at, settings, tmp_path, monkeypatch, module, name, is_signed
):
    """Before the paper is stored it waits and is signed anew; after that its record stands, and it is read when the store is back."""
    key, entries, away = ask(draft(at).id, at), Entry.objects.count(), tmp_path / "away"
    plain = getattr(module, name)

    def then_gone(*args, **how):
        made = plain(*args, **how)
        settings.FILES_DIR.rename(away)
        settings.FILES_DIR.write_bytes(b"nothing can be kept here")
        return made

    with monkeypatch.context() as patched:
        patched.setattr(module, name, then_gone)
        assert jobs.sign(at) == is_signed
    found = queries.signing(key)
    assert Entry.objects.count() == entries + is_signed
    if is_signed:
        with pytest.raises(StoreUnreachable):
            queries.open(found.file_id)
    else:
        assert (found.state, found.problem, found.file_id) == (SigningState.ASKED, Problem.DISK, None)
    settings.FILES_DIR.unlink()
    away.rename(settings.FILES_DIR)
    assert jobs.sign(found.next_try_at or at) == (not is_signed)
    assert content(queries.signing(key).file_id).startswith(b"%PDF-")


def test_a_development_key_signs_nothing_outside_the_demo_even_under_another_entry(at, settings):
    from motcua.documents.signing import registry

    settings.DEMO = False
    settings.SIGNATURE_LEVEL = "B-B"
    entry = registry.folder() / "agency-H15.15.toml"
    entry.write_text(entry.read_text().replace("development = true\n", ""))
    key = ask(draft(at).id, at, signer=AGENCY)
    jobs.sign(at)
    assert queries.signing(key).problem is Problem.DEVELOPMENT


def test_without_a_time_server_the_result_waits_for_the_operator(at, settings):
    settings.TIME_STAMP_URL = ""
    key = ask(draft(at).id, at)
    jobs.sign(at)
    assert queries.signing(key).problem is Problem.NO_TIME_SERVER


def test_a_paper_that_vanished_or_changed_in_the_store_is_not_signed(at, settings):
    gone, changed = draft(at), draft(at, about="B")
    first, second = ask(gone.id, at, holder="a:1"), ask(changed.id, at, holder="a:2")

    def place_of(sha256):
        (found,) = settings.FILES_DIR.rglob(sha256)
        return found

    place_of(gone.sha256).unlink()
    place = place_of(changed.sha256)
    place.write_bytes(place.read_bytes().replace(b"%PDF-1.4", b"%PDF-1.5"))
    jobs.sign(at)
    assert queries.signing(first).problem is Problem.FILE_GONE
    assert queries.signing(second).problem is Problem.FILE_UNUSABLE


def test_trying_again_what_is_signed_is_refused(at):
    key = ask(draft(at).id, at)
    jobs.sign(at)
    from motcua.documents.rules import NothingToSign

    with pytest.raises(NothingToSign):
        actions.try_again(key=key, at=at)


def test_without_revocation_lists_an_archived_result_waits_for_the_operator(at, settings):
    from motcua.documents.signing import development, registry

    settings.SIGNATURE_LEVEL = "B-LTA"
    key = ask(draft(at).id, at, purpose=Purpose.STAMP)
    (registry.folder() / development.FOLDER / "crl.der").rename(registry.folder() / "aside")
    (registry.folder() / development.FOLDER / "crl.der").write_bytes(b"")
    jobs.sign(at)
    assert queries.signing(key).problem in (Problem.NO_REVOCATION, Problem.FILE_UNUSABLE)
    assert queries.signing(key).state == SigningState.STUCK
