"""Secret keys as files of mode 0600 in one folder, which is also their registry: id, use, from, to.

A key is made on its first use. Keys made in the demo are marked and refused outside it.
Nothing of this is ever put in a database.
"""

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# What each use is for, as `motcua doctor` and the reference print it. Every use is 32 random bytes.
USES: Mapping[str, str] = MappingProxyType(
    {
        "identity-hash": "finds a person by identity number without storing it",
        "identity-encryption": "encrypts identity numbers and sensitive answers",
        "invitation": "makes the one-time codes of survey invitations, and finds one without storing it",
        "import-row": "knows again the rows of tables that were brought in, without trying out what they say",
        "rated": "remembers which requests were rated, without naming them",
        "lookup": "makes the look-up secrets printed on receipts",
        "throttle": "counts sign-in and look-up tries without storing names or addresses",
        "device": "locks what people typed while their line was down, on their own device",
        "seal": "signs the seals of the chronicle (Ed25519)",
        "exchange": "signs batches and questions to the nation (Ed25519)",
        "exchange-check": "recognises look-up secrets at the nation without knowing them",
        "webhook": "signs the events that other systems are told of (Ed25519)",
        "statement": "signs the statements in the QR codes of results (ES256)",
    }
)
_SIZE_BYTES = 32
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_GENERATIONS_MAX = 1000


class KeyProblem(Exception):
    """A key that cannot be trusted or found. The message names the file and how to mend it."""


@dataclass(frozen=True)
class Key:
    """One generation of one use; `id` names it where something was made with it."""

    id: str
    use: str
    bytes: bytes = field(repr=False)
    created_at: datetime
    ended_at: datetime | None = None
    development: bool = False
    revoked_at: datetime | None = None  # from then on nothing that it made is believed without other evidence


def key(use: str, *, folder: Path) -> Key:
    """The key in force for a use; made now if there is none yet."""
    generation, name = 0, _name(folder, use)
    while os.path.exists(
        f"{name}-{generation + 1}.json"
    ):  # asked for every locked answer: no paths are built
        generation += 1
        assert generation < _GENERATIONS_MAX, f"more than {_GENERATIONS_MAX} generations of {use}"
    if generation == 0:
        _create(folder, use, 1)
        generation = 1
    return _read(f"{name}-{generation}.json")


def key_by_id(id: str, *, folder: Path) -> Key:
    """The key that made something earlier, by the id written beside it."""
    use, _, rest = id.rpartition("-")[0].rpartition("-")
    path = folder / f"{use}-{rest}.json"
    if use in USES and path.exists():
        found = _read(path)
        if found.id == id:
            return found
    raise KeyProblem(f"There is no key {id} in {folder}. Bring it back from the backup of the keys.")


def rotate(use: str, *, folder: Path) -> Key:
    """Begin a new generation. Earlier ones stay, to read what they made."""
    before = key(use, folder=folder)
    path = _create(folder, use, int(before.id.split("-")[-2]) + 1)
    return _read(path)


def revoke(id: str, *, folder: Path, at: datetime) -> Key:
    """Say that a key is no longer to be believed, because others may have it. The one in force gets a successor."""
    found = key_by_id(id, folder=folder)
    if found.revoked_at is not None:
        return found
    path = folder / f"{id.rpartition('-')[0]}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    _replace(path, content | {"revoked": at.astimezone(UTC).isoformat(timespec="microseconds")})
    if key(found.use, folder=folder).id == id:
        rotate(found.use, folder=folder)
    return key_by_id(id, folder=folder)


def registry(*, folder: Path) -> tuple[Key, ...]:
    """All keys, oldest generation first; each ends when its successor begins."""
    found: list[Key] = []
    for use in USES:
        line = list(_generations(folder, use))
        for index, this in enumerate(line):
            ended_at = line[index + 1].created_at if index + 1 < len(line) else None
            found.append(replace(this, ended_at=ended_at))
    return tuple(found)


def private_ed25519(use: str, *, folder: Path) -> Ed25519PrivateKey:
    """The signing key in force for a use."""
    return ed25519(key(use, folder=folder))


@lru_cache(maxsize=16)
def ed25519(key: Key) -> Ed25519PrivateKey:
    """A key as a signing key; its public part is `.public_key()`."""
    return Ed25519PrivateKey.from_private_bytes(key.bytes)


@lru_cache(maxsize=16)
def p256(key: Key) -> ec.EllipticCurvePrivateKey:
    """A key as a signing key for ES256. Its bytes are stretched so that no scalar is likelier than another."""
    assert key.use == "statement", f"{key.use} is not a use of a P-256 key"
    wide = HKDF(hashes.SHA256(), length=48, salt=None, info=b"motcua-p256-v1").derive(key.bytes)
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def _generations(folder: Path, use: str) -> Iterator[Key]:
    for generation in range(1, _GENERATIONS_MAX):
        path = _path(folder, use, generation)
        if not path.exists():
            return
        yield _read(path)


def _path(folder: Path, use: str, generation: int) -> Path:
    return Path(f"{_name(folder, use)}-{generation}.json")


def _name(folder: Path, use: str) -> str:
    assert use in USES, f"unknown use of a key: {use}"
    return f"{folder}/{use}"


def _create(folder: Path, use: str, generation: int) -> Path:
    """Write a new key. When two processes race, both end up with the one that was linked first."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _path(folder, use, generation)
    content = {
        "id": f"{use}-{generation}-{secrets.token_hex(4)}",
        "use": use,
        "from": datetime.now(UTC).isoformat(timespec="microseconds"),
        "development": _demo(),
        "secret": b64encode(secrets.token_bytes(_SIZE_BYTES)).decode(),
    }
    draft = _draft(path, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path


def _replace(path: Path, content: Mapping[str, object]) -> None:
    os.replace(_draft(path, content), path)


def _draft(path: Path, content: Mapping[str, object]) -> Path:
    """The content on the disk beside its place, under a name of its own, readable by this user alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _read(path: Path | str) -> Key:
    status = os.stat(path)
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyProblem(f"The key {path} can be read by others. Make it private: chmod 600 {path}")
    found = _parse(str(path), status.st_mtime_ns)
    if found.development and not _demo():
        raise KeyProblem(
            f"The key {path} was made in the demo and must not protect real data. "
            "Point MOTCUA_KEYS to another folder; new keys are made there."
        )
    return found


@lru_cache(maxsize=64)
def _parse(file: str, _changed_ns: int) -> Key:
    path = Path(file)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        secret = b64decode(content["secret"], validate=True)
        created_at = datetime.fromisoformat(content["from"])
        revoked_at = datetime.fromisoformat(content["revoked"]) if content.get("revoked") else None
        found = Key(
            content["id"], content["use"], secret, created_at, None, bool(content["development"]), revoked_at
        )
    except (ValueError, KeyError, TypeError) as error:
        raise KeyProblem(f"The key {path} is damaged. Bring it back from the backup of the keys.") from error
    if len(secret) != _SIZE_BYTES or not path.name.startswith(f"{found.use}-"):
        raise KeyProblem(f"The key {path} is damaged. Bring it back from the backup of the keys.")
    return found


def _demo() -> bool:
    return os.environ.get("MOTCUA_DEMO", "") == "1"
