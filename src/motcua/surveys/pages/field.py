"""In the field: which rounds are asked, one's places, what became of each, the page for a tablet, devices at counters."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput, NotFound
from motcua.foundation.typed import integer, read_key
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, queries, wording
from motcua.surveys.rules import LOST, Outcome, State, codes

IN_THE_FIELD = (Role.HOME_AFFAIRS, Role.ENUMERATOR)
TO_REPORT = (Outcome.REACHED, Outcome.REFUSED, Outcome.NOT_FOUND, Outcome.INELIGIBLE)


@officers(*IN_THE_FIELD)
@takes("GET")
def listing(request):
    rounds = [_listed(one) for one in queries.field_rounds(reach=request.reach)]
    own = {one["id"] for one in rounds}
    typing = [_listed(one) for one in queries.typing_rounds(reach=request.reach) if one.id not in own]
    return render(request, "surveys/field.html", {"rounds": rounds, "typing": typing})


def _listed(line):
    language = get_language()
    return {
        "id": line.id,
        "name": line.name.in_language(language),
        "agency": line.agency.in_language(language),
        "closes_on": line.closes_on,
        "is_open": line.state is State.OPEN,
        "simulated": line.simulated,
    }


@officers(*IN_THE_FIELD)
@takes("GET", "POST")
def places(request, id):
    """The places of one round; a device can be set up at each."""
    line = queries.round_line(survey_id=id, reach=request.reach, roles=IN_THE_FIELD)
    found = queries.open_field_places(survey_id=id, reach=request.reach)
    values = {
        "round": {"id": id, "name": line.name.in_language(get_language())},
        "places": found,
        "key": uuid4(),
    }
    if request.method == "POST":
        unit = integer(request.POST.get("place", ""))
        name = next((name for place, name in found if place == unit), None)
        if unit is None or name is None:
            raise NotFound
        code = actions.open_station(
            sample_unit=unit, reach=request.reach, at=request.at, key=read_key(request.POST.get("key"))
        )
        values["station"] = {
            "name": name,
            "code": codes.shown(code),
            "link": f"{settings.BASE_URL}{reverse('surveys:begin')}#{code}",
        }
    return render(request, "surveys/places.html", values)


@officers(*IN_THE_FIELD)
@takes("GET")
def own(request, id):
    """The places of one round that somebody goes to, and what was reported of each."""
    line = queries.round_line(survey_id=id, reach=request.reach, roles=IN_THE_FIELD)
    found = queries.field_places(survey_id=id, reach=request.reach)
    values = {
        "round": {"id": id, "name": line.name.in_language(get_language()), "is_open": line.state is State.OPEN,
                  "closes_on": line.closes_on, "simulated": line.simulated},
        "places": [{"place": one, "outcome": _(wording.OUTCOMES[one.outcome])} for one in found],
        "left": sum(one.outcome is Outcome.WAITING for one in found),
    }  # fmt: skip
    return render(request, "surveys/own_places.html", values)


@officers(*IN_THE_FIELD)
@takes("GET", "POST")
def place(request, id):
    """One place: what became of it. Whoever is lost is replaced by the next of its reserve, at once."""
    found = queries.field_place(unit_id=id, reach=request.reach)
    if request.method == "POST":
        return _report(request, found)
    line = queries.round_line(survey_id=found.survey_id, reach=request.reach, roles=IN_THE_FIELD)
    reserve = queries.reserve_of(unit_id=id)
    values = {
        "round": {"id": found.survey_id, "name": line.name.in_language(get_language()), "simulated": line.simulated},
        "place": found,
        "outcome": _(wording.OUTCOMES[found.outcome]),
        "is_waiting": found.outcome is Outcome.WAITING,
        "reserve": reserve,
        "choices": [(one.value, _(wording.REPORTS[one])) for one in TO_REPORT if one is not found.outcome],
        "may_report": line.state in (State.DRAWN, State.OPEN) and not found.is_lost,
        "may_take_back": queries.may_take_back(id),
    }  # fmt: skip
    if found.people:
        values |= _people(request, id)
    return render(request, "surveys/place.html", values)


def _people(request, id):
    """The persons of a place as numbers on their list: one to report of, and what was reported."""
    drawn = queries.drawn_people(unit_id=id, reach=request.reach)
    open_ones = [one for one in drawn if not one.is_lost]
    field = DrawnField(
        kind=Drawn.SELECT, name="person", label=_("Number on the list"), value="",
        choices=tuple(DrawnChoice(str(one.id), str(one.number)) for one in open_ones),
    )  # fmt: skip
    return {
        "fields": [field] if open_ones else [],
        "person_choices": [(one.value, _(wording.OF_PERSONS[one])) for one in TO_REPORT],
        "reported": [
            {"person": one, "outcome": _(wording.OUTCOMES[one.outcome])}
            for one in drawn
            if one.outcome is not Outcome.WAITING
        ],
    }


def _report(request, place):
    """Of the place, or of a person whose number on its list was chosen."""
    id = place.id
    if "person" in request.POST:
        known = {one.id for one in queries.drawn_people(unit_id=id, reach=request.reach)}
        id = integer(request.POST["person"])
        if id not in known:
            raise InvalidInput(faults=[Fault("person", _("Choose a number of the list."))])
    if "back" in request.POST:
        actions.take_back(unit_id=id, reach=request.reach, at=request.at)
        messages.success(request, _("It is taken back; nothing is reported of it now."))
        return redirect("surveys:place", id=place.id)
    told = actions.report_outcome(unit_id=id, outcome=outcome_of(request), reach=request.reach, at=request.at)
    if told.outcome not in LOST:
        messages.success(request, _("Reported."))
    elif told.stand_in is not None and id != place.id:
        messages.success(
            request, _("Reported. The next of the reserve takes the turn, with a card of this office.")
        )
    elif told.stand_in is not None:
        messages.success(
            request, _("Reported. The next of the reserve takes its turn; its invitations are ready.")
        )
    else:
        messages.warning(
            request, _("Reported. Nobody is left in the reserve, so the sample stays with fewer.")
        )
    return redirect("surveys:place", id=place.id)


def outcome_of(request) -> Outcome:
    typed = request.POST.get("outcome", "")
    found = next((one for one in TO_REPORT if one.value == typed), None)
    if found is None:
        raise InvalidInput(faults=[Fault("outcome", _("Choose what became of it."))])
    return found
