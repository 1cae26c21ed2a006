"""Which queues and windows an office has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.counter import actions, queries
from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, Kind, faults_of, with_errors
from motcua.design.methods import takes
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.typed import integer
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.procedures import queries as procedures


@officers(*queries.ARRANGING)
@never_cache
@takes("GET", "POST")
def arranging(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    office = integer(request.POST.get("office", "")) or 0
    queues = [one for text in request.POST.getlist("queues") if (one := integer(text))]
    try:
        if "add-queue" in request.POST:
            given = actions.NewQueue(
                agency_id=office,
                letter=request.POST.get("letter", ""),
                name=request.POST.get("name", ""),
                name_en=request.POST.get("name_en", ""),
                fields=_fields_known(request),
            )
            actions.add_queue(given=given, reach=request.reach, at=request.at)
            messages.success(request, _("The queue stands at the kiosk once a window serves it."))
        elif "add-window" in request.POST:
            new = actions.NewWindow(agency_id=office, name=request.POST.get("window", ""), queues=queues)
            actions.add_window(given=new, reach=request.reach, at=request.at)
            messages.success(request, _("The window was added."))
        else:
            window_id = integer(request.POST.get("change", "")) or 0
            actions.change_window(window_id=window_id, queues=queues, reach=request.reach, at=request.at)
            messages.success(request, _("From now on these queues are called to the window."))
    except InvalidInput as refusal:
        errors.note(refusal)
        return _page(request, refusal)
    return redirect("counter:arranging")


def _fields_known(request: HttpRequest) -> list[str]:
    known = {one.field.code for one in procedures.fields(request.at)}
    return [code for code in request.POST.getlist("fields") if code in known]


def _page(request: HttpRequest, refusal: InvalidInput | None = None) -> HttpResponse:
    language = get_language() or "vi"
    faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults} if refusal else {}
    offices = people.tops(request.reach.agencies(*queries.ARRANGING))
    arranged = queries.arranged([office.id for office in offices], language=language)
    places = tuple(DrawnChoice(str(one.id), one.named(language)) for one in offices)
    queue = with_errors(_queue_fields(request, places, language), faults)
    window = with_errors(_window_fields(request, places, arranged, language), faults)
    values = {"arranged": arranged, "queue": queue, "window": window, "faults": faults_of([*queue, *window])}
    return render(request, "counter/arranging.html", values, status=422 if refusal else 200)


def _queue_fields(request: HttpRequest, places: tuple[DrawnChoice, ...], language: str) -> list[DrawnField]:
    typed = request.POST
    fields = tuple(
        DrawnChoice(one.field.code, one.field.name.in_language(language))
        for one in procedures.fields(request.at)
    )
    return [
        DrawnField(kind=Kind.SELECT, name="office", label=_("Office"), choices=places, value=typed.get("office", "")),
        DrawnField(
            kind=Kind.TEXT, name="letter", label=_("Letter on the ticket"), value=typed.get("letter", ""),
            width="xs", maxlength=1, autocomplete="off",
        ),
        DrawnField(
            kind=Kind.TEXT, name="name", label=_("What people come for, in Vietnamese"), value=typed.get("name", ""),
            maxlength=80,
        ),
        DrawnField(
            kind=Kind.TEXT, name="name_en", label=_("The same in English"), value=typed.get("name_en", ""), maxlength=80,
        ),
        DrawnField(
            kind=Kind.CHECKS, name="fields", label=_("Fields of procedures"), hint=_("None: for every procedure."),
            choices=fields, values=tuple(typed.getlist("fields")) if typed else (), required=False,
        ),
    ]  # fmt: skip


def _window_fields(
    request: HttpRequest,
    places: tuple[DrawnChoice, ...],
    arranged: tuple[queries.Arranged, ...],
    language: str,
) -> list[DrawnField]:
    typed = request.POST
    queues = tuple(
        DrawnChoice(str(one.id), f"{one.letter} · {one.name}", office.office if len(arranged) > 1 else "")
        for office in arranged
        for one in office.queues
    )
    drawn = [
        DrawnField(
            kind=Kind.TEXT, name="window", label=_("Name of the window"), hint=_("As it hangs above it: “Window 3”."),
            value=typed.get("window", ""), maxlength=40, autocomplete="off",
        ),
    ]  # fmt: skip
    if queues:
        drawn.append(
            DrawnField(
                kind=Kind.CHECKS, name="queues", label=_("Queues called to it"), choices=queues,
                values=tuple(typed.getlist("queues")) if typed else (), required=False,
            )
        )  # fmt: skip
    return drawn
