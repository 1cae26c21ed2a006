"""Signatures: what they are for, what keeps one from being made, and when it is tried again.

Pure; holds no key and knows no file.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from motcua.foundation.refusal import Refusal
from motcua.foundation.refusal import gettext_noop as _


class Kind(StrEnum):
    """Kinds of chronicle entry this room writes."""

    SIGNED = "documents.signed"
    REPLACED = "documents.replaced"
    REVOKED = "documents.revoked"
    DESTROYED = "documents.destroyed"


class Purpose(StrEnum):
    SIGN = "sign"  # by a person: the leader
    STAMP = "stamp"  # by the agency: number, date, mark and code are added


class SigningState(StrEnum):
    ASKED = "asked"
    SIGNED = "signed"
    STUCK = "stuck"
    DROPPED = "dropped"


class Status(StrEnum):
    """Whether an original still stands."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


class Level(StrEnum):
    """How long a signature can be checked (ETSI EN 319 142)."""

    B = "B-B"
    T = "B-T"
    LTA = "B-LTA"


class Problem(StrEnum):
    TIME_SERVER = "time-server"
    TOKEN_AWAY = "token-away"  # noqa: S105
    DISK = "disk"
    INTERRUPTED = "interrupted"
    NO_SIGNER = "no-signer"
    KEY_UNREADABLE = "key-unreadable"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DEVELOPMENT = "development"
    NO_TIME_SERVER = "no-time-server"
    NO_REVOCATION = "no-revocation"
    UNKNOWN_ISSUER = "unknown-issuer"
    FILE_GONE = "file-gone"
    FILE_UNUSABLE = "file-unusable"


# What mends itself, or is mended by an operator while everybody waits.
PASSING = frozenset({Problem.TIME_SERVER, Problem.TOKEN_AWAY, Problem.DISK, Problem.INTERRUPTED})

PROBLEM_NAMES = {
    Problem.TIME_SERVER: _("The time-stamp server does not answer."),
    Problem.TOKEN_AWAY: _("The token that holds the key does not answer."),
    Problem.DISK: _("The file could not be written; the disk may be full."),
    Problem.INTERRUPTED: _("The work was interrupted and is taken up again."),
    Problem.NO_SIGNER: _("No key is registered for whoever is to sign."),
    Problem.KEY_UNREADABLE: _("The key cannot be read."),
    Problem.NOT_YET_VALID: _("The certificate is not valid yet."),
    Problem.EXPIRED: _("The certificate has expired."),
    Problem.REVOKED: _("The certificate was revoked."),
    Problem.DEVELOPMENT: _("The key was made for demonstrations and signs nothing here."),
    Problem.NO_TIME_SERVER: _("No time-stamp server is set."),
    Problem.NO_REVOCATION: _("The roots or revocation lists for the certificate are missing or too old."),
    Problem.UNKNOWN_ISSUER: _("The certificate leads to none of the roots that this office trusts."),
    Problem.FILE_GONE: _("The paper to be signed is not in the store."),
    Problem.FILE_UNUSABLE: _("The paper to be signed cannot be signed as it is."),
}

FIRST_PAUSE = timedelta(seconds=5)
PAUSE_MAX = timedelta(minutes=15)
# Longer than a signature takes with a slow token and a slow time-stamp server.
LEASE = timedelta(minutes=2)


def next_try(*, tried: int, at: datetime) -> datetime:
    """Later and later, never given up."""
    return at + min(FIRST_PAUSE * (1 << min(tried, 12)), PAUSE_MAX)


@dataclass(frozen=True)
class Stamp:
    """What the agency adds when it issues a paper; no personal data."""

    number: str
    issued_on: date
    place: str
    what: str
    issuer: str
    issuer_name: str
    expires_on: date | None = None
    simulated: bool = False

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        return found | {
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
        }

    @classmethod
    def of(cls, held: dict[str, Any]) -> "Stamp":
        days = {
            "issued_on": date.fromisoformat(held["issued_on"]),
            "expires_on": date.fromisoformat(held["expires_on"]) if held["expires_on"] else None,
        }
        return cls(**{**held, **days})


class NothingToSign(Refusal):
    code = "documents.nothing-to-sign"
    sentence = _("This paper is not waiting for a signature any more.")
    next_step = _("Open the request again to see where it stands now.")
