"""Papers signed for the tests with keys and certificates of the tests' own, right and wrong."""

import hashlib
import io
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pypdfium2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle

from motcua.design import qr
from motcua.documents import statement
from motcua.documents.signing.apart import alone

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def name(words):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


class Authority:
    """A certificate authority; `trusted_in` puts it among what an office trusts."""

    def __init__(self, words="CA của bài thử"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name(words)
        self.certificate = self._made(
            self.name, self.key.public_key(), NOW - 900 * DAY, NOW + 900 * DAY, ca=True
        )

    def _made(self, subject, public, begins, ends, *, ca=False, inner=""):
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False), critical=True
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )
        if inner:
            place = x509.UniformResourceIdentifier(inner)
            made = made.add_extension(
                x509.AuthorityInformationAccess(
                    [
                        x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place),
                        x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place),
                    ]
                ),
                critical=False,
            ).add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)]),
                critical=False,
            )
        return made.sign(self.key, hashes.SHA256())

    def signer(self, words, *, begins=NOW - 30 * DAY, ends=NOW + 300 * DAY, inner=""):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._made(name(words), key.public_key(), begins, ends, inner=inner)
        packed = pkcs12.serialize_key_and_certificates(
            b"x", key, certificate, [self.certificate], serialization.BestAvailableEncryption(b"x")
        )
        with tempfile.NamedTemporaryFile() as file:
            file.write(packed)
            file.flush()
            opened = SimpleSigner.load_pkcs12(file.name, passphrase=b"x")
        opened.serial = certificate.serial_number
        return opened

    def trusted_in(self, keys_folder, *, revoked=()):
        folder = Path(keys_folder) / "signers"
        for part in ("trust", "crls"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        pem = self.certificate.public_bytes(serialization.Encoding.PEM)
        (folder / "trust" / "ca.pem").write_bytes(pem)
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        made = made.last_update(NOW - DAY).next_update(NOW + 30 * DAY)
        for serial in revoked:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - 5 * DAY)
            made = made.add_revoked_certificate(gone.build())
        signed = made.sign(self.key, hashes.SHA256())
        (folder / "crls" / "ca.crl").write_bytes(signed.public_bytes(serialization.Encoding.DER))


def blank():
    """One empty page of A4."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sign(paper, signer, *, field, picture=None):
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    box = (85, 60, 170, 145)  # 30 mm a side
    style = (
        StaticStampStyle(background=PdfImage(picture), background_opacity=1, border_width=0)
        if picture
        else None
    )
    about = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    made = PdfSigner(
        about, signer, stamp_style=style, new_field_spec=SigFieldSpec(field, box=box if picture else None)
    )
    out = io.BytesIO()
    alone(lambda: made.async_sign_pdf(writer, output=out))
    return out.getvalue()


def result(leader, agency, *, at, **changed):
    """A result as the house issues it: signed by the leader, then stamped by the agency with the code of those bytes."""
    content = sign(blank(), leader, field="nguoi-ky")
    plain = {"key": uuid4(), "what": "Giấy phép xây dựng", "issuer": "000.00.15.H15", "number": "12/GPXD",
             "issued_on": at.astimezone(statement.content.TZ).date(), "expires_on": None,
             "content_sha256": hashlib.sha256(content).hexdigest(), "at": at}  # fmt: skip
    text = statement.make(**plain | changed)
    stream = io.BytesIO()
    qr.code(text).save(stream, kind="png", scale=8, border=2)
    return sign(content, agency, field="co-quan", picture=Image.open(stream).convert("RGB")), text
