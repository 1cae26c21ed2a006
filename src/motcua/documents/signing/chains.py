"""Whether a certificate leads to a root that this office trusts: one that leads nowhere would sign what nobody can believe.

An office that has named no roots has not said whom it trusts, and nothing is refused there for that reason.
"""

from datetime import date, datetime
from functools import lru_cache

from asn1crypto import x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from motcua.documents.reading.signatures import loaded
from motcua.documents.rules.signing import Problem
from motcua.documents.signing import trusted
from motcua.documents.signing.apart import alone
from motcua.documents.signing.problems import CannotSign
from motcua.foundation.calendar import TZ

Files = tuple[tuple[str, int], ...]  # path and when it was changed


def leads_to_a_root(signer: Signer, at: datetime) -> bool:
    own = trusted.own_root_files()
    if not own:
        return True
    files = tuple((str(path), path.stat().st_mtime_ns) for path in [*own, *trusted.root_files()])
    assert signer.signing_cert is not None
    between = tuple(one.dump() for one in signer.cert_registry)
    return _leads(signer.signing_cert.dump(), between, files, at.astimezone(TZ).date())


@lru_cache(maxsize=64)  # asked before each signature; the answer changes with a file or a day
def _leads(certificate: bytes, between: tuple[bytes, ...], files: Files, day: date) -> bool:
    try:
        roots = loaded([path for path, _changed in files])[0]
    except (OSError, ValueError) as error:
        raise CannotSign(Problem.NO_REVOCATION, f"a root cannot be read: {error}") from None
    context = ValidationContext(
        trust_roots=roots, other_certs=[x509.Certificate.load(one) for one in between], allow_fetching=False
    )
    validator = CertificateValidator(x509.Certificate.load(certificate), validation_context=context)
    try:
        alone(validator.async_validate_path)
    except (PathError, ValidationError):
        return False
    return True
