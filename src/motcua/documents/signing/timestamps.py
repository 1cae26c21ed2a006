"""Time stamps (RFC 3161): from the server the office set, or from the development authority of the demo."""

import urllib.error
import urllib.request
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper

from motcua.documents.rules.signing import Problem
from motcua.documents.signing import development, registry
from motcua.documents.signing.problems import CannotSign

SECONDS_MAX = 15
ANSWER_BYTES_MAX = 64 * 1024
DEVELOPMENT = "development:"


def time_stamper() -> TimeStamper:
    """The one the settings name. Its certificate travels with each stamp, so nothing is kept between them."""
    address = settings.TIME_STAMP_URL
    if not address:
        raise CannotSign(Problem.NO_TIME_SERVER)
    if address == DEVELOPMENT:
        if not settings.DEMO:
            raise CannotSign(Problem.DEVELOPMENT, "time-stamp authority")
        return DevelopmentTimeStamper()
    return ServerTimeStamper(address)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """An address that the operator did not set is not asked."""
        return


class ServerTimeStamper(TimeStamper):
    """A server at an address the operator set."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.opener = urllib.request.build_opener(_NoRedirect)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        request = urllib.request.Request(  # noqa: S310  the operator's own setting, checked at start
            self.address, data=req.dump(), headers={"Content-Type": "application/timestamp-query"}
        )
        try:
            with self.opener.open(request, timeout=SECONDS_MAX) as answer:
                found = answer.read(ANSWER_BYTES_MAX + 1)
        except (OSError, ValueError) as error:
            raise CannotSign(Problem.TIME_SERVER, type(error).__name__) from None
        if len(found) > ANSWER_BYTES_MAX:
            raise CannotSign(Problem.TIME_SERVER, "the answer is too long")
        try:
            response = tsp.TimeStampResp.load(found, strict=True)
            wrong = _wrong_with(response, req)  # reads it, so that what is no answer is found out here
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CannotSign(Problem.TIME_SERVER, f"no time stamp: {type(error).__name__}") from None
        if wrong:
            raise CannotSign(Problem.TIME_SERVER, wrong)
        return response


def _wrong_with(response: tsp.TimeStampResp, req: tsp.TimeStampReq) -> str:
    """A stamp on something else would spoil the result for ever; it is not taken."""
    status = str(response["status"]["status"].native)
    if status != "granted":
        return f"the server answered: {status}"
    said = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    if said["message_imprint"].dump() != req["message_imprint"].dump():
        return "the server stamped something else"
    return "" if said["nonce"].native == req["nonce"].native else "the server answered another question"


class DevelopmentTimeStamper(TimeStamper):
    """Stamps within this process, with a key nobody trusts."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return answer(req, development.authority_of(registry.folder() / development.FOLDER))


def answer(req: tsp.TimeStampReq, authority: development.Authority) -> tsp.TimeStampResp:
    """What a time-stamp authority answers to a request."""
    certificate = asn1_x509.Certificate.load(
        authority.stamp_certificate.public_bytes(serialization.Encoding.DER)
    )
    now = datetime.now(UTC)
    info = {
        "version": "v1",
        "policy": tsp.ObjectIdentifier("1.3.6.1.4.1.99999.1"),
        "message_imprint": req["message_imprint"],
        "serial_number": int(now.timestamp() * 1_000_000),
        "gen_time": now.replace(microsecond=0),
    }
    if req["nonce"].native is not None:
        info["nonce"] = req["nonce"]
    content = tsp.TSTInfo(info)
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("message_digest", _digest(content.dump())),
            _attribute(
                "signing_certificate_v2",
                tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": certificate.sha256})]}),
            ),
        ]
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                ),
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signed_attrs": attributes,
            "signature": authority.stamp_key.sign(attributes.untag().dump(), ec.ECDSA(hashes.SHA256())),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": cms.EncapsulatedContentInfo(
                {"content_type": "tst_info", "content": core.ParsableOctetString(content.dump())}
            ),
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    return tsp.TimeStampResp(
        {
            "status": {"status": "granted"},
            "time_stamp_token": cms.ContentInfo({"content_type": "signed_data", "content": signed}),
        }
    )


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def _digest(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()
