"""PAdES signatures on a PDF: places for two of them, one made at a time, each an increment that changes nothing before it."""

import hashlib
import io
from datetime import datetime

from asn1crypto import crl as asn1_crl
from asn1crypto import pem, x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from motcua.documents.rules.signing import Level, Problem, Purpose
from motcua.documents.signing import trusted
from motcua.documents.signing.apart import alone
from motcua.documents.signing.keys import Opened
from motcua.documents.signing.problems import CannotSign

MM = 72 / 25.4
PAGE_HEIGHT = 297 * MM
# Where the templates leave room: the person's signature on the last page, the agency's over the whole first page.
PERSON_BOX = (112 * MM, PAGE_HEIGHT - 237 * MM, 190 * MM, PAGE_HEIGHT - 213 * MM)
PAGE_BOX = (0.0, 0.0, 210 * MM, PAGE_HEIGHT)
ARCHIVE_FIELD = "luu-tru"
FIELDS = {Purpose.SIGN: "nguoi-ky", Purpose.STAMP: "co-quan"}
# Room for the signature itself, its certificates and, from B-T on, a time stamp with its certificates.
SIGNATURE_BYTES = 2_500
TIME_STAMP_BYTES = 7_000


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """The description of the paper stays as it was drawn; changing it would make it no PDF/A any more."""


def prepare(paper: bytes) -> bytes:
    """The paper with its two empty places for signatures, so that no signature adds a field below another."""
    writer = _open(paper)
    count = int(writer.root["/Pages"]["/Count"])
    for purpose, page, box in (
        (Purpose.SIGN, count - 1, PERSON_BOX),
        (Purpose.STAMP, 0, PAGE_BOX),
    ):
        place = tuple(round(edge) for edge in box)
        _add_place(writer, FIELDS[purpose], page, place)
    # For the archive time stamp: a point just outside the last page, so that nothing of it is seen.
    _add_place(writer, ARCHIVE_FIELD, count - 1, (-2, -2, -1, -1))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _add_place(writer: "_Writer", name: str, page: int, box: tuple[int, ...]) -> None:
    # With an empty appearance, because in PDF/A no place is without one.
    spec = SigFieldSpec(name, on_page=page, box=box, empty_field_appearance=True)  # type: ignore[arg-type]
    append_signature_field(writer, spec)


def pages(paper: bytes) -> int:
    return int(_open(paper).root["/Pages"]["/Count"])


def sha256(paper: bytes) -> str:
    return hashlib.sha256(paper).hexdigest()


def sign(
    paper: bytes,
    *,
    purpose: Purpose,
    by: Opened,
    level: Level,
    appearance: bytes | None,
    stamper: TimeStamper | None,
    at: datetime,
    code: str = "",
) -> bytes:
    """One more signature. The answer begins with the paper, byte for byte.

    `code` is the text of the QR code, for whoever has the file and no network: it stands where PDF wants what helps to
    verify a signature, so that it is read without drawing the page.
    """
    by.check(at)
    assert (stamper is None) == (level is Level.B)
    writer = _open(paper)
    certificates = sum(len(one.dump()) for one in by.signer.cert_registry) + 600
    room = SIGNATURE_BYTES + certificates + (TIME_STAMP_BYTES if stamper else 0)
    about = PdfSignatureMetadata(
        field_name=FIELDS[purpose],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        contact_info=code or None,
    )
    signer = PdfSigner(
        about,
        by.signer,
        timestamper=stamper,
        stamp_style=_style(appearance) if appearance else None,
    )
    archive = stamper if level is Level.LTA else None
    try:
        signed = alone(lambda: _signed(signer, writer, room=room, archive=archive, at=at))
    except CannotSign:
        raise
    except (PathError, ValidationError) as error:
        # The chain or its revocation lists are not in the office's folders; the message names no person.
        raise CannotSign(Problem.NO_REVOCATION, type(error).__name__) from None
    except (SigningError, PdfError, ValueError) as error:
        raise CannotSign(Problem.FILE_UNUSABLE, f"{type(error).__name__}: {error}") from None
    except Exception as error:
        if not type(error).__module__.startswith("pkcs11"):
            raise
        # Pulled out, or its session ended: it is opened anew at the next try.
        raise CannotSign(Problem.TOKEN_AWAY, type(error).__name__) from None
    assert signed.startswith(paper), "a signature changes nothing before it"
    return signed


async def _signed(
    signer: PdfSigner, writer: "_Writer", *, room: int, archive: TimeStamper | None, at: datetime
) -> bytes:
    out = io.BytesIO()
    await signer.async_sign_pdf(writer, output=out, bytes_reserved=2 * room)
    return await _archived(out.getvalue(), stamper=archive, at=at) if archive else out.getvalue()


async def _archived(signed: bytes, *, stamper: TimeStamper, at: datetime) -> bytes:
    """What checks the signatures later, kept in the file, and an archive time stamp over all of it (B-LTA)."""
    writer = _open(signed)
    context = trust(at)
    for signature in PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures:
        paths = await collect_validation_info(signature, context)
        DocumentSecurityStore.supply_dss_in_writer(
            writer, signature.pkcs7_content, paths=paths, validation_context=context
        )
    out = io.BytesIO()
    archive = PdfTimeStamper(stamper, field_name=ARCHIVE_FIELD)
    await archive.async_timestamp_pdf(
        writer,
        "sha256",
        validation_context=context,
        output=out,
        bytes_reserved=2 * TIME_STAMP_BYTES,
        # All in one increment of ours: the one that would follow by itself would rewrite the paper's description.
        dss_settings=TimestampDSSContentSettings(update_before_ts=True, include_vri=False),
    )
    return out.getvalue()


def _open(paper: bytes) -> _Writer:
    try:
        return _Writer(io.BytesIO(paper))
    except (PdfError, ValueError) as error:
        raise CannotSign(Problem.FILE_UNUSABLE, type(error).__name__) from None


class _Drawn(PdfContent):
    """A page that was drawn for this signature, taken over with its own fonts inside."""

    def __init__(self, drawn: bytes) -> None:
        super().__init__()
        self.drawn = drawn

    def render(self) -> bytes:
        assert self.writer is not None
        page = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.drawn)))
        self.resources.xobject["/Drawn"] = page
        left, bottom, right, top = (float(edge) for edge in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=int(right - left), height=int(top - bottom))
        return b"/Drawn Do"


def _style(drawn: bytes) -> StaticStampStyle:
    return StaticStampStyle(background=_Drawn(drawn), border_width=0, background_opacity=1.0)


def trust(at: datetime) -> ValidationContext:
    """Roots and revocation lists that lie in the office's own folders; nothing is fetched while signing."""
    return ValidationContext(
        trust_roots=roots(),
        crls=[asn1_crl.CertificateList.load(path.read_bytes()) for path in trusted.list_files()],
        allow_fetching=False,
        revocation_mode="require",
    )


def roots() -> list[x509.Certificate]:
    return [
        x509.Certificate.load(der)
        for path in trusted.root_files()
        for kind, _, der in pem.unarmor(path.read_bytes(), multiple=True)
        if kind == "CERTIFICATE"
    ]
