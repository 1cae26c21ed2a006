"""Paper forms: printed of a questionnaire, typed twice in the field, compared, settled."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, paper_form, queries
from motcua.surveys.rules import State, paper

IN_THE_FIELD = (Role.HOME_AFFAIRS, Role.ENUMERATOR)


@officers(Role.HOME_AFFAIRS, Role.ENUMERATOR)
@takes("GET")
def blank(request, id):
    """An edition of a questionnaire as a form on paper: in the language in which the page is read, or in both."""
    found = next((one for one in queries.versions() if one.id == id), None)
    if found is None:
        raise NotFound
    both = "hai-tieng" in request.GET
    language = "vi" if both else get_language()
    asked = found.instrument
    values = {
        "version": {"id": id, "number": found.number, "name": found.name.in_language(language)},
        "about": asked.about.in_language(language),
        "parts": paper_form.in_two_languages(asked) if both else paper_form.parts(asked, language),
        "both": both,
        "name_en": found.name.in_language("en"),
        "about_en": asked.about.in_language("en"),
        "runs_rounds": request.reach.holds(Role.HOME_AFFAIRS),
    }
    return render(request, "surveys/paper_form.html", values)


@officers(*IN_THE_FIELD)
@never_cache
@takes("GET")
def listing(request, id):
    """The stacks of a round: what has been typed once, twice, differs, is accepted."""
    values = _round(request, id)
    values["stacks"] = queries.stacks(survey_id=id, reach=request.reach)
    return render(request, "surveys/paper.html", values)


@officers(*IN_THE_FIELD)
@never_cache
@takes("GET", "POST")
def stack(request, id, place):
    """One stack: which sheet to type next; one's own typing is taken back here, and what differs is settled from here."""
    values = _round(request, id, place)
    if request.method == "POST":
        return _undo(request, id, place)
    if "phieu" in request.GET:
        number = integer(request.GET["phieu"], most=paper.SHEET_MAX)
        if number:
            return redirect("surveys:paper-type", id=id, place=place, sheet=number)
        values["wrong"] = _("Write the number of the sheet, from 1 to %(most)s.") % {"most": paper.SHEET_MAX}
    sheets = queries.sheets_of(place=place, reach=request.reach)
    values |= {
        "sheets": sheets,
        "next": sheets.second[0] if sheets.second else sheets.following,
        "may_begin_again": queries.may_begin_again(place=place, reach=request.reach),
    }
    return render(request, "surveys/paper_stack.html", values, status=422 if "wrong" in values else 200)


def _undo(request, id, place):
    act = actions.take_typing_back if "back" in request.POST else actions.begin_again
    number = integer(request.POST.get("back", "") or request.POST.get("again", ""), most=paper.SHEET_MAX)
    if not number:
        raise NotFound
    act(place=place, sheet=number, reach=request.reach, at=request.at)
    if act is actions.take_typing_back:
        messages.success(request, _("Your typing of sheet %(n)s is taken back.") % {"n": number})
    else:
        messages.success(request, _("Sheet %(n)s is typed anew, twice.") % {"n": number})
    return redirect("surveys:paper-stack", id=id, place=place)


@officers(*IN_THE_FIELD)
@never_cache
@takes("GET", "POST")
def type_in(request, id, place, sheet):
    """All questions of one sheet, for the keyboard: the key of an answer, Enter, the next."""
    values = _round(request, id, place)
    instrument, turn = queries.sheet_to_type(
        place=place, sheet=sheet, reach=request.reach, day=request.at.astimezone(TZ).date()
    )
    faults, looked = (), False
    if request.method == "POST":
        data, wrong = paper.typed(instrument.form, request.POST)
        try:
            if wrong:
                raise InvalidInput(faults=wrong)
            if "keep" in request.POST:
                outcome = actions.type_sheet(
                    place=place, sheet=sheet, data=data, reach=request.reach, at=request.at
                )
                return _typed(request, id, place, sheet, turn, outcome)
            looked = True  # Enter without a script: what stands there is shown again, nothing is kept
        except InvalidInput as refusal:
            errors.note(refusal)
            faults = refusal.faults
    sections = paper_form.typing_sections(instrument, request.POST, _said(faults), get_language())
    rows = [row for section in sections for row in section.rows]
    values |= {
        "sheet": sheet,
        "second": turn == 2,
        "sections": sections,
        "looked": looked,
        "faults": [
            *({"anchor": "", "sentence": errors.fault_sentence(one)} for one in faults if not one.field),
            *({"anchor": f"f-{row.code}", "sentence": f"{row.number}. {row.label}: {row.error}"} for row in rows if row.error),
        ],
    }  # fmt: skip
    return render(request, "surveys/paper_type.html", values, status=422 if faults else 200)


