"""Time stamps (RFC 3161): from the server the office set, or from the development authority of the demo."""

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
from motcua.foundation import outgoing

SECONDS_MAX = 15.0
OK = 200
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


class ServerTimeStamper(TimeStamper):
    """A server at an address the operator set; many speak http, since what they answer is signed."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = outgoing.send(
                "POST",
                self.address,
                body=req.dump(),
                headers={"Content-Type": "application/timestamp-query"},
                trusted=True,
                may_be_plain=True,
                seconds=SECONDS_MAX,
                bytes_max=ANSWER_BYTES_MAX,
            )
        except (outgoing.NotAsked, outgoing.NoAnswer) as error:
            raise CannotSign(Problem.TIME_SERVER, error.code) from None
        if answer.status != OK:
            raise CannotSign(Problem.TIME_SERVER, f"status {answer.status}")
        found = answer.body
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
