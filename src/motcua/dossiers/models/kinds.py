"""What several tables say in the same way."""

import secrets
from enum import Enum


def new_salt() -> bytes:
    return secrets.token_bytes(16)


def choices(enum: type[Enum]) -> list[tuple[str | int, str]]:
    return [(member.value, member.name.lower()) for member in enum]
