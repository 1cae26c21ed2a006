"""Signatures on what people hand in, validated without asking anybody: nothing is fetched, no address in the file is followed.

The trusted roots are files the operator chose (`MOTCUA_TRUST`); lists of revoked certificates may lie beside them.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import crl as lists
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

SIGNATURES_MAX = 20
PEM_KINDS = ("CERTIFICATE", "X509 CRL")


def examine(path: str, *, trust: list[str], at: str) -> list[dict[str, Any]]:
    """One report a signature. A file that cannot be read as a signed one gets one report that says so."""
    roots, revoked = loaded(trust)
    with open(path, "rb") as stream:
        try:
            reader = PdfFileReader(stream, strict=False)
            signatures = list(reader.embedded_signatures)[:SIGNATURES_MAX]
        except MemoryError:
            raise
        except Exception:
            return [_report(finding="signature-broken")]
        now = datetime.fromisoformat(at).astimezone(UTC)
        return [_one(reader, signature, roots, revoked, now) for signature in signatures]


def _one(reader: Any, signature: Any, roots: list[Any], revoked: list[Any], now: datetime) -> dict[str, Any]:
    kind = str(signature.sig_object.get("/SubFilter", ""))
    try:
        # Judged at the moment it says it was signed: a certificate ends, what was signed in its time stays signed.
        claimed = signature.self_reported_timestamp
        at = claimed.astimezone(UTC) if claimed else now
        status = validate_pdf_signature(signature, _context(reader, roots, revoked, at))
        certificate = signature.signer_cert
        subject = str(certificate.subject.native.get("common_name", "")) if certificate else ""
        within = certificate.not_valid_before <= at <= certificate.not_valid_after
    except MemoryError:
        raise
    except Exception:
        return _report(finding="signature-broken", kind=kind)
    return _report(
        finding=_finding(status, within=within),
        kind=kind,
        signer=subject[:200],
        signed_at=at.isoformat() if claimed else "",
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        coverage=status.coverage.name.lower() if status.coverage else "",
        digest=str(status.md_algorithm or ""),
        ends=certificate.not_valid_after.isoformat(),
    )


def _finding(status: Any, *, within: bool) -> str:
    """The one thing the person should know; empty when the signature holds."""
    if not (status.intact and status.valid):
        return "signature-broken"
    if not status.docmdp_ok and status.docmdp_ok is not None:
        return "signature-changed"
    if status.revoked:
        return "signature-revoked"
    if not within:
        return "signature-out-of-time"
    return "" if status.trusted else "signature-untrusted"


def _context(reader: Any, roots: list[Any], revoked: list[Any], at: datetime) -> ValidationContext:
    more_lists, more_certificates = [], []
    try:
        store = DocumentSecurityStore.read_dss(reader)
        more_lists = [lists.CertificateList.load(bytes(one.get_object().data)) for one in store.crls]
        more_certificates = list(store.load_certs())
    except NoDSSFoundError:
        pass
    return ValidationContext(
        trust_roots=roots,
        other_certs=more_certificates,
        crls=[*revoked, *more_lists],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        weak_hash_algos={"md2", "md5", "sha1"},
    )


def loaded(paths: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """Roots, and lists of revoked certificates (.crl, .der of the demo), out of files that the office chose.

    Read again when one of them changes: what was parsed of a certificate once need not be parsed for each signature.
    """
    roots, revoked = _loaded(tuple((path, Path(path).stat().st_mtime_ns) for path in paths))
    return list(roots), list(revoked)


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[str, int], ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    roots, revoked = [], []
    for path, _changed in files:
        content = Path(path).read_bytes()
        parts = (
            # The demo's authority keeps its key in the same file: what is no certificate or list is passed over.
            [der for kind, _h, der in pem.unarmor(content, multiple=True) if kind in PEM_KINDS]
            if pem.detect(content)
            else [content]
        )
        for der in parts:
            if path.endswith((".crl", "crl.der")):
                revoked.append(lists.CertificateList.load(der))
            else:
                roots.append(x509.Certificate.load(der))
    return tuple(roots), tuple(revoked)


Gone = Mapping[tuple[bytes, int], datetime]


def gone_in(revoked: Sequence[Any]) -> Gone:
    """Who was revoked when, by issuer and serial number. The library looks only where a certificate announces a list."""
    found = {}
    for one in revoked:
        said = one["tbs_cert_list"]
        issuer = said["issuer"].sha256
        for entry in said["revoked_certificates"] if said["revoked_certificates"].native else ():
            found[issuer, entry["user_certificate"].native] = entry["revocation_date"].native
    return found


def revoked_by(certificate: Any, gone: Gone, moment: datetime) -> bool:
    since = gone.get((certificate.issuer.sha256, certificate.serial_number))
    return since is not None and since <= moment


def _report(*, finding: str, **facts: Any) -> dict[str, Any]:
    return {"finding": finding, **facts}
