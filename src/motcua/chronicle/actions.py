"""Every change of the chronicle. `append` runs in the act's own transaction and waits for nobody."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from django.db import connection

from motcua.chronicle import rules
from motcua.chronicle.rules import JSON
from motcua.chronicle.sql import statement

APPEND = statement("append").partition("\n")[2]
NOTHING: Mapping[str, JSON] = MappingProxyType({})


def append(
    *,
    kind: StrEnum,
    subject: str,
    actor: str,
    at: datetime,
    agency: str = "",
    data: Mapping[str, JSON] = NOTHING,
) -> bytes:
    """Write down what happened, within the act that makes it happen; the answer is the hash a receipt shows."""
    assert connection.in_atomic_block, "an entry is written inside the transaction of its act"
    rules.check_entry(kind=kind, subject=subject, actor=actor, agency=agency, data=data)
    uid = secrets.token_hex(16)
    held = dict(data)
    digest = rules.entry_hash(
        kind=kind, subject=subject, actor=actor, agency=agency, at=at, data=held, uid=uid
    )
    # One plain INSERT instead of the ORM: every act of the house passes here.
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND,
            (
                uid,
                kind.value,
                subject,
                actor,
                agency,
                connection.ops.adapt_datetimefield_value(at),
                rules.canonical(held).decode(),
                digest,
            ),
        )
    return digest
