"""The editor: begin a working copy, change its parts or its text, discard it, put it in force from a day on."""

from datetime import timedelta

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import BadDate, Role, read_date
from motcua.procedures import (
    actions,
    asked,
    comparing,
    editing,
    editor_fields,
    files,
    parts,
    queries,
    reckoning,
    saying,
)
from motcua.procedures.pages.breaking import breaks_of, broken_lines
from motcua.procedures.rules import (
    BundlesWouldBreak,
    DatesOutOfOrder,
    EditedMeanwhile,
    FileRefused,
    StartsInThePast,
)

BEFORE = "procedures:before"  # in the session: the text before lines were taken out at once
UNDO = "_undo"
PUBLISHING = (DatesOutOfOrder, StartsInThePast, FileRefused, BundlesWouldBreak)


@officers(Role.OPERATOR)
@takes("POST")
def begin(request, id):
    """Write on from a version; whoever else has begun is joined."""
    return redirect("procedures:copy", id=actions.begin(version_id=id, by=request.reach, at=request.at))


@officers(Role.OPERATOR)
@takes("GET")
def copy(request, id):
    """The working copy at a glance: its pages, what is to mend, what changes, and when it is to be in force."""
    return _copy(request, queries.working_copy(id))


def _copy(request, found, *, typed="", wrong="", breaks=(), status=200):
    facts = _facts(found)
    day = typed or f"{request.at.astimezone(TZ).date() + timedelta(days=1):%d/%m/%Y}"
    before = queries.document(found.based_on) if found.based_on else None
    facts |= {
        "told": comparing.told(before, facts["document"], get_language())
        if before and facts["is_readable"]
        else [],
        "day": DrawnField(kind=Drawn.DATE, name="day", label=_("In force from"), value=day, error=wrong),
        "breaks": broken_lines(breaks),
    }
    return render(request, "procedures/copy.html", facts, status=status)


def _facts(found, slug=""):
    """What every page of the editor says: pages with what is to mend on each, and the problems of the whole."""
    read = files.read(found.text)
    checked = actions.check(text=found.text)
    problems = editor_fields.problems(read.document, checked.faults)
    is_readable = not read.problems
    language = get_language()
    sections = [
        {
            "slug": section.slug,
            "title": _(section.title),
            "name": section.name(language)[0],
            "name_language": section.name(language)[1],
            "is_untranslated": section.name(language)[1] != language and bool(section.name(language)[0]),
            "wrong": sum(problem.slug == section.slug for problem in problems),
            "is_here": section.slug == slug,
            "removable": "cases" in section.path or "pages" in section.path,
        }
        for section in parts.sections(read.document)
    ]
    name = comparing.name_of(read.document, get_language()) or found.code
    return {
        "copy": found,
        "name": name,
        "document": read.document,
        "sections": sections if is_readable else [],
        "problems": problems,
        "wrong_in_text": sum(problem.slug == parts.TEXT_SLUG for problem in problems),
        "is_readable": is_readable,
        "is_sound": checked.definition is not None,
        "slug": slug,
    }


@officers(Role.OPERATOR)
@takes("GET", "POST")
def part(request, id, slug):
    """One part of the file as ordinary questions. What is typed is kept, right or wrong."""
    found = queries.working_copy(id)
    if slug == parts.TEXT_SLUG:
        return _text(request, found)
    read = files.read(found.text)
    if read.problems:
        return redirect("procedures:copy-part", id=id, slug=parts.TEXT_SLUG)
    section = next((each for each in parts.sections(read.document) if each.slug == slug), None)
    if section is None:
        raise NotFound
    if request.method == "POST" and UNDO in request.POST:
        return _put_back(request, found, slug)
    if request.method == "POST":
        kinds = asked.kinds(read.document, section)
        document = editing.changed(read.document, section, _typed(request.POST), kinds)
        if section.parts is parts.FORM_WHOLE:
            document = saying.ruled(document, section.path)
        changed = files.write(document)
        if request.headers.get("HX-Request"):
            # Drawn as it would stand, with what is wrong with it; it is saved by itself a moment later.
            return _part(request, queries.with_text(found, changed), section)
        return _keep(request, found, changed, slug)
    return _part(request, found, section)


def _typed(posted):
    """What a browser sent, several ticks of one question as one list."""
    return {name: ", ".join(values) for name, values in posted.lists()}


def _part(request, found, section, **more):
    facts = _facts(found, section.slug)
    here = [problem for problem in facts["problems"] if problem.slug == section.slug]
    facts |= {
        "name_here": dict(zip(("said", "language"), section.name(get_language()), strict=True)),
        "title": _(section.title),
        "blocks": editor_fields.blocks(
            facts["document"], section, here, reverse("procedures:copy-part", args=[found.id, section.slug])
        ),
        "seen": editor_fields.as_seen(facts["document"], section),
        "here": here,
        "revision": found.revision,
        "may_put_back": not more and _before(request, found) is not None,
    }
    return render(request, "procedures/copy_part.html", facts | more, status=409 if more else 200)


def _text(request, found):
    if request.method == "POST":
        return _keep(request, found, request.POST.get("text", ""), parts.TEXT_SLUG)
    return _text_page(request, found)


def _text_page(request, found, **more):
    facts = _facts(found, parts.TEXT_SLUG) | {"title": _("Text of the file"), "revision": found.revision}
    return render(request, "procedures/copy_text.html", facts | more, status=409 if more else 200)


