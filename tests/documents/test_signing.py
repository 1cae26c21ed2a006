"""Signatures asked for and made: once, with what was asked, whatever happens in between."""

import asyncio
import io
import resource
import signal
import subprocess
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from asn1crypto import tsp
from django.db import connection, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from motcua.chronicle.models import Entry
from motcua.documents import actions, jobs, queries
from motcua.documents.models import Hold, Signing
from motcua.documents.rules import Kind, Level, Problem, Purpose, SigningState, StoreUnreachable
from motcua.documents.signing import keys, pades, timestamps, work
from motcua.documents.signing.apart import alone
from tests.documents.papers import pages_text, program, valid_pdf_a
from tests.documents.signers import AGENCY, ask, demo_signers, draft, register_file_key, stamped, time_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    """Development keys sign in the demo only."""
    monkeypatch.setenv("MOTCUA_DEMO", "1")
    settings.DEMO = True
    settings.KEYS_DIR = tmp_path / "keys"
    settings.TIME_STAMP_URL = "development:"
    demo_signers()


@pytest.fixture
def at():
    return timezone.now()


def content(file_id: int) -> bytes:
    with queries.open(file_id).stream as stream:
        return stream.read()


def signatures(paper: bytes):
    context = ValidationContext(trust_roots=pades.roots())
    return [
        alone(lambda one=one: async_validate_pdf_signature(one, context))
        for one in PdfFileReader(io.BytesIO(paper)).embedded_regular_signatures
    ]


def issued(at):
    """A result signed by the leader and stamped by the agency; the facts of both signatures."""
    signed = ask(draft(at).id, at)
    jobs.sign(at)
    first = queries.signing(signed)
    stamped = ask(first.file_id, at, purpose=Purpose.STAMP, holder="dossiers.result:1")
    jobs.sign(timezone.now())
    return first, queries.signing(stamped)


