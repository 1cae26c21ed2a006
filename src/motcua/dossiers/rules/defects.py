"""What can be wrong with a paper, or with an answer of the form: ticked once, said in the letter, counted afterwards."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.foundation.refusal import gettext_noop

# An answer of the form stands on the same list as the papers; the sign keeps its code out of theirs.
FIELD_SIGN = "@"
CODE_CHARACTERS_MAX = 40
# Below this many requests a cause is not named in public: it could be somebody's.
PUBLIC_CASES_MIN = 10
MONTHS_SHOWN = 12
PUBLIC_CAUSES_MAX = 3


class Defect(StrEnum):
    MISSING = "missing"
    EXPIRED = "expired"
    WRONG_FORM = "wrong-form"
    NOT_CERTIFIED = "not-certified"
    ILLEGIBLE = "illegible"
    WRONG_CONTENT = "wrong-content"


DEFECT_NAMES = {
    Defect.MISSING: gettext_noop("missing"),
    Defect.EXPIRED: gettext_noop("expired"),
    Defect.WRONG_FORM: gettext_noop("not on the form in force"),
    Defect.NOT_CERTIFIED: gettext_noop("not certified"),
    Defect.ILLEGIBLE: gettext_noop("illegible"),
    Defect.WRONG_CONTENT: gettext_noop("wrong content"),
}


class Letter(StrEnum):
    """What the defects led to."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"


def field_code(field: str) -> str:
    return FIELD_SIGN + field


def is_field(code: str) -> bool:
    return code.startswith(FIELD_SIGN)


def defects_of(item: Mapping[str, Any]) -> tuple[Defect, ...]:
    """Of one line as it was kept; letters older than this list have none."""
    return tuple(Defect(one) for one in item.get("defects", ()))


def month_before(day: date, *, months: int) -> date:
    """The first day of the month so many months before."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
