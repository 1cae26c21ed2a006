"""To whom a dossier is given: the forms of assigning and of handing over, with the officer that is proposed and why."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.queries import prepare
from motcua.dossiers.queries.prepare import Colleague
from motcua.dossiers.rules.workload import Proposal, Why
from motcua.people.rules import ROLE_NAMES

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_forms import Asking


def assign(asking: "Asking") -> list[DrawnField]:
    dossier, at = asking.dossier, asking.request.at
    found = prepare.unit_of(dossier, at=at)
    chosen = prepare.proposed(dossier, found, step=dossier.step, at=at)
    choices = (
        DrawnChoice("", _("Choose")),
        *(colleague_choice(one) for one in found if one.id != dossier.holder_id),
    )
    start = str(chosen[0].id) if chosen else ""
    who = asking.draw(
        Kind.SELECT,
        "officer_id",
        _("Who is to handle it"),
        start=start,
        choices=choices,
        hint=why(*chosen) if chosen else _("Nobody else of the unit is free: all are away or a party to it."),
    )
    return [who, asking.note()]


def hand_over(asking: "Asking") -> list[DrawnField]:
    dossier, at = asking.dossier, asking.request.at
    onward = prepare.onward(dossier, at=at)
    found: list[DrawnField] = []
    if onward and len(onward.agencies) > 1:
        places = tuple(DrawnChoice(str(place.id), place.named(asking.language)) for place in onward.agencies)
        found.append(
            asking.draw(Kind.SELECT, "agency_id", _("To which office"), start=places[0].value, choices=places)
        )
    if onward and onward.colleagues:
        nobody = DrawnChoice("", _("Nobody in particular: whoever takes it first"))
        chosen = prepare.proposed(dossier, onward.colleagues, step=dossier.step + 1, at=at)
        found.append(
            asking.draw(
                Kind.SELECT,
                "officer_id",
                _("To whom"),
                choices=(nobody, *(colleague_choice(one) for one in onward.colleagues)),
                required=False,
                hint=why(*chosen) if chosen else "",
            )
        )
    return [*found, asking.note()]


def why(colleague: Colleague, proposal: Proposal) -> str:
    """The proposal in words."""
    hours = work_hours(proposal.work.minutes)
    match proposal.why:
        case Why.KNOWS_IT:
            words = _("Proposed: %(name)s, who had it at this step before; %(hours)s in hand.")
        case Why.ONLY_ONE:
            words = _("Proposed: %(name)s, the only one who is free; %(hours)s in hand.")
        case Why.LEAST:
            words = _("Proposed: %(name)s, who has least in hand of %(n)s: %(hours)s.")
    return words % {"name": colleague.name, "hours": hours, "n": proposal.among}


def work_hours(minutes: int) -> str:
    """Open working hours, whole."""
    hours = round(minutes / 60)
    return ngettext("%(n)s working hour", "%(n)s working hours", hours) % {"n": writing.number(hours)}


def colleague_choice(colleague: Colleague) -> DrawnChoice:
    """A colleague in a list: name, role, and how much they have in hand."""
    work = colleague.work
    said = ngettext("%(n)s open dossier", "%(n)s open dossiers", work.dossiers) % {"n": work.dossiers}
    if work.minutes:
        said = _("%(dossiers)s, %(hours)s") % {
            "dossiers": said,
            "hours": work_hours(work.minutes),
        }
    return DrawnChoice(str(colleague.id), f"{colleague.name} – {_(ROLE_NAMES[colleague.role])}, {said}")
