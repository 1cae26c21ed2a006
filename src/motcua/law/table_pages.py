"""Pages of named tables: for everyone a look-up, for operators the list of them and a form that brings lines in."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, Refusal
from motcua.foundation.text import plain
from motcua.foundation.text_files import decoded
from motcua.people.access import everyone, officers
from motcua.people.rules import Role

from . import actions, queries, reading
from .forms import TableForm

SHOWN_MAX = 100
SUGGESTED_MAX = 40
QUERY_CHARACTERS_MAX = 100


@everyone
@takes("GET")
def table(request, key):
    """A table as it holds today, with a search; what is shown here is what forms take as an answer."""
    found = queries.table(key, _today(request))
    wanted = plain(request.GET.get("q", ""))[:QUERY_CHARACTERS_MAX].strip()
    lines = found.search(wanted, SHOWN_MAX + 1)
    facts = {
        "key": key,
        "name": found.name.in_language(get_language()),
        "lines": lines[:SHOWN_MAX],
        "more": len(lines) > SHOWN_MAX,
        "all": len(found.lines),
        "shown_max": SHOWN_MAX,
        "wanted": wanted,
        "today": _today(request),
    }
    return render(request, "law/table.html", facts)


@everyone
@takes("POST")
def suggest(request, key):
    """Lines that go with what was typed so far. Sent as a form, so that nobody's place stands in an address."""
    found = queries.table(key, _today(request))
    typed = plain(request.POST.get("q", ""))[:QUERY_CHARACTERS_MAX]
    return JsonResponse({"lines": [line.said for line in found.search(typed, SUGGESTED_MAX)]})


@officers(Role.OPERATOR)
@takes("GET", "POST")
def tables(request):
    """Which tables there are and what holds of them, and a form that brings the lines of one in."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = _bring(request, form.cleaned_data)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            told = _("The table is brought in: %(added)s lines begin, %(ended)s end, %(kept)s stay.") % {
                "added": brought.added,
                "ended": brought.ended,
                "kept": brought.kept,
            }
            messages.success(request, told)
            return redirect("law:tables")
    today = _today(request)
    facts = {
        "tables": [(one, one.name.in_language(get_language())) for one in queries.tables(on=today)],
        "form": form,
        "year": today.year,
    }
    return render(request, "law/tables.html", facts, status=422 if form.errors else 200)


def _bring(request, given):
    upload = given["file"]
    text, fault = decoded(
        upload.read(reading.TABLE_BYTES_MAX + 1), bytes_max=reading.TABLE_BYTES_MAX, field="file"
    )
    found = reading.read(text) if fault is None else reading.Read((), (fault,))
    if found.faults:
        raise InvalidInput(faults=found.faults)
    made = actions.TableForm(
        key=given["key"].strip(),
        lines=found.lines,
        starts_on=given["starts_on"],
        basis=given["basis"],
        verified=given["verified"],
        name=given["name"],
        name_en=given["name_en"],
    )
    return actions.bring_table(form=made, by=request.reach, at=request.at)


def _today(request):
    return request.at.astimezone(TZ).date()
