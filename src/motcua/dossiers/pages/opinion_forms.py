"""The form that asks another office for its opinion."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.queries import opinions, whole
from motcua.dossiers.rules import inputs
from motcua.foundation.calendar import Unit
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.typed import integer

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_forms import Asking
    from motcua.dossiers.pages.act_reading import Typed

UNIT_WORDS: dict[Unit, Promise] = {
    Unit.WORKING_DAYS: gettext_lazy("working days"),
    Unit.WORKING_HOURS: gettext_lazy("working hours"),
}


def ask(asking: "Asking") -> list[DrawnField]:
    offices = opinions.offices(asking.dossier, at=asking.request.at)
    choices = (
        DrawnChoice("", _("Choose")),
        *(DrawnChoice(str(one.id), one.named(asking.language)) for one in offices),
    )
    papers = whole.papers_of(asking.dossier, waits=(), events=(), language=asking.language)
    posted = asking.request.POST
    shown = DrawnField(
        kind=Kind.CHECKS,
        name="papers",
        label=_("Papers it is shown"),
        hint=_("Only these, and only until it has answered. It sees nothing else of the dossier."),
        values=tuple(posted.getlist("papers")) if posted else (),
        choices=tuple(DrawnChoice(str(one.paper_id), one.name) for one in papers if one.paper_id),
        required=False,
        error=asking.faults.get("papers", ""),
    )
    return [
        asking.draw(Kind.SELECT, "agency_id", _("Who is asked"), choices=choices),
        asking.area(
            "question", _("Question"), hint=_("What the other office is to say, and why it is asked.")
        ),
        *([shown] if shown.choices else []),
        asking.draw(
            Kind.TEXT, "amount", _("Answer within"), start="3", width="xs", maxlength=2, inputmode="numeric"
        ),
        asking.choice("unit", _("Counted in"), UNIT_WORDS, start=Unit.WORKING_DAYS),
    ]


def read(typed: "Typed") -> inputs.AskOpinion:
    amount = integer(typed.text("amount"))
    if not amount:
        sentence = gettext_noop("Write a whole number of working days or hours.")
        typed.faults.append(Fault("amount", sentence))
    agency_id = typed.number("agency_id")
    if agency_id is None:
        typed.faults.append(Fault("agency_id", gettext_noop("Choose the office that is asked.")))
    ids = [integer(text) for text in typed.request.POST.getlist("papers")]
    return inputs.AskOpinion(
        agency_id=agency_id or 0,
        question=typed.needed("question"),
        amount=amount or 0,
        unit=typed.one_of("unit", Unit),
        papers=tuple(one for one in ids if one is not None),
    )
