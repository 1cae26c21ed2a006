"""Keys, opened once and kept: reading an RSA key again for each signature is three quarters of its cost.

A key in a file is held by this process; a key in a token stays there, and only its session is kept.
"""

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.documents.reading.signatures import Gone, gone_in, loaded, revoked_by
from motcua.documents.rules.signing import Problem
from motcua.documents.signing import development, registry, trusted
from motcua.documents.signing.chains import leads_to_a_root
from motcua.documents.signing.problems import CannotSign
from motcua.foundation.calendar import TZ

_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


@dataclass(frozen=True)
class Opened:
    """A signer that is ready, with what its certificate says."""

    signer: Signer
    name: str  # common name of the certificate
    starts_at: datetime
    ends_at: datetime
    development: bool

    def check(self, at: datetime) -> None:
        """A signature of a certificate that is not in force is worth nothing: it is not made."""
        if self.development and not settings.DEMO:
            raise CannotSign(Problem.DEVELOPMENT, self.name)
        if at < self.starts_at:
            raise CannotSign(Problem.NOT_YET_VALID, f"from {self.starts_at.astimezone(TZ):%Y-%m-%d}")
        if at > self.ends_at:
            raise CannotSign(Problem.EXPIRED, f"{self.ends_at.astimezone(TZ):%Y-%m-%d}")
        if revoked_by(self.signer.signing_cert, _gone(), at):
            raise CannotSign(Problem.REVOKED, self.name)
        if not leads_to_a_root(self.signer, at):
            raise CannotSign(Problem.UNKNOWN_ISSUER, self.name)


class FileSigner(Signer):
    """A private key of this process."""

    def __init__(self, *, key: Any, certificate: x509.Certificate, chain: list[x509.Certificate]) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([certificate, *chain])
        super().__init__(signing_cert=certificate, cert_registry=store)
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes((self.key.key_size + 7) // 8 if isinstance(self.key, rsa.RSAPrivateKey) else 144)
        how = _HASHES[digest_algorithm]
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), how)
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        return self.key.sign(data, ec.ECDSA(how))


def _gone() -> Gone:
    """The office's own lists of revoked certificates, read again only when one of them was replaced."""
    return _read(tuple((str(path), path.stat().st_mtime_ns) for path in trusted.list_files()))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[str, int], ...]) -> Gone:
    try:
        return gone_in(loaded([path for path, _changed in files])[1])
    except (OSError, ValueError) as error:
        raise CannotSign(Problem.NO_REVOCATION, f"a list cannot be read: {error}") from None


_opened: dict[str, tuple[tuple[int, ...], Opened]] = {}
_lock = threading.Lock()


def open_signer(name: str) -> Opened:
    """The signer of this name; opened again only when its entry or key was replaced."""
    entry = registry.find(name)
    changed = entry.changed_ns
    with _lock:
        held = _opened.get(name)
        if held is None or held[0] != changed:
            held = (changed, _open(entry))
            _opened[name] = held
    return held[1]


def forget(name: str) -> None:
    """After a token did not answer: its session is begun anew next time."""
    with _lock:
        _opened.pop(name, None)


def _open(entry: registry.Entry) -> Opened:
    signer: Signer = _from_token(entry) if entry.pkcs11 else _from_file(entry)
    certificate = signer.signing_cert
    assert certificate is not None
    validity = certificate["tbs_certificate"]["validity"]
    said = certificate.subject.native | {"issuer": certificate.issuer.native.get("organization_name", "")}
    organisations = [str(said.get("organization_name", "")), str(said["issuer"])]
    return Opened(
        signer=signer,
        name=str(said.get("common_name", entry.name)),
        starts_at=validity["not_before"].native,
        ends_at=validity["not_after"].native,
        development=entry.development or development.is_development(organisations),
    )


def _from_file(entry: registry.Entry) -> Signer:
    assert entry.pkcs12 is not None
    try:
        registry.check_private(entry.pkcs12)
        phrase = registry.secret(entry.passphrase_file).encode() if entry.passphrase_file else None
        bundle = pkcs12.load_pkcs12(entry.pkcs12.read_bytes(), phrase)
    except (OSError, ValueError) as error:
        raise CannotSign(Problem.KEY_UNREADABLE, f"{entry.pkcs12}: {error}") from None
    key, own = bundle.key, bundle.cert
    if own is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CannotSign(Problem.KEY_UNREADABLE, f"{entry.pkcs12}: no RSA or EC key with its certificate")
    chain = [x509.Certificate.load(_der(one.certificate)) for one in bundle.additional_certs]
    return FileSigner(key=key, certificate=x509.Certificate.load(_der(own.certificate)), chain=chain)


def _der(certificate: Any) -> bytes:
    found: bytes = certificate.public_bytes(serialization.Encoding.DER)
    return found


def _from_token(entry: registry.Entry) -> Signer:
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    token = entry.pkcs11
    assert token is not None
    try:
        pin = registry.secret(token.pin_file) if token.pin_file else None
        chain = loaded([str(token.chain_file)])[0] if token.chain_file else []
    except (OSError, ValueError) as error:
        raise CannotSign(Problem.KEY_UNREADABLE, f"{entry.path}: {error}") from None
    try:
        session = open_pkcs11_session(
            token.module, token_criteria=TokenCriteria(label=token.token), user_pin=pin
        )
        signer = PKCS11Signer(session, cert_label=token.label, key_label=token.label, ca_chain=chain)
        certificate = signer.signing_cert
        assert certificate is not None  # fetches it: a token without one is found out now
        # Few tokens hash for ECDSA by themselves; those that do take a hash too.
        signer.use_raw_mechanism = certificate.public_key.algorithm == "ec"
    except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as error:
        raise CannotSign(Problem.TOKEN_AWAY, f"{token.token}: {type(error).__name__}") from None
    except Exception as error:  # pyHanko's own errors share no ancestor with those of the token
        raise CannotSign(Problem.TOKEN_AWAY, f"{token.token}: {error}") from None
    return signer
