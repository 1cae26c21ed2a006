"""Signs of gaming: how often one device came, how often within one minute, and how many answers are one and the same all
the way down.

A device is marked by a salted hash; the salt is random, lies beside the marks and goes with them when the round closes.
The mark of a minute is keyed as well, by a key that is not in the database: minutes could be tried out, and no table may
tell when somebody answered.
The marks are written in a transaction of their own and say nothing of who answered what.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from motcua.foundation.secret_text import fingerprint

from ..models import Mark, Survey
from ..questionnaires import opened

SALT, DEVICE, MINUTE, STRAIGHT = "salt", "device", "minute", "straight"
MINUTE_KEY = "throttle"
STRAIGHT_LEAST = 10  # so many items, all alike


@transaction.atomic
def note_marks(*, survey_id: int, device: str, data: Mapping[str, Any], at: datetime) -> None:
    """Count one answer's marks."""
    salt, _made = Mark.objects.get_or_create(
        survey_id=survey_id, kind=SALT, defaults={"mark": secrets.token_hex(32), "count": 0}
    )
    _count(survey_id, DEVICE, hmac.new(bytes.fromhex(salt.mark), device.encode(), sha256).hexdigest())
    moment = f"{salt.mark} {int(at.timestamp()) // 60} {device}"
    _count(survey_id, MINUTE, fingerprint(moment, use=MINUTE_KEY, folder=settings.KEYS_DIR))
    note_straight(survey_id=survey_id, answers=[data])


@transaction.atomic
def note_straight(*, survey_id: int, answers: Collection[Mapping[str, Any]]) -> None:
    """Count the mark that an answer bears however it came: on a device, on paper, from another program."""
    document = Survey.objects.values_list("version__document", flat=True).get(pk=survey_id)
    items = [item.code for item in opened(document).items]
    if found := sum(_is_straight([data[code] for code in items if code in data]) for data in answers):
        _count(survey_id, STRAIGHT, "", found)


def _is_straight(given: Sequence[object]) -> bool:
    return len(given) >= STRAIGHT_LEAST and len(set(given)) == 1


def _count(survey_id: int, kind: str, mark: str, times: int = 1) -> None:
    seen = Mark.objects.filter(survey_id=survey_id, kind=kind, mark=mark)
    if not seen.update(count=F("count") + times):
        Mark.objects.bulk_create(
            [Mark(survey_id=survey_id, kind=kind, mark=mark, count=times)], ignore_conflicts=True
        )