def _keep(request, found, text, slug):
    """Save; or show both when somebody else has saved since this page was opened."""
    revision = integer(request.POST.get("revision"), most=2**31 - 1) or 0
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        if text == found.text:
            revision = found.revision  # a save that was still under way has brought the same
        else:
            revision = actions.save(
                copy_id=found.id, revision=revision, text=text, by=request.reach, at=request.at
            )
    except EditedMeanwhile as refusal:
        errors.note(refusal)
        if wants_json:
            return JsonResponse({"conflict": True}, status=refusal.status)
        return _both(request, queries.working_copy(found.id), text, slug, refusal)
    if wants_json:
        return JsonResponse({"revision": revision})
    if reckoning.DROP in request.POST and text != found.text:
        request.session[BEFORE] = {"copy": found.id, "revision": revision, "text": found.text}
    verbs = ("_add", "_up", "_remove", reckoning.DROP)
    pressed = next((request.POST[verb] for verb in verbs if verb in request.POST), "")
    address = reverse("procedures:copy-part", args=[found.id, slug])
    if pressed:
        return redirect(f"{address}#{editor_fields.place_of(pressed, moved='_up' in request.POST)}")
    messages.success(request, _("Saved."))
    return redirect(address)


def _before(request, found):
    """The text before lines were taken out at once, as long as nothing was saved since."""
    kept = request.session.get(BEFORE, {})
    is_here = (kept.get("copy"), kept.get("revision")) == (found.id, found.revision)
    return kept["text"] if is_here else None


def _put_back(request, found, slug):
    """The lines taken out at once stand there again; after another save only its author knows what to do."""
    text = _before(request, found)
    if text is None:
        messages.warning(
            request, _("Something was saved since. Write the lines again where they are wanted.")
        )
    else:
        del request.session[BEFORE]
        actions.save(copy_id=found.id, revision=found.revision, text=text, by=request.reach, at=request.at)
        messages.success(request, _("The lines are back."))
    return redirect("procedures:copy-part", id=found.id, slug=slug)


def _both(request, theirs, mine, slug, refusal):
    """Their text is kept; mine stands in the fields, and what saving it would change is told."""
    read, kept = files.read(mine), files.read(theirs.text)
    told = (
        [] if read.problems or kept.problems else comparing.told(kept.document, read.document, get_language())
    )
    more = {"conflict": errors.shown(refusal), "would_change": told, "their_text": theirs.text}
    shown = queries.with_text(theirs, mine)
    if slug == parts.TEXT_SLUG:
        return _text_page(request, shown, **more)
    section = next((each for each in parts.sections(read.document) if each.slug == slug), None)
    if section is None:
        raise NotFound
    return _part(request, shown, section, **more)


@officers(Role.OPERATOR)
@takes("POST")
def arrange(request, id):
    """Add a case or a page of a form, or take one away."""
    found = queries.working_copy(id)
    read = files.read(found.text)
    if read.problems:
        return redirect("procedures:copy-part", id=id, slug=parts.TEXT_SLUG)
    changed, slug = editing.arranged(
        read.document, add=request.POST.get("add", ""), remove=request.POST.get("remove", "")
    )
    revision = integer(request.POST.get("revision"), most=2**31 - 1) or 0
    actions.save(copy_id=id, revision=revision, text=files.write(changed), by=request.reach, at=request.at)
    return redirect("procedures:copy-part", id=id, slug=slug) if slug else redirect("procedures:copy", id=id)


@officers(Role.OPERATOR)
@takes("POST")
def discard(request, id):
    revision = integer(request.POST.get("revision"), most=2**31 - 1) or 0
    actions.discard(copy_id=id, revision=revision, by=request.reach)
    messages.success(request, _("The working copy was discarded. What is in force stays as it is."))
    return redirect("procedures:admin")


@officers(Role.OPERATOR)
@takes("POST")
def publish(request, id):
    """Put what was written in force from a day on."""
    found = queries.working_copy(id)
    typed = request.POST.get("day", "")
    revision = integer(request.POST.get("revision"), most=2**31 - 1) or 0
    try:
        version = actions.publish_copy(
            copy_id=id,
            revision=revision,
            starts_on=read_date(typed),
            by=request.reach,
            at=request.at,
            anyway="anyway" in request.POST,
        )
    except BadDate as bad:
        return _copy(request, found, typed=typed, wrong=_(str(bad)), status=422)
    except PUBLISHING as refusal:
        wrong, breaks = errors.shown(refusal), breaks_of(refusal)
        return _copy(request, found, typed=typed, wrong=wrong, breaks=breaks, status=refusal.status)
    messages.success(request, _("Published. It can be taken back until the day before it is in force."))
    return redirect("procedures:version", id=version)


@officers(Role.OPERATOR)
@takes("GET")
def compare(request, id, other):
    """Two versions side by side: what changed, in words."""
    older, newer = sorted((queries.version(id), queries.version(other)), key=lambda one: one.number)
    if older.code != newer.code:
        raise NotFound
    told = comparing.told(queries.document(older.id), queries.document(newer.id), get_language())
    facts = {"older": older, "newer": newer, "told": told, "name": newer.name.in_language(get_language())}
    return render(request, "procedures/compare.html", facts)
