"""How a date that a day off moved is explained, and which date came along from another system."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.dossiers.queries.timeline import Event
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import Due


def is_moved(event: Event) -> bool:
    return event.act is Act.RECOUNT and bool(event.facts.get("days"))


def words(event: Event) -> str:
    """From 25/03 to 26/03/2026, because 20/03/2026 (Nghỉ tránh bão) is not counted: CĐ 21/CĐ-TTg."""
    facts = event.facts
    waits = "answer_by" in facts
    old, new = ("old_answer_by", "answer_by") if waits else ("old_due", "due")
    days = [one for one in _listed(facts.get("days")) if isinstance(one, dict)]
    named = ", ".join(f"{writing.day(date.fromisoformat(str(one['date'])))} ({one['name']})" for one in days)
    sentence = (
        _("The papers may come by %(new)s instead of %(old)s: %(days)s became a day off. %(basis)s")
        if waits
        else _("From %(old)s to %(new)s: %(days)s became a day off, which is not counted. %(basis)s")
    )
    return sentence % {
        "old": writing.day(moment(facts[old])),
        "new": writing.day(moment(facts[new])),
        "days": named,
        "basis": "; ".join(dict.fromkeys(str(one["basis"]) for one in days)),
    }


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def promised_there(events: Sequence[Event], count: Due | None) -> datetime | None:
    """The date that a request brought along from another system, where it is not the one of our count."""
    told = next((event.facts.get("due") for event in events if event.act is Act.IMPORT), None)
    there = moment(told) if told else None
    return there if count is None or there != count.due else None


def moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
