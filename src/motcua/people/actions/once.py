"""Doing something once, however often a program sends it: the key is written in the transaction of the act itself.

What is kept is where the answer is found (ids and codes), never what was sent or said.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from motcua.chronicle.rules import JSON

from .. import rules
from ..models import AnsweredKey
from ..rules import KeyUsedElsewhere, StillAnswering

CLAIM = (Path(__file__).parent.parent / "sql" / "claim_key.sql").read_text()
Answer = Mapping[str, JSON]


def once(
    *,
    account_id: int,
    key: str,
    asked: str,
    at: datetime,
    kept_for: timedelta,
    act: Callable[[], Answer],
) -> tuple[Answer, bool]:
    """What `act` answers, and whether it was done before. A refusal undoes the key with the act: it may be sent again.

    Of two calls at once one writes the key first; the other waits for the end of its transaction (PostgreSQL at
    the key, SQLite at its one lock) and then finds the answer.
    """
    key_digest, asked_digest = rules.digest_of(key), rules.digest_of(asked)
    with transaction.atomic():
        mine = AnsweredKey.objects.filter(account_id=account_id, key_digest=key_digest)
        mine.filter(made_at__lte=at - kept_for).delete()
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [account_id, key_digest, asked_digest, "{}", at])
            claimed = cursor.rowcount == 1
        if claimed:
            answer = act()
            mine.update(answer=dict(answer))
            return answer, False
    found = mine.first()
    if found is None:  # the other call was refused, and its key went with it
        raise StillAnswering
    if bytes(found.asked_digest) != asked_digest:
        raise KeyUsedElsewhere
    return found.answer, True


def forget_answered_keys(*, before: datetime) -> int:
    """Remove keys that no answer is owed for any more; a job calls this."""
    return AnsweredKey.objects.filter(made_at__lt=before).delete()[0]
