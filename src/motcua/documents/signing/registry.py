"""Who signs with which key: one small file a signer in `MOTCUA_KEYS/signers`, the key beside it or in a token.

# signers/agency-H15.15.toml
pkcs12 = "agency-H15.15.p12"          # in the same folder, mode 0600
passphrase_file = "agency-H15.15.pass"
# or
[pkcs11]
module = "/usr/lib/softhsm/libsofthsm2.so"
token = "motcua"                      # its label
label = "agency-H15.15"               # of key and certificate
pin_file = "agency-H15.15.pin"
chain_file = "agency-H15.15.chain.pem"   # certificates between this one and the root, when the token does not hold them
"""

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.documents.rules.signing import Problem
from motcua.documents.signing.problems import CannotSign

NAME = re.compile(r"(?:officer|agency):[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
SIGNERS_MAX = 10_000


@dataclass(frozen=True)
class Entry:
    """One signer as registered. Reading it opens no key."""

    name: str  # "officer:<code>" or "agency:<code>"
    path: Path
    pkcs12: Path | None = None
    passphrase_file: Path | None = None
    pkcs11: "Token | None" = None
    development: bool = False

    @property
    def changed_ns(self) -> tuple[int, ...]:
        """Changes when the entry or its key is replaced, so that nobody signs with yesterday's key."""
        beside = self.pkcs11.chain_file if self.pkcs11 else self.pkcs12
        paths = [path for path in (self.path, beside) if path is not None]
        return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)


@dataclass(frozen=True)
class Token:
    module: str
    token: str
    label: str
    pin_file: Path | None
    chain_file: Path | None = None


def folder() -> Path:
    return Path(settings.KEYS_DIR) / "signers"


def has(name: str) -> bool:
    return _path(name).is_file()


def find(name: str) -> Entry:
    path = _path(name)
    if not path.is_file():
        raise CannotSign(Problem.NO_SIGNER, name)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return _entry(name, path, found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotSign(Problem.KEY_UNREADABLE, f"{path}: {error}") from None


def every() -> list[str]:
    """The names of all registered signers."""
    paths = sorted(folder().glob("*.toml"))[:SIGNERS_MAX]
    return [path.stem.replace("-", ":", 1) for path in paths if path.stem.startswith(("officer-", "agency-"))]


def in_token(name: str) -> bool:
    """Whether the key lies in a token; an entry that cannot be read has none that we know of."""
    try:
        return find(name).pkcs11 is not None
    except CannotSign:
        return False


def secret(path: Path) -> str:
    """A passphrase or PIN from its file, which nobody else may read."""
    check_private(path)
    return path.read_text(encoding="utf-8").strip()


def check_private(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise CannotSign(Problem.KEY_UNREADABLE, f"{path} can be read by others: chmod 600 {path}")


def _path(name: str) -> Path:
    assert NAME.fullmatch(name), f"a signer is named officer:code or agency:code, not {name!r}"
    return folder() / f"{name.replace(':', '-', 1)}.toml"


def _entry(name: str, path: Path, found: dict[str, Any]) -> Entry:
    beside = path.parent
    token = found.get("pkcs11")
    if token is None and "pkcs12" not in found:
        raise KeyError("neither pkcs12 nor pkcs11")
    return Entry(
        name=name,
        path=path,
        pkcs12=beside / found["pkcs12"] if "pkcs12" in found else None,
        passphrase_file=beside / found["passphrase_file"] if "passphrase_file" in found else None,
        pkcs11=Token(
            token["module"],
            token["token"],
            token["label"],
            beside / token["pin_file"] if "pin_file" in token else None,
            beside / token["chain_file"] if "chain_file" in token else None,
        )
        if token
        else None,
        development=bool(found.get("development", False)),
    )
