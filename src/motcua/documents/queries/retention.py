"""What is past its time of keeping: what may be destroyed, and why the rest stays."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from motcua.documents.models import File, Hold
from motcua.documents.rules import holder_kind
from motcua.documents.rules.retention import HeldFor, Stays, last_day, mark_of, why_it_stays
from motcua.law import queries as law
from motcua.law.rules import NoValue, Value

BATCH_CONTENTS = 500
LISTED_MAX = 5_000  # of one decision; what is beyond waits for the next


@dataclass
class Past:
    """The list that a decision may name. Ids only."""

    may_go: list[int] = field(default_factory=list)  # rows of files, whole contents only
    kinds: Counter[str] = field(default_factory=Counter)  # of what may go, by the kind of who holds it
    stays: Counter[Stays] = field(default_factory=Counter)  # files past one term that stay for another reason
    is_whole: bool = True  # False: the list was ended at its limit

    @property
    def mark(self) -> str:
        return mark_of(self.may_go)


def rule_of(kind: str, *, of: str, on: date, today: date | None = None) -> Value:
    """How long this kind is kept: as the law says for the procedure `of`, or else for all.

    What ended before the first rule that is known here is kept by that of `today`.
    """
    try:
        return _rule_on(kind, of=of, on=on)
    except NoValue:
        if today is None:
            raise
        return _rule_on(kind, of=of, on=today)


def kept_until(kind: str, *, of: str, ended_on: date, today: date) -> date:
    """The last day of keeping a file whose work ended on a day: by the rule of then or of today, whichever is longer."""
    rules = rule_of(kind, of=of, on=ended_on, today=today), rule_of(kind, of=of, on=today)
    return max(last_day(ended_on, rule.whole) for rule in rules)


def _rule_on(kind: str, *, of: str, on: date) -> Value:
    try:
        return law.value(f"documents.keep-years.{kind}.{of}", on)
    except NoValue:
        return law.value(f"documents.keep-years.{kind}", on)


def past_keeping(on: date) -> Past:
    """All of it is decided by content: bytes that somebody else still needs are not on the list."""
    found, years, last = Past(), _years(on), ""
    while found.is_whole:
        contents = list(
            File.objects.filter(holds__until__lt=on, destruction=None, sha256__gt=last)
            .order_by("sha256").values_list("sha256", flat=True).distinct()[:BATCH_CONTENTS]
        )  # fmt: skip
        if not contents:
            break
        last = contents[-1]
        for rows in _by_content(contents):
            _judge(found, rows, on=on, years=years)
            if len(found.may_go) >= LISTED_MAX:
                found.is_whole = False
                break
    return found


def _judge(found: Past, rows: dict[int, list[Hold]], *, on: date, years: dict[str, int]) -> None:
    said = [
        why_it_stays(
            [HeldFor(hold.holder, hold.until, hold.ended_on, hold.rule) for hold in holds], on=on, years=years
        )
        for holds in rows.values()
    ]
    reason = next((stays for stays in Stays if stays in said), None)
    if reason is not None:
        found.stays[reason] += len(rows)
        return
    found.may_go += rows
    found.kinds.update(
        holder_kind(hold.holder) for holds in rows.values() for hold in holds if hold.until is not None
    )


def _by_content(contents: list[str]) -> Iterable[dict[int, list[Hold]]]:
    """Every living row of each content, with its holds."""
    rows: dict[str, dict[int, list[Hold]]] = defaultdict(dict)
    files = File.objects.filter(sha256__in=contents, destruction=None).prefetch_related("holds")
    for file in files.order_by("sha256", "pk"):
        rows[file.sha256][file.pk] = list(file.holds.all())
    return rows.values()


def _years(on: date) -> dict[str, int]:
    """The years that each rule says today; a rule that no longer holds says nothing more."""
    return {
        value.key: value.whole for value in law.values(on=on) if value.key.startswith("documents.keep-years.")
    }
