"""Looks at every registered signer without signing: can the key be opened, from when to when does its certificate hold."""

from dataclasses import dataclass
from datetime import datetime

from motcua.documents.rules.signing import Problem
from motcua.documents.signing import registry
from motcua.documents.signing.problems import CannotSign


@dataclass(frozen=True)
class Seen:
    name: str  # "officer:code", "agency:code"
    said: str  # common name of the certificate
    ends_at: datetime | None
    development: bool
    problem: Problem | None = None
    detail: str = ""


def look(at: datetime) -> list[Seen]:
    return [_look(name, at) for name in registry.every()]


def _look(name: str, at: datetime) -> Seen:
    from motcua.documents.signing import keys

    try:
        found = keys.open_signer(name)
        found.check(at)
    except CannotSign as cannot:
        return Seen(name, "", None, False, cannot.problem, str(cannot))
    return Seen(name, found.name, found.ends_at, found.development)
