"""A certificate authority, a time-stamp authority and signers for the demo. Trusted by nobody, and saying so by name.

Their certificates name an organisation that no real one has; by it they are known and refused outside the demo, even
when somebody copies them elsewhere.
"""

import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from motcua.documents.signing import registry

ORGANISATION = "MÔ PHỎNG – KHÔNG TIN CẬY (development, not trusted)"
LIFE = timedelta(days=3 * 365)
FOLDER = "development"


class OnlyInTheDemo(Exception):
    """Development keys are made, and sign, in the demo alone."""


def ensure(signers: Iterable[tuple[str, str]]) -> int:
    """Keys for these signers, (name, words of the certificate), where there are none; answers how many were made."""
    if not settings.DEMO:
        raise OnlyInTheDemo("Development keys are made only with MOTCUA_DEMO=1.")
    authority = None
    made = 0
    for name, words in signers:
        if not registry.has(name):
            authority = authority or authority_of(registry.folder() / FOLDER)
            _issue(authority, name, words)
            made += 1
    return made


class Authority:
    """The development CA with its time-stamp authority and revocation list, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.certificate = _pair(folder / "ca")
        self.stamp_key, self.stamp_certificate = _pair(folder / "tsa")


def authority_of(folder: Path) -> Authority:
    """The authority in this folder, made now if it is not there."""
    if not (folder / "crl.der").exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = datetime.now(UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("CA thử nghiệm Một Cửa")
        root = _sign(key, name, key, name, now, authority=True)
        stamp_key = ec.generate_private_key(ec.SECP256R1())
        stamp = _sign(stamp_key, _name("Dấu thời gian thử nghiệm Một Cửa"), key, name, now, stamps=True)
        _keep(folder / "ca", key, root)
        _keep(folder / "tsa", stamp_key, stamp)
        crl = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(name)
            .last_update(now - timedelta(days=1))
            .next_update(now + LIFE)
            .sign(key, hashes.SHA256())
        )
        write(folder / "crl.der", crl.public_bytes(serialization.Encoding.DER))
    return Authority(folder)


def is_development(certificate_organisations: Iterable[str]) -> bool:
    return ORGANISATION in certificate_organisations


def _issue(authority: Authority, name: str, words: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"{words} (thử nghiệm)")
    certificate = _sign(key, subject, authority.key, authority.certificate.subject, datetime.now(UTC))
    stem = name.replace(":", "-", 1)
    passphrase = secrets.token_urlsafe(24)
    folder = registry.folder()
    # A light derivation: the passphrase is long and random, and lies beside it.
    sealed = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2_000)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        words.encode(), key, certificate, [authority.certificate], sealed
    )
    write(folder / f"{stem}.p12", bundle)
    write(folder / f"{stem}.pass", passphrase.encode())
    # The entry last: whoever finds it finds the key.
    write(
        folder / f"{stem}.toml",
        f'development = true\npkcs12 = "{stem}.p12"\npassphrase_file = "{stem}.pass"\n'.encode(),
    )


def write(path: Path, content: bytes) -> None:
    """A private file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    os.replace(beside, path)


def _keep(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write(path.with_suffix(".pem"), plain + certificate.public_bytes(serialization.Encoding.PEM))


def _pair(path: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    content = path.with_suffix(".pem").read_bytes()
    key = serialization.load_pem_private_key(content, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key, x509.load_pem_x509_certificate(content)


def _name(words: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, words[:64]),
        ]
    )


def _sign(
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    now: datetime,
    *,
    authority: bool = False,
    stamps: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))  # the sample's results are older than the demo
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(authority, 0 if authority else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority and not stamps,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return builder.sign(by, hashes.SHA256())
