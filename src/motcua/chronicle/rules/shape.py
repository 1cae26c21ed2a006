"""The shape of an entry: codes, numbers and opaque ids only, so that personal data cannot slip in.

A shape cannot know every name, but it stops what slips in by accident: anything with a space or a Vietnamese
letter, an e-mail address, a single capitalised word, a number as long as a telephone or identity number.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

JSON: TypeAlias = "str | int | bool | list[JSON] | tuple[JSON, ...] | Mapping[str, JSON] | None"

DEPTH_MAX = 4
ITEMS_MAX = 100
INTEGER_MAX = 2**53 - 1  # what every reader of JSON keeps exactly (RFC 8785 §3.2.2.3)

_KIND = re.compile(r"[a-z][a-z-]{0,39}\.[a-z][a-z-]{0,39}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Not 9–15 digits (identity numbers, telephones), alone or after a colon; not one capitalised word (a given name).
_CODE = re.compile(r"(?!(?:.*:)?\+?[0-9]{9,15}\Z)(?![A-Z][a-z]+\Z)[A-Za-z0-9][A-Za-z0-9._:/+-]{0,119}")
_ACTOR = re.compile(r"(?:mandate|person|system):(?![0-9]{9,15}\Z)[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


# Few kinds, agencies, officers and names of facts come again and again: each is looked at once.
@lru_cache(maxsize=1024)
def _is_kind(text: str) -> bool:
    return _KIND.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _is_actor(text: str) -> bool:
    return _ACTOR.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


class Kind(StrEnum):
    """What the chronicle records about itself."""

    EPOCH_BEGAN = "chronicle.epoch-began"


class NotForTheChronicle(AssertionError, ValueError):
    """An act tried to write what the chronicle never holds. A bug of the writer: not a refusal."""


def check_entry(*, kind: str, subject: str, actor: str, agency: str, data: Mapping[str, JSON]) -> None:
    """Raise unless every part of the entry has the shape of a code, a number or an opaque id."""
    if not _is_kind(kind):
        raise NotForTheChronicle(f"a kind reads room.what-happened, not {len(kind)} other characters")
    check_names(subject=subject, actor=actor, where=kind)
    if agency and not _is_code(agency):
        raise NotForTheChronicle(f"{kind}: the agency is not a code")
    if data:
        _check(data, kind, DEPTH_MAX)


def check_names(*, subject: str, actor: str, where: str = "entry") -> None:
    """Raise unless what an entry is about, and who did it, have the shape of a code and of an opaque id."""
    if not _CODE.fullmatch(subject):
        raise NotForTheChronicle(f"{where}: the subject is not a code")
    if not _is_actor(actor):
        raise NotForTheChronicle(f"{where}: the actor is not mandate:…, person:… or system:…")


def _check(value: JSON, where: str, depth: int) -> None:
    """The value itself is never put into the message: it may be the very thing that must not be written."""
    if isinstance(value, str):
        if value and not _CODE.fullmatch(value):
            raise NotForTheChronicle(f"{where}: text that is not a code")
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            raise NotForTheChronicle(f"{where}: a number beyond 2^53")
    elif depth == 0:
        raise NotForTheChronicle(f"{where}: nested too deeply")
    elif isinstance(value, Mapping):
        _check_size(value, where)
        for key, inner in value.items():
            if not (isinstance(key, str) and _is_key(key)):
                raise NotForTheChronicle(f"{where}: a key that is not a plain word")
            _check(inner, f"{where}.{key}", depth - 1)
    elif isinstance(value, list | tuple):
        _check_size(value, where)
        for inner in value:
            _check(inner, where, depth - 1)
    else:
        raise NotForTheChronicle(f"{where}: {type(value).__name__} has no canonical form here")


def _check_size(value: Mapping[str, JSON] | list[JSON] | tuple[JSON, ...], where: str) -> None:
    if len(value) > ITEMS_MAX:
        raise NotForTheChronicle(f"{where}: more than {ITEMS_MAX} items")
