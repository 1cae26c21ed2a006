"""What waited already when `Wait.due_before` came knew only the first promise: the timeline says what was told last."""

from datetime import datetime
from typing import Any

from django.db import migrations
from django.db.models import Q

LOT_ROWS = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    """The clock stands still, so the last act that named a date is one before the wait. Runs twice alike."""
    waits = apps.get_model("dossiers", "Wait").objects
    movements = apps.get_model("dossiers", "Movement").objects
    after = 0
    while True:
        lot = list(
            waits.filter(id__gt=after, answered_at=None, undone_at=None, due_before=None)
            .order_by("id")
            .values_list("id", "dossier_id")[:LOT_ROWS]
        )
        if not lot:
            return
        for wait_id, dossier_id in lot:
            told = _told(movements, dossier_id)
            if told:
                waits.filter(id=wait_id).update(due_before=datetime.fromisoformat(told))
        after = lot[-1][0]


def _told(movements: Any, dossier_id: int) -> str:
    """An apology that was taken back before the person was told named no date."""
    named = Q(facts__has_key="due") | Q(facts__has_key="undoes")
    undone = set()
    for seq, facts in (
        movements.filter(named, dossier_id=dossier_id).order_by("-seq").values_list("seq", "facts")
    ):
        if "undoes" in facts:
            undone.add(facts["undoes"])
        elif seq not in undone:
            return str(facts["due"])
    return ""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0046_own_by_key")]

    # Going back keeps the dates: a later upgrade would find the same ones.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
