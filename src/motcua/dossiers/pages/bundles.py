"""Several requests under one receipt: followed as one's own or by the receipt, handed out at the counter, printed on A4."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import actions
from motcua.dossiers import queries as gate
from motcua.dossiers.pages import story, waited_for
from motcua.dossiers.queries import Dossier, bundles, follow, papers
from motcua.dossiers.queries.bundles import Bundle, Part, Whole
from motcua.dossiers.rules.bundles import check_all_open
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.forms import Form
from motcua.dossiers.rules.inputs import Withdraw
from motcua.dossiers.rules.states import OPEN, State
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.notices import queries as notices
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.access import officers, signed_in
from motcua.people.rules import Look, Role
from motcua.procedures import queries as procedures


def told(
    whole: Whole, *, link: Callable[[Part], str], with_labels: bool = True, at_desk: bool = False
) -> dict[str, Any]:
    """What every page about it says: how far it is, and each part with its state and date. `at_desk`: to an officer."""
    left = len(whole.parts) - whole.done
    office = SimpleLazyObject(lambda: people.agency(whole.bundle.agency_id))  # not every page says it
    return {
        "whole": whole,
        "bundle": whole.bundle,
        "number": whole.bundle.number,
        "name": title(whole.bundle),
        "rows": [
            {
                "part": part,
                "name": name_of(part, whole, is_shown=with_labels or bool(link(part))),
                "url": link(part),
                "line": (at_desk and desk_line(part)) or line(part),
                "place": place_of(part),
            }
            for part in whole.parts
        ],
        "progress": progress(whole, left),
        "asked": SimpleLazyObject(lambda: _asked(whole, link=link, with_words=with_labels)),
        "office": office,
        "office_name": SimpleLazyObject(lambda: office.named(story.language())),
        "track_url": settings.BASE_URL
        + reverse("dossiers:track")
        + "?"
        + urlencode({"ma": whole.bundle.number}),
    }


def _asked(whole: Whole, *, link: Callable[[Part], str], with_words: bool) -> list[dict[str, Any]]:
    """What the offices wait for, of all parts at once, each with the way to hand it in."""
    asked = follow.asked_of([part.dossier for part in whole.parts])
    return [
        {
            "name": name_of(part, whole, is_shown=with_words),
            "number": part.number,
            "url": reverse("dossiers:own-supplement", args=[part.number]) if with_words else "",
            **(
                waited_for.told(
                    asked[part.dossier.pk],
                    procedures.definition(part.dossier.version_id),
                    with_words=with_words,
                )
                or {}
            ),
        }
        for part in whole.parts
        if part.dossier.pk in asked
    ]


def progress(whole: Whole, left: int) -> str:
    if whole.is_linked:
        if whole.is_done:
            return _("All parts are finished.")
        return ngettext("%(n)s part is still at work.", "%(n)s parts are still at work.", left) % {"n": left}
    if whole.is_done:
        return _("All requests of the list are finished.")
    words = ngettext(
        "%(n)s of %(all)s requests is still at work.", "%(n)s of %(all)s requests are still at work.", left
    )
    return words % {"n": left, "all": len(whole.parts)}


def name_of(part: Part, whole: Whole, *, is_shown: bool) -> str:
    """Of linked procedures the procedure; of a list the place in it, and for whom it opens what it is about."""
    if whole.is_linked:
        return part.name
    return f"{part.name}. {part.label}" if is_shown and part.label else _("No. %(n)s") % {"n": part.name}


def place_of(part: Part) -> str:
    return story.agency_name(part.dossier.agency)


def title(bundle: Bundle) -> str:
    return procedures.definition(bundle.version_id).name.in_language(story.language())


def line(part: Part) -> str:
    """Under one part: what it waits for, until when, or what it means that it ended."""
    if part.waits_for:
        return _("Begins when the result of this part is there: %(parts)s.") % {
            "parts": "; ".join(part.waits_for)
        }
    said = story.row_line(part.dossier, answer_by=None)
    if part.lacks and part.state is State.NEW:
        return _("%(parts)s ended without a result. The office looks at this part without it.") % {
            "parts": "; ".join(part.lacks)
        }
    if part.has_ended_without:
        return f"{said}. {_('The other parts go on.')}" if said else _("The other parts go on.")
    if part.state in (State.SUPPLEMENT, State.DUTY):
        return _("The office waits for something from you; open this part to see what.")
    return said


def desk_line(part: Part) -> str:
    """The same to an officer, where it would speak to the person; "" where it does not."""
    dossier = part.dossier
    if part.waits_for or part.lacks:
        return ""
    if part.state in (State.SUPPLEMENT, State.DUTY):
        return _("Its office waits for something from the person.")
    if part.state is State.DONE and dossier.electronic == Electronic.ISSUED:
        return _("The electronic result was issued.")
    if part.state is State.DONE:
        place = story.agency_name(dossier.collect_agency or dossier.agency)
        return _("The result waits for the person at %(place)s.") % {"place": place}
    return ""


def beside(whole: Whole, here: Dossier) -> dict[str, Any]:
    """Where one request stands in its list, for the officer who has it open."""
    if whole.is_linked:
        return {}
    numbers = [part.number for part in whole.parts]
    index = numbers.index(here.number or "")
    return {
        "place": index + 1,
        "count": len(numbers),
        "before": numbers[index - 1] if index else "",
        "after": numbers[index + 1] if index + 1 < len(numbers) else "",
    }


# One's own -------------------------------------------------------------------------------------------------


@signed_in
@never_cache
@takes("GET")
def own(request: HttpRequest, code: str) -> HttpResponse:
    """All parts on one page, each of which opens."""
    bundle = bundles.own(code, reach=request.reach)
    whole = bundles.whole(bundle, language=story.language())
    people_actions.log_access(
        reach=request.reach,
        what=Look.DOSSIER,
        subject=bundle.number or "",
        person_id=bundle.applicant_id or bundle.sender_id,
        at=request.at,
    )
    values = told(whole, link=lambda part: reverse("dossiers:own", args=[part.number]))
    values |= {"secret": bundles.secret_of(bundle), "is_new": "moi" in request.GET}
    values["may_withdraw"] = may_withdraw(whole)
    return render(request, "dossiers/people/bundle.html", values)


@signed_in
@never_cache
@takes("GET", "POST")
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take all of it back, after one question."""
    whole = bundles.whole(bundles.own(code, reach=request.reach), language=story.language())
    reason, error = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            count = actions.withdraw_bundle(
                number=code, reach=request.reach, at=request.at, given=Withdraw(reason=reason)
            )
        except InvalidInput as refusal:
            error = story.fault_words(refusal)
        else:
            words = ngettext("%(n)s request was withdrawn.", "%(n)s requests were withdrawn.", count)
            messages.success(request, words % {"n": count})
            return redirect("dossiers:bundle", code)
    elif not may_withdraw(whole):
        return redirect("dossiers:bundle", code)
    field = DrawnField(
        kind=Drawn.TEXTAREA,
        name="reason",
        label=_("Why do you withdraw it?"),
        hint=_("This helps the office; you need not answer."),
        value=reason,
        required=False,
        error=error,
        maxlength=2000,
    )
    values = told(whole, link=lambda part: "") | {
        "field": field,
        "fields": [field],
        "wrong": bool(error),
        "open": [row for row in told(whole, link=lambda part: "")["rows"] if row["part"].state in OPEN],
    }
    return render(request, "dossiers/people/withdraw_bundle.html", values, status=422 if error else 200)


