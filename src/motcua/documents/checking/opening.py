"""What stands in a file, as the limited process tells it; and what this office trusts."""

import json
import os
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from motcua.documents.checking.limits import AT_ONCE_MAX, SECONDS_MAX
from motcua.foundation.refusal import Refusal, gettext_noop

_places = threading.BoundedSemaphore(AT_ONCE_MAX)


class TooManyAtOnce(Refusal):
    code = "documents.check-busy"
    status = 503
    sentence = gettext_noop("Many files are being checked just now.")
    next_step = gettext_noop(
        "Try again in a minute, or paste the text of the code: that is answered at once."
    )


@dataclass(frozen=True)
class Signature:
    """One signature in a PDF. `problem` is a word when it is not trusted: revoked, expired, not-yet-valid, unknown."""

    field: str
    signer: str
    organisation: str
    said_at: datetime | None
    stamped_at: datetime | None
    whole: bool
    untouched: bool
    trusted: bool
    problem: str

    @property
    def well(self) -> bool:
        return self.whole and self.untouched and self.trusted


@dataclass(frozen=True)
class Opened:
    """Empty when the file holds nothing of the kind, cannot be read, or asks for more than its limits."""

    codes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    active: tuple[str, ...] = ()


def opened(data: bytes, *, at: datetime, codes: bool) -> Opened:
    wanted = {"codes": codes, "signatures": True, "at": at.isoformat(), **_trust()}
    if not _places.acquire(timeout=SECONDS_MAX / 4):
        raise TooManyAtOnce
    try:
        kept = {
            name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "SYSTEMROOT") if name in os.environ
        }
        done = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", "-m", "motcua.documents.checking.reader"],
            input=json.dumps(wanted).encode() + b"\n" + data,
            capture_output=True,
            timeout=SECONDS_MAX,
            env=kept,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Opened()
    finally:
        _places.release()
    if done.returncode:
        return Opened()
    found = json.loads(done.stdout)
    return Opened(
        codes=tuple(found["codes"]),
        signatures=tuple(_signature(one) for one in found["signatures"]),
        active=tuple(found["active"]),
    )


def _signature(found: Mapping[str, object]) -> Signature:
    moments = {
        name: datetime.fromisoformat(str(found[name])) if found[name] else None
        for name in ("said_at", "stamped_at")
    }
    return Signature(**{**found, **moments})  # type: ignore[arg-type]


def _trust() -> dict[str, list[str]]:
    """Roots and revocation lists in the office's own folders; nothing is fetched (docs/reference/results.md)."""
    folder = Path(settings.KEYS_DIR) / "signers"
    roots = [*sorted((folder / "trust").glob("*.pem"))]
    lists = [*sorted((folder / "crls").glob("*.crl"))]
    if settings.DEMO:
        roots.append(folder / "development" / "ca.pem")
        lists.append(folder / "development" / "crl.der")
    certificates = [
        certificate
        for path in roots
        if path.is_file()
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
    ]
    return {
        "roots": [b64encode(one.public_bytes(Encoding.DER)).decode() for one in certificates],
        "crls": [b64encode(path.read_bytes()).decode() for path in lists if path.is_file()],
    }
