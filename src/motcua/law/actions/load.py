"""Bring the shipped law into the tables, where an administrator sees it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from motcua.chronicle import actions as chronicle

from .. import shipped
from ..models import CalendarOverride, DatedValue
from ..rules import Kind
from .change import announce


@dataclass(frozen=True)
class Loaded:
    added: int
    renewed: int
    removed: int
    kept: int  # set or changed here, therefore left alone


@transaction.atomic
def load(*, at: datetime, actor: str = "system:law") -> Loaded:
    """Asked again it changes nothing. A key or a day that was decided here is never touched."""
    did = _load_values() + _load_days()
    loaded = Loaded(did["added"], did["renewed"], did["removed"], did["kept"])
    if loaded.added or loaded.renewed or loaded.removed:
        announce()
        data = {"added": loaded.added, "renewed": loaded.renewed, "removed": loaded.removed}
        chronicle.append(kind=Kind.LOADED, subject="law:shipped", actor=actor, at=at, data=data)
    return loaded


def _load_values() -> Counter[str]:
    ours = set(DatedValue.objects.filter(shipped=False).values_list("key", flat=True))
    did: Counter[str] = Counter()
    present = []
    for value in shipped.values():
        if value.key in ours:
            did["kept"] += 1
            continue
        row, what = _renew(
            DatedValue, {"key": value.key, "starts_on": value.starts_on}, shipped.facts_of_value(value)
        )
        did[what] += 1
        present.append(row.pk)
    stale = DatedValue.objects.filter(shipped=True).exclude(key__in=ours).exclude(pk__in=present)
    did["removed"] += stale.delete()[0]
    return did


def _load_days() -> Counter[str]:
    national = CalendarOverride.objects.filter(agency=None)
    ours = set(national.filter(shipped=False).values_list("date", flat=True))
    did: Counter[str] = Counter()
    present = []
    for day in shipped.days():
        if day.override.date in ours:
            did["kept"] += 1
            continue
        row, what = _renew(
            CalendarOverride, {"date": day.override.date, "agency": None}, shipped.facts_of_day(day)
        )
        did[what] += 1
        present.append(row.pk)
    did["removed"] += national.filter(shipped=True).exclude(pk__in=present).delete()[0]
    return did


def _renew(model: type[models.Model], key: dict[str, Any], facts: dict[str, Any]) -> tuple[models.Model, str]:
    row, new = model._default_manager.get_or_create(**key, defaults=facts | {"shipped": True})
    if new:
        return row, "added"
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row, "same"
    model._default_manager.filter(pk=row.pk).update(**facts)
    return row, "renewed"