def may_withdraw(whole: Whole) -> bool:
    try:
        check_all_open({part.number: part.state for part in whole.parts}, number=whole.bundle.number or "")
    except Refusal:
        return False
    return True


def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever holds the receipt; no names, and no part opens. The caller checked the secret."""
    whole = bundles.whole(bundles.by_number(number), language=story.language())
    return render(
        request, "dossiers/people/bundle_tracked.html", told(whole, link=lambda part: "", with_labels=False)
    )


# At the counter --------------------------------------------------------------------------------------------


@officers(Role.RECEPTION)
@never_cache
@takes("GET")
def counter_done(request: HttpRequest, code: str) -> HttpResponse:
    """What to give the person: one receipt for all parts."""
    whole = bundles.whole(bundles.at_desk(code, reach=request.reach), language=story.language())
    values = told(whole, link=open_here(request, whole), with_labels=False, at_desk=True)
    values["untold"] = [row for row in values["rows"] if not _is_told(row["part"])] if _is_each(whole) else []
    return render(request, "dossiers/desk/counter_bundle.html", values)


def _is_each(whole: Whole) -> bool:
    return not whole.is_linked and whole.bundle.for_each


def _is_told(part: Part) -> bool:
    """Whether any message reaches whoever this request of the list is of."""
    dossier = part.dossier
    return notices.reaches(
        email=dossier.applicant_email, phone=dossier.applicant_phone, person_id=dossier.applicant_id
    )


def open_here(request: HttpRequest, whole: Whole) -> Callable[[Part], str]:
    """Only what the gate lets this officer see opens; of the others they learn the state, and nothing else."""
    seen = {part.number for part in whole.parts if gate.is_at_work(part.dossier, request.reach)}
    return lambda part: reverse("dossiers:dossier", args=[part.number]) if part.number in seen else ""


# On paper --------------------------------------------------------------------------------------------------


@officers(Role.RECEPTION)
@never_cache
@takes("GET")
def slips(request: HttpRequest, code: str) -> HttpResponse:
    """Of a list whose rows are other persons': a slip for each, or for those whom no message reaches, to cut and hand on."""
    whole = bundles.whole(bundles.at_desk(code, reach=request.reach), language=story.language())
    if not _is_each(whole):
        raise NotFound()
    found = told(whole, link=lambda part: "")
    chosen = [row for row in found["rows"] if "chua-bao" not in request.GET or not _is_told(row["part"])]
    for row in chosen:
        row["secret"] = follow.secret_of(row["part"].dossier)
        address = reverse("dossiers:track") + "?" + urlencode({"ma": row["part"].number})
        row["track_url"] = settings.BASE_URL + address
    people_actions.log_access(
        reach=request.reach,
        what=Look.PAPER,
        subject=code,
        person_id=whole.bundle.sender_id or whole.bundle.applicant_id,
        at=request.at,
    )
    values = found | {
        "chosen": chosen,
        "sender": _sender(whole.bundle, ""),
        "back": reverse("dossiers:counter-bundle", args=[code]),
        "printed_at": request.at,
    }
    return render(request, "dossiers/papers/slips.html", values)


