"""How a date that a day off moved is explained: old date, new date, which day, on which basis."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.dossiers.queries.timeline import Event
from motcua.dossiers.rules.states import Act


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


def moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