def test_a_result_is_signed_then_stamped_and_everybody_accepts_it(at, tmp_path):
    first, second = issued(at)
    assert (first.state, second.state, second.level) == (SigningState.SIGNED, SigningState.SIGNED, "B-T")
    leaders, final = content(first.file_id), content(second.file_id)
    assert final.startswith(leaders), "the stamp changes nothing below it"
    found = signatures(final)
    assert [one.bottom_line for one in found] == [True, True]
    assert all(one.timestamp_validity.valid for one in found)
    (tmp_path / "final.pdf").write_bytes(final)
    said = subprocess.run([program("pdfsig", "poppler-utils"), "final.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout  # fmt: skip
    assert said.count("Signature is Valid") == 2 and said.count("Total document signed") == 1
    assert valid_pdf_a(final, tmp_path)


def test_number_date_and_agency_are_printed_by_the_stamp_and_the_signer_by_the_signature(at, tmp_path):
    first, second = issued(at)
    words = "Số: 12/QĐ-UBND"
    assert words not in pages_text(content(first.file_id), tmp_path)
    said = pages_text(content(second.file_id), tmp_path)
    assert words in said and "ngày 02 tháng 3 năm 2026" in said
    assert "Trần Văn Bình (thử nghiệm)" in said and "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in said


def test_a_paper_is_signed_and_archived_in_a_thread_that_runs_a_loop_already(at):
    """As when a browser was driven from the same thread before."""
    paper, by, stamper = content(draft(at).id), keys.open_signer(AGENCY), timestamps.time_stamper()

    async def meanwhile():
        return pades.sign(
            paper, purpose=Purpose.STAMP, by=by, level=Level.LTA, appearance=None, stamper=stamper, at=at
        )

    (found,) = signatures(asyncio.run(meanwhile()))
    assert found.bottom_line and found.timestamp_validity.valid


def test_the_original_carries_the_hash_of_the_content_below_the_stamp(at):
    first, second = issued(at)
    original = queries.result_of("dossiers.result:1")
    assert original.content_sha256 == first.sha256 == pades.sha256(content(first.file_id))
    assert original.file_sha256 == second.sha256 == pades.sha256(content(second.file_id))
    held = PdfFileReader(io.BytesIO(content(second.file_id))).embedded_regular_signatures[1].sig_object
    assert held["/ContactInfo"] == original.statement, "for whoever has the file and no network"
    assert original.number == "12/QĐ-UBND" and original.status == "valid"
    assert (
        queries.originals_with(original.content_sha256)
        == queries.originals_with(original.file_sha256)
        == (original,)
    )


def test_one_changed_byte_is_found(at):
    _, second = issued(at)
    paper = bytearray(content(second.file_id))
    paper[1000] ^= 1
    try:
        assert not all(one.bottom_line for one in signatures(bytes(paper)))
    except Exception as broken:  # so changed that it cannot be read at all
        assert "stream" in str(broken) or "PDF" in type(broken).__name__


def test_each_signature_leaves_one_entry_without_a_name(at):
    first, second = issued(at)
    entries = list(Entry.objects.filter(kind=Kind.SIGNED).order_by("id"))
    assert [entry.subject for entry in entries] == [f"signing:{first.key}", f"signing:{second.key}"]
    assert "Bình" not in str([entry.data for entry in entries])


def test_asking_twice_for_one_paper_is_refused_by_the_database(at):
    file = draft(at)
    ask(file.id, at)
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        ask(file.id, at)
    assert Signing.objects.count() == 1


def test_what_was_dropped_is_not_signed_and_what_was_signed_is_not_dropped(at):
    dropped, signed = ask(draft(at).id, at, holder="a:1"), ask(draft(at, about="B").id, at, holder="a:2")
    assert actions.drop_signing(key=dropped, at=at)
    assert jobs.sign(at) == 1
    assert not actions.drop_signing(key=signed, at=at)
    assert queries.signing(dropped).state == SigningState.DROPPED
    assert queries.signing(signed).state == SigningState.SIGNED
    assert Entry.objects.filter(kind=Kind.SIGNED).count() == 1


def test_a_drop_while_a_worker_signs_wins_and_nothing_is_kept(at):
    key = ask(draft(at).id, at)
    row = Signing.objects.get(key=key)
    token = actions.claim(row=row, at=at)
    from motcua.documents.signing import work

    made = work.make(row, at=timezone.now())
    assert actions.drop_signing(key=key, at=at)
    assert not actions.record(row=row, token=token, made=made, at=at)
    assert not Entry.objects.filter(kind=Kind.SIGNED).exists()
    assert not Hold.objects.filter(file_id=made.file.id).exists()


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


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_sign_each_paper_once(at):
    keys = [ask(draft(at, about=f"Bản {n}").id, at, holder=f"a:{n}") for n in range(6)]
    counts = []

    def work():
        try:
            counts.append(jobs.sign(at))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 6
    assert all(queries.signing(key).state == SigningState.SIGNED for key in keys)
    assert Entry.objects.filter(kind=Kind.SIGNED).count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_with_its_claim_is_followed_by_another(at):
    key = ask(draft(at).id, at)
    row = Signing.objects.get(key=key)
    assert actions.claim(row=row, at=at)
    assert jobs.sign(at) == 0, "its lease is respected"
    later = at + timedelta(minutes=3)
    assert jobs.sign(later) == 1
    assert Entry.objects.filter(kind=Kind.SIGNED).count() == 1
    assert queries.signing(key).tried == 2


def test_an_archived_result_is_accepted_for_the_long_term_and_is_still_pdf_a(at, settings, tmp_path):
    settings.SIGNATURE_LEVEL = "B-LTA"
    first, second = issued(at)
    assert (first.level, second.level) == ("B-T", "B-LTA")
    paper = content(second.file_id)
    assert paper.startswith(content(first.file_id))
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            CertValidationPolicySpec(
                SimpleTrustManager.build(pades.roots()), CertRevTrustPolicy(REQUIRE_REVINFO)
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )
    signatures = PdfFileReader(io.BytesIO(paper)).embedded_regular_signatures
    found = [alone(lambda one=one: ades_lta_validation(one, spec)).ades_subindic for one in signatures]
    assert found == [AdESPassed.OK, AdESPassed.OK]
    assert valid_pdf_a(paper, tmp_path)


def test_without_revocation_lists_an_archived_result_waits_for_the_operator(at, settings):
    from motcua.documents.signing import development, registry

    settings.SIGNATURE_LEVEL = "B-LTA"
    key = ask(draft(at).id, at, purpose=Purpose.STAMP)
    (registry.folder() / development.FOLDER / "crl.der").rename(registry.folder() / "aside")
    (registry.folder() / development.FOLDER / "crl.der").write_bytes(b"")
    jobs.sign(at)
    assert queries.signing(key).problem in (Problem.NO_REVOCATION, Problem.FILE_UNUSABLE)
    assert queries.signing(key).state == SigningState.STUCK