@signed_in
@never_cache
@takes("GET")
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet of A4 for all parts, with one code: for its owner, and for the desk that received it."""
    try:
        bundle, back = bundles.own(code, reach=request.reach), reverse("dossiers:bundle", args=[code])
    except NotFound:
        bundle, back = (
            bundles.at_desk(code, reach=request.reach),
            reverse("dossiers:counter-bundle", args=[code]),
        )
    whole = bundles.whole(bundle, language=story.language())
    first = whole.parts[0].dossier
    values = told(whole, link=lambda part: "") | {
        "secret": bundles.secret_of(bundle),
        "applicant": _sender(bundle, first.applicant_name) if bundle.for_each else first.applicant_name,
        "sender": "" if whole.is_linked else _sender(bundle, first.applicant_name),
        "back": back,
        "printed_at": request.at,
        "half": request.GET.get("kho") == "a5",
        "form": papers.form_name(Form.RECEIPT, on=bundle.submitted_at),
    }
    if not whole.is_linked:
        values["papers"], lacks = bundles.papers_handed_in(bundle)
        for row in values["rows"]:
            row["lacks"] = lacks[row["part"].dossier.pk]
    # Each person's own characters stand on the annex, which is cut and handed on.
    for row in values["rows"] if bundle.for_each else ():
        row["slip"] = follow.secret_of(row["part"].dossier)
    people_actions.log_access(
        reach=request.reach,
        what=Look.PAPER,
        subject=bundle.number or "",
        person_id=bundle.applicant_id or bundle.sender_id,
        at=request.at,
    )
    return render(request, "dossiers/papers/bundle.html", values)


def _sender(bundle: Bundle, otherwise: str) -> str:
    known = bundle.sender_id or (bundle.applicant_id if bundle.for_each else None)
    person = people.person(known) if known else None
    return person.full_name if person else otherwise