def _said(faults):
    return {one.field.split(".")[0]: errors.fault_sentence(one) for one in reversed(faults) if one.field}


def _typed(request, id, place, sheet, turn, outcome):
    """Say what became of the sheet, and go on with the next one in the same manner."""
    told = {
        paper.Outcome.WAITS: _("Sheet %(n)s is kept. Somebody else types it the second time."),
        paper.Outcome.ACCEPTED: _("Sheet %(n)s: both typings agree. Its answer is counted."),
        paper.Outcome.DIFFERS: _("Sheet %(n)s: the two typings differ. Somebody else settles it, with the sheet in hand."),
    }[outcome] % {"n": sheet}  # fmt: skip
    say = messages.warning if outcome is paper.Outcome.DIFFERS else messages.success
    say(request, told)
    sheets = queries.sheets_of(place=place, reach=request.reach)
    following = next((number for number in sheets.second if number > sheet), None)
    if turn == 1:
        following = sheets.following if sheets.stack.has_room else None
    if following is None:
        return redirect("surveys:paper-stack", id=id, place=place)
    return redirect("surveys:paper-type", id=id, place=place, sheet=following)


@officers(*IN_THE_FIELD)
@never_cache
@takes("GET", "POST")
def compare(request, id, place, sheet):
    """Only the questions on which two typings differ, side by side; whoever settles typed neither."""
    values = _round(request, id, place)
    found = queries.comparison(place=place, sheet=sheet, reach=request.reach)
    faults = ()
    chosen = {code: request.POST.get(code, "") for code in found.differing}
    if request.method == "POST":
        try:
            actions.settle_sheet(place=place, sheet=sheet, chosen=chosen, reach=request.reach, at=request.at)
        except InvalidInput as refusal:
            errors.note(refusal)
            faults = refusal.faults
        else:
            messages.success(request, _("Sheet %(n)s is settled. Its answer is counted.") % {"n": sheet})
            return redirect("surveys:paper-stack", id=id, place=place)
    said = _said(faults)
    language = get_language()
    rows = [
        {
            "code": code,
            "label": paper_form.full_label(found.instrument, code, language),
            "first": paper_form.shown(found.instrument.form.fields[code], found.first.get(code), language),
            "second": paper_form.shown(found.instrument.form.fields[code], found.second.get(code), language),
            "chosen": chosen[code],
            "error": said.get(code, ""),
        }
        for code in found.differing
    ]
    n = len(rows)
    values |= {
        "sheet": sheet,
        "rows": rows,
        "alike": found.alike,
        "title": ngettext("%(n)s question differs", "%(n)s questions differ", n) % {"n": n},
        "faults": [
            {"anchor": f"f-{one.field}" if one.field in chosen else "", "sentence": errors.fault_sentence(one),
             "label": next((row["label"] for row in rows if row["code"] == one.field), "")}
            for one in faults
        ],
    }  # fmt: skip
    return render(request, "surveys/paper_compare.html", values, status=422 if faults else 200)


def _round(request, id, place=None):
    """The round, and the place when one is named: it stands under its own round only."""
    line = queries.round_line(survey_id=id, reach=request.reach, roles=IN_THE_FIELD)
    here = {}
    if place is not None:
        name = queries.place_name(survey_id=id, place=place, reach=request.reach)
        here = {"place": {"id": place, "name": name}}
    return here | {
        "round": {
            "id": id,
            "name": line.name.in_language(get_language()),
            "is_open": line.state is State.OPEN,
            "version": queries.round_facts(survey_id=id).version_id,
            # Who runs it came from its page, who only asks people from the list of the field.
            "from": (line.name.in_language(get_language()), reverse("surveys:round", args=[id]))
            if request.reach.holds(Role.HOME_AFFAIRS)
            else (_("Field work"), reverse("surveys:field")),
        }
    }
