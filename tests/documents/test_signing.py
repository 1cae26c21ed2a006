"""Signatures asked for and made: once, and with what was asked."""

import asyncio
import io
import subprocess
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from motcua.chronicle.models import Entry
from motcua.documents import actions, jobs, queries
from motcua.documents.models import Hold, Signing
from motcua.documents.rules import Kind, Level, Purpose, SigningState
from motcua.documents.signing import keys, pades, timestamps, work
from motcua.documents.signing.apart import alone
from tests.documents.papers import pages_text, program, valid_pdf_a
from tests.documents.signed_results import content, issued, signatures, signing_in_the_demo
from tests.documents.signers import AGENCY, ask, draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    signing_in_the_demo(settings, tmp_path, monkeypatch)


@pytest.fixture
def at():
    return timezone.now()


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

    made = work.make(row, at=timezone.now())
    assert actions.drop_signing(key=key, at=at)
    assert not actions.record(row=row, token=token, made=made, at=at)
    assert not Entry.objects.filter(kind=Kind.SIGNED).exists()
    assert not Hold.objects.filter(file_id=made.file.id).exists()


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
