"""Results signed and stamped in tests, with development keys."""

import io

from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.documents import jobs, queries
from motcua.documents.rules import Purpose
from motcua.documents.signing import pades
from motcua.documents.signing.apart import alone
from tests.documents.signers import ask, demo_signers, draft


def signing_in_the_demo(settings, tmp_path, monkeypatch):
    """Development keys sign in the demo only."""
    monkeypatch.setenv("MOTCUA_DEMO", "1")
    settings.DEMO = True
    settings.KEYS_DIR = tmp_path / "keys"
    settings.TIME_STAMP_URL = "development:"
    demo_signers()


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
