"""What happened to requests in another system, carried over in lots beside them; and taken away again.

The lines stay apart from the acts: the chronicle says that they came, how many and with which import, never what they say.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from motcua import bulk
from motcua.chronicle import actions as chronicle
from motcua.chronicle.actions import NewEntry
from motcua.dossiers.models import Dossier, FormerEvent, Movement
from motcua.dossiers.queries.history import PREFIX
from motcua.dossiers.rules.history import EventKind
from motcua.dossiers.rules.importing import Kind


@dataclass(frozen=True, slots=True)
class FormerHappened:
    """One line, ready: the caller has checked that the request is one that an import brought in."""

    dossier_id: int
    at: datetime
    has_clock: bool
    kind: EventKind
    what: str
    who: str
    note: str


@transaction.atomic
def bring_history(*, lot: Sequence[FormerHappened], batch: str, by: str, at: datetime) -> list[str]:
    """The names of the lines, in the order given."""
    made = [
        FormerEvent(
            dossier_id=one.dossier_id,
            at=one.at,
            has_clock=one.has_clock,
            kind=one.kind.value,
            what=one.what,
            who=one.who,
            note=one.note,
            batch=UUID(batch),
            brought_at=at,
        )
        for one in lot
    ]
    for row, id in zip(made, bulk.next_ids(FormerEvent, len(made)), strict=True):
        row.pk = id
    bulk.insert(FormerEvent, made)
    _note(Kind.HISTORY, Counter(one.dossier_id for one in lot), batch, by, at=at)
    return [f"{PREFIX}{row.pk}" for row in made]


@transaction.atomic
def take_back_history(*, made: Collection[str], batch: str, by: str, at: datetime) -> set[str]:
    """Of these lines, those that are gone: somebody who has acted since may have gone by the others."""
    ids = [int(name.removeprefix(PREFIX)) for name in made]
    since = Movement.objects.filter(dossier=OuterRef("dossier"), at__gt=OuterRef("brought_at"))
    free = FormerEvent.objects.filter(~Exists(since), pk__in=ids).select_for_update().order_by("pk")
    rows = dict(free.values_list("pk", "dossier_id"))
    FormerEvent.objects.filter(pk__in=rows).delete()
    _note(Kind.HISTORY_TAKEN_BACK, Counter(rows.values()), batch, by, at=at)
    here = set(FormerEvent.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return {f"{PREFIX}{id}" for id in ids if id not in here}


def _note(kind: Kind, counted: Counter[int], batch: str, by: str, *, at: datetime) -> None:
    """One entry a request, in order."""
    dossiers = Dossier.objects.filter(pk__in=counted).order_by("pk")
    chronicle.append_many(
        NewEntry(
            kind=kind,
            subject=f"dossier:{key}",
            actor=by,
            at=at,
            agency=agency,
            data={"import": batch, "lines": counted[id]},
        )
        for id, key, agency in dossiers.values_list("pk", "key", "agency__code")
    )
