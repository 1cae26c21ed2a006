"""Signatures on what people hand in, judged offline: sound, broken, changed, out of time, revoked, unknown, of another kind."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter

from motcua.documents import queries
from motcua.documents.signing.apart import alone
from tests.documents.samples import PDF, pdf
from tests.documents.test_actions import take

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime.now(UTC)  # pyHanko writes the time of signing from the clock
INNER = "http://169.254.169.254/latest/meta-data/"


class Issuer:
    """A made-up authority that issues certificates and lists of revoked ones."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tổ chức thử nghiệm")])
        self.certificate = self._issue(
            self.name, self.key, NOW - timedelta(days=3000), NOW + timedelta(days=3000), ca=True
        )

    def person(self, *, begins: datetime, ends: datetime):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Thị Hoa (thử nghiệm)")])
        return key, self._issue(name, key, begins, ends, ca=False)

    def _issue(self, name, key, begins, ends, *, ca):
        builder = (
            x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False), critical=True)
        )  # fmt: skip
        if not ca:  # addresses that point at the inner network; nothing may follow them
            builder = builder.add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(INNER)], None, None, None)]),
                critical=False,
            ).add_extension(
                x509.AuthorityInformationAccess([
                    x509.AccessDescription(x509.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(INNER)),
                    x509.AccessDescription(x509.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(INNER)),
                ]),
                critical=False,
            )  # fmt: skip
        return builder.sign(self.key, hashes.SHA256())

    def revoked(self, certificate) -> bytes:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(NOW - timedelta(days=20))
            .build()
        )
        found = (
            x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(NOW - timedelta(days=10))
            .next_update(NOW + timedelta(days=300)).add_revoked_certificate(entry).sign(self.key, hashes.SHA256())
        )  # fmt: skip
        return found.public_bytes(serialization.Encoding.DER)


@pytest.fixture(scope="module")
def issuer():
    return Issuer()


@pytest.fixture
def trusted(issuer, settings, tmp_path):
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "root.pem").write_bytes(issuer.certificate.public_bytes(serialization.Encoding.PEM))
    settings.TRUST_DIR = str(folder)
    return folder


def signed(key, certificate, *, kind=SigSeedSubFilter.PADES):
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=store,
    )
    metadata = PdfSignatureMetadata(field_name="Chuky", subfilter=kind)
    pdf_signer = signers.PdfSigner(metadata, signer)
    writer = IncrementalPdfFileWriter(io.BytesIO(PDF))
    return alone(lambda: pdf_signer.async_sign_pdf(writer)).getvalue()


def told(content):
    look = queries.looks([take(content, "a.pdf").id])
    (found,) = look.values()
    return [one.code for one in found.findings], found.signatures


def fresh(issuer, *, begins=-100, ends=100):
    return issuer.person(begins=NOW + timedelta(days=begins), ends=NOW + timedelta(days=ends))


def test_a_sound_signature_of_a_known_issuer_is_reported_and_nothing_is_warned_of(issuer, trusted):
    codes, (one,) = told(signed(*fresh(issuer)))
    assert codes == [] and one.finding == "" and one.intact and one.valid and one.trusted
    assert one.signer == "Nguyễn Thị Hoa (thử nghiệm)" and one.coverage == "entire_file"


def test_an_issuer_nobody_here_knows_is_a_warning(issuer, settings):
    settings.TRUST_DIR = ""
    codes, (one,) = told(signed(*fresh(issuer)))
    assert codes == ["signature-untrusted"] and one.valid and not one.trusted


def test_one_changed_byte_in_what_was_signed_is_told(issuer, trusted):
    content = signed(*fresh(issuer))
    codes, (one,) = told(content.replace(b"Giay to nop", b"Giay to nep", 1))
    assert codes == ["signature-broken"] and not one.intact


def test_what_was_added_after_signing_is_told(issuer, trusted):
    content = io.BytesIO(signed(*fresh(issuer)))
    writer = IncrementalPdfFileWriter(content)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[generic.pdf_name("/MediaBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 90, 90)))
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
    writer.write_in_place()
    codes, (one,) = told(content.getvalue())
    assert "signature-changed" in codes and one.intact


@pytest.mark.parametrize(("begins", "ends"), [(-100, -10), (10, 100)])
def test_a_certificate_that_ended_or_had_not_begun_is_told(issuer, trusted, begins, ends):
    codes, _signatures = told(signed(*fresh(issuer, begins=begins, ends=ends)))
    assert codes == ["signature-out-of-time"]


def test_a_revoked_certificate_is_told_by_the_list_that_lies_beside_the_roots(issuer, trusted):
    key, certificate = fresh(issuer)
    (trusted / "revoked.crl").write_bytes(issuer.revoked(certificate))
    codes, (one,) = told(signed(key, certificate))
    assert codes == ["signature-revoked"] and not one.trusted


def test_a_kind_of_signature_that_cannot_be_checked_is_named(issuer, trusted):
    content = signed(*fresh(issuer)).replace(b"/ETSI.CAdES.detached", b"/XYZZ.Other.detached")
    codes, _signatures = told(content)
    assert codes == ["signature-unsupported"]


def test_a_signature_that_is_nonsense_is_told_and_nothing_else_happens(trusted):
    field = b"<</FT/Sig/T(a)/V 7 0 R>>"
    value = (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents<00>>>"
    )
    codes, _signatures = told(pdf(field, value, root=b"/AcroForm<</SigFlags 3/Fields[6 0 R]>>"))
    assert codes == ["signature-broken"]
