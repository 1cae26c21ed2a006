"""One's own choice: by which ways, in which order, and in which hours no telephone is to ring."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.typed import integer
from motcua.notices import actions, gateways, queries
from motcua.notices.rules import CHAT_CHARACTERS_MAX, QUIET_ENDS, QUIET_STARTS, Channel, Reaching
from motcua.notices.words import CHANNEL_NAMES
from motcua.people import queries as people
from motcua.people.access import signed_in

LANGUAGE_CHARACTERS_MAX = 5
PLACES = ("first", "second", "third")


@signed_in
@never_cache
@takes("GET", "POST")
def reaching(request: HttpRequest) -> HttpResponse:
    person = people.person(request.reach.person_id) if request.reach.person_id else None
    if person is None:
        return redirect("people:me")
    now = queries.reaching(person.id)
    given, faults = now, {}
    if request.method == "POST":
        given = _given(request, now)
        try:
            actions.choose_reaching(person_id=person.id, given=given)
        except InvalidInput as refusal:
            errors.note(refusal)
            faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        else:
            messages.success(request, _("Saved. From now on messages come in this way."))
            return redirect("notices:reaching")
    ways = _ways(given, faults)
    values = {
        "frame": "design/desk.html" if request.reach.grants else "design/page.html",
        "ways": ways,
        "hours": _hours(given, faults),
        "fields": [*ways, *_hours(given, faults), _language(given, faults)],
        "wrong": bool(faults),
        "person": person,
        "spoken": _language(given, faults),
        "is_officer": bool(request.reach.grants),
        "digest": DrawnField(
            kind=Drawn.TICK, name="digest", label=_("Tell me what is due, late or standing still"),
            value="on" if given.digest else "", required=False,
        ),
        "has_sms": Channel.SMS in gateways.open_channels(),
    }  # fmt: skip
    return render(request, "notices_pages/reaching.html", values, status=422 if faults else 200)


def _given(request: HttpRequest, now: Reaching) -> Reaching:
    said = request.POST
    order = tuple(Channel(said[place]) for place in PLACES if said.get(place) in set(Channel))
    return Reaching(
        order=order,
        chat=said.get("chat", "").strip()[:CHAT_CHARACTERS_MAX],
        quiet_from=integer(said.get("quiet_from", "")) or 0,
        quiet_until=integer(said.get("quiet_until", "")) or 0,
        language=said.get("language", "")[:LANGUAGE_CHARACTERS_MAX],
        # Only officers are asked for the second; whoever is not keeps what there was.
        digest="digest" in said if request.reach.grants else now.digest,
    )


def _language(given: Reaching, faults: dict[str, str]) -> DrawnField:
    choices = (
        DrawnChoice("", _("the language of each request")),
        *(DrawnChoice(code, name) for code, name in settings.LANGUAGES),
    )
    return DrawnField(
        kind=Drawn.SELECT, name="language", label=_("Language of messages"), choices=choices, width="m",
        value=given.language, error=faults.get("language", ""),
    )  # fmt: skip


def _ways(given: Reaching, faults: dict[str, str]) -> list[DrawnField]:
    """As many places as this node has ways."""
    ways = gateways.open_channels()
    offered = [one for one in Channel if one in ways]
    labels = (_("First by"), _("If that fails, by"), _("And then by"))
    shown = [one for one in given.order if one in offered]
    drawn = []
    for n, (place, label) in enumerate(zip(PLACES, labels, strict=True)):
        if n >= len(offered):
            break
        choices = [DrawnChoice(one.value, _(CHANNEL_NAMES[one])) for one in offered]
        if n:
            choices.insert(0, DrawnChoice("", _("no other way")))
        drawn.append(
            DrawnField(
                kind=Drawn.SELECT, name=place, label=label, choices=tuple(choices), width="m",
                value=shown[n].value if n < len(shown) else "", error=faults.get(place, ""),
            )
        )  # fmt: skip
    if Channel.CHAT in offered:
        drawn.append(
            DrawnField(
                kind=Drawn.TEXT, name="chat", label=_("Your name or number in the chat"), value=given.chat,
                required=False, maxlength=CHAT_CHARACTERS_MAX, width="m", spellcheck=False,
                error=faults.get("chat", ""),
            )
        )  # fmt: skip
    return drawn


def _hours(given: Reaching, faults: dict[str, str]) -> list[DrawnField]:
    def hours(name: str, label: str, value: int, offered: tuple[int, ...]) -> DrawnField:
        choices = tuple(DrawnChoice(f"{hour}", f"{hour:02}:00") for hour in offered)
        return DrawnField(
            kind=Drawn.SELECT, name=name, label=label, value=f"{value}", choices=choices, width="s",
            error=faults.get(name, ""),
        )  # fmt: skip

    return [
        hours("quiet_from", _("Quiet from"), given.quiet_from, QUIET_STARTS),
        hours("quiet_until", _("until"), given.quiet_until, QUIET_ENDS),
    ]
