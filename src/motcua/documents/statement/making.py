"""The text of a QR code, signed with this node's key; and the public keys that check it."""

from base64 import b64encode
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from motcua.foundation import keys

from .content import Statement
from .cose import PublicKey, sign
from .written import address

USE = "statement"
# Where the code leads an ordinary phone: a short address in capitals, which a QR code packs densely.
PAGE = "/K"


def make(
    *,
    key: UUID,
    what: str,
    issuer: str,
    number: str,
    issued_on: date,
    expires_on: date | None,
    content_sha256: str,
    at: datetime,
) -> str:
    """The text printed in the QR code of an original: the address of the page that checks it, with the statement in it."""
    statement = Statement(
        id=key,
        issuer=issuer,
        signed_at=at,
        digest=bytes.fromhex(content_sha256),
        issued_on=issued_on,
        expires_on=expires_on,
        what=what,
        number=number,
    )
    signed = sign(statement, key=keys.p256(_key_at(at)))
    # Scheme and host may be written in capitals; a path may not, so an office below a path keeps its own letters.
    scheme, rest = settings.BASE_URL.split("://", 1)
    host, slash, path = rest.partition("/")
    return address(signed, page=f"{scheme}://{host}".upper() + slash + path + PAGE)


def _key_at(at: datetime) -> keys.Key:
    """The key that was in force at a moment: an act may be signed late, after its key was changed."""
    folder = Path(settings.KEYS_DIR)
    now = keys.key(USE, folder=folder)
    line = [key for key in keys.registry(folder=folder) if key.use == USE and key.revoked_at is None]
    then = [key for key in line if key.created_at <= at and (key.ended_at is None or at < key.ended_at)]
    return then[0] if then else now


def public_keys() -> tuple[PublicKey, ...]:
    """The public parts of all keys that ever signed statements here, oldest first."""
    return tuple(
        PublicKey(
            id=key.id,
            public=keys.p256(key).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            starts_at=key.created_at,
            ended_at=key.ended_at,
            revoked_at=key.revoked_at,
        )
        for key in keys.registry(folder=Path(settings.KEYS_DIR))
        if key.use == USE
    )


def key_document() -> list[dict[str, str | None]]:
    """These keys as /.well-known/motcua-keys.json and the page kept on a phone list them."""
    return [
        {
            "id": key.id,
            "use": USE,
            "algorithm": "ES256",
            "public": b64encode(key.public).decode(),
            "from": _moment(key.starts_at),
            "to": _moment(key.ended_at) if key.ended_at else None,
            "revoked": _moment(key.revoked_at) if key.revoked_at else None,
        }
        for key in public_keys()
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
