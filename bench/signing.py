"""How fast one page is signed (PAdES B-B and B-T), warm, beside pyHanko as its documentation shows it; and papers drawn.

Both sign the same page with the same key, read before the clock starts. pyHanko's own signer reads the private key
again for each signature and makes a trial signature to learn its size; ours keeps the key and knows the size.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bench.rows import Row, limit_row, ratio_row

ROOM = "documents"
RUNS = 7
SIGNATURES = 12
DRAWN = 60
ROOT = Path(__file__).resolve().parent.parent
PARALLEL_SECONDS = 6.0
DAY = date(2026, 3, 2)


def run() -> list[Row]:
    import django

    os.environ["MOTCUA_DEMO"] = "1"
    django.setup()
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        settings.KEYS_DIR, settings.DEMO = Path(folder), True
        settings.TIME_STAMP_URL = "development:"
        return [*_signing(), *_validating(), *_two_processes(), *_drawing()]


def _signing() -> list[Row]:
    rows = []
    for words, kind, bar in (("RSA-2048", "rsa", 3.5), ("P-256", "ec", 1.0)):
        paper, ours, theirs, stamped = makers(kind)
        ours(), theirs(), stamped()  # warm
        mine, other, with_time = [], [], []
        for _ in range(RUNS):
            mine.append(rate(ours, SIGNATURES))
            other.append(rate(theirs, SIGNATURES))
            with_time.append(rate(stamped, SIGNATURES))
        peer = "pyHanko 0.38, as documented"
        rows.append(ratio_row(f"PAdES B-B, {words}, one page", "signatures/s", mine, peer, other, bar=bar))
        rows.append(
            ratio_row(
                f"PAdES B-T, {words}, local time stamp", "signatures/s", with_time, "ours B-B", mine, bar=None
            )
        )
        assert paper
    return rows


def makers(kind: str) -> tuple[bytes, Callable[[], object], Callable[[], object], Callable[[], object]]:
    """The page, our signature, pyHanko's, and ours with a time stamp."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from tests.documents.signers import demo_signers, register_file_key

    from motcua.documents import typesetting
    from motcua.documents.rules import Level, Purpose
    from motcua.documents.signing import keys, pades, registry, timestamps
    from motcua.documents.typesetting import templates

    demo_signers()
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    name = f"officer:BENCH-{kind}"
    register_file_key(name, key=key)
    drawn = typesetting.render("dossiers/result", templates.sample("dossiers/result"), on=DAY)
    paper = pades.prepare(drawn)
    by = keys.open_signer(name)
    at = datetime.now(UTC)
    simple = signers.SimpleSigner.load_pkcs12(
        str(registry.folder() / f"officer-BENCH-{kind}.p12"), passphrase=b"phrase"
    )
    about = signers.PdfSignatureMetadata(
        field_name="Signature1", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )

    def ours() -> bytes:
        return pades.sign(
            paper, purpose=Purpose.SIGN, by=by, level=Level.B, appearance=None, stamper=None, at=at
        )

    def stamped() -> bytes:
        stamper = timestamps.time_stamper()
        return pades.sign(
            paper, purpose=Purpose.SIGN, by=by, level=Level.T, appearance=None, stamper=stamper, at=at
        )

    def theirs() -> object:
        return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(drawn)), about, signer=simple)

    return paper, ours, theirs, stamped


def _validating() -> list[Row]:
    """A result with two signatures and their time stamps, by what opens files for us beside pyHanko as documented.

    Both in one warm process: starting the limited process that opens a stranger's file is not what is compared.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from motcua.documents.checking.signatures import signatures
    from motcua.documents.rules import Level, Purpose
    from motcua.documents.signing import keys, pades, timestamps, trusted

    paper, *_ = makers("ec")
    by, at = keys.open_signer("officer:LD-01"), datetime.now(UTC)
    for purpose in (Purpose.SIGN, Purpose.STAMP):
        paper = pades.sign(
            paper, purpose=purpose, by=by, level=Level.T, appearance=None, stamper=timestamps.time_stamper(), at=at
        )  # fmt: skip
    files = [str(path) for path in (*trusted.root_files(), *trusted.list_files())]
    moment = datetime.now(UTC)

    def ours() -> None:
        found = signatures(paper, at=moment, trust=files)
        assert [one["trusted"] and one["untouched"] for one in found] == [True, True]

    def theirs() -> None:
        context = ValidationContext(trust_roots=pades.roots())
        for one in PdfFileReader(io.BytesIO(paper)).embedded_signatures:
            assert validate_pdf_signature(one, context).bottom_line

    ours(), theirs()
    mine, other = [], []
    for _ in range(RUNS):
        mine.append(rate(ours, SIGNATURES, clock=time.process_time))
        other.append(rate(theirs, SIGNATURES, clock=time.process_time))
    peer = "pyHanko 0.38, as documented"
    return [
        ratio_row(
            "validating a result, two signatures B-T", "papers/s of processor", mine, peer, other, bar=1.0
        )
    ]


def rate(work: Callable[[], object], times: int, *, clock: Callable[[], float] = time.perf_counter) -> float:
    """By the processor's own clock where the two differ by less than what a machine does beside them."""
    began = clock()
    for _ in range(times):
        work()
    return times / (clock() - began)


def _two_processes() -> list[Row]:
    one, two = [], []
    for _ in range(3):
        one.append(_together(1))
        two.append(_together(2))
    return [ratio_row("PAdES B-T, two processes", "signatures/s", two, "one process", one, bar=1.7)]


def _together(count: int) -> float:
    """Signatures a second of so many processes, each signing for the same seconds."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.signing"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(count)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return sum(json.loads(worker.communicate(timeout=120)[0])["rate"] for worker in workers)


def _drawing() -> list[Row]:
    from motcua.documents import typesetting
    from motcua.documents.typesetting import templates

    values = templates.sample("dossiers/form-01")

    def receipt() -> bytes:
        return typesetting.render("dossiers/form-01", values, on=DAY)

    receipt()
    found = [rate(receipt, DRAWN) for _ in range(RUNS)]
    return [limit_row("receipt (form 01) as PDF/A", "papers/s", found, limit=20.0, less_is_better=False)]


def work() -> None:
    """One process of several: ready, then signs for a while."""
    import django

    os.environ["MOTCUA_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        settings.KEYS_DIR, settings.DEMO = Path(folder), True
        settings.TIME_STAMP_URL = "development:"
        _paper, _ours, _theirs, stamped = makers("ec")
        stamped()
        print("ready", flush=True)
        sys.stdin.readline()
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < PARALLEL_SECONDS:
            stamped()
            count += 1
        print(json.dumps({"rate": count / (time.perf_counter() - began)}), flush=True)


if __name__ == "__main__":
    work()
