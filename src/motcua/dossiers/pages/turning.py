"""Pages of a draft that are turned without a line: drawn ahead, and looked at when they arrive (decisions 0043, 0046)."""

from collections.abc import Collection, Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.dossiers.pages import attaching, list_questions, noted, questions, story, told_later
from motcua.dossiers.pages.drafts import address, fresh_read, place_of
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules.filling import Kind, Stop
from motcua.dossiers.rules.inputs import Delivery

TURNED = "tiep"  # in the address of a page that is saved: the person has gone on from it
PARTS = {
    Kind.FORM: "_form",
    Kind.PAPERS: "_paper_places",
    Kind.LIST: "_list",
    Kind.DELIVERY: "_one",
    Kind.CONTACT: "_contact",
    Kind.CHECK: "_waits",
}


def ahead(found: Filling, stop: Stop, *, data: Mapping[str, object] | None = None) -> dict[str, object]:
    """The pages behind this one, drawn along with it: without a line they can still be turned to.

    The last says what waits for the line; what cannot be drawn before an answer is known ends them.
    """
    pages: list[dict[str, object]] = []
    along = _codes(found, stop)
    for later in found.way.stops[found.way.index(stop) + 1 :]:
        if later.kind not in PARTS:
            break
        pages.append(
            _drawn(found, later, found.data if data is None else data, along)
            | place_of(found, later)
            | {
                "address": address(found, later),
                "read": fresh_read(found),
                "part": f"dossiers/people/draft/{PARTS[later.kind]}.html",
            }
        )
        along |= _codes(found, later)
    return {"ahead": pages}


def _codes(found: Filling, stop: Stop) -> set[str]:
    """What a page of the form asks: its answers may still change before the pages behind it are shown."""
    asked = found.form.page(stop.page) if found.form and stop.kind is Kind.FORM else None
    return {item.code for item in asked.items} if asked else set()


def _drawn(
    found: Filling, later: Stop, data: Mapping[str, object], along: Collection[str]
) -> dict[str, object]:
    if later.kind is Kind.PAPERS:
        return attaching.questions(found, wrong={})
    if later.kind is Kind.LIST:
        return list_questions.questions(found, wrong={})
    if later.kind is Kind.DELIVERY:
        return questions.delivery(found, chosen=found.delivery or "")
    if later.kind is Kind.CONTACT:
        return questions.contact(found, typed=found.contact)
    asked = found.form.page(later.page) if found.form and later.kind is Kind.FORM else None
    if found.form is None or asked is None:
        return {"heading": _("Kept on this device; not sent yet")}
    misfits = found.form.misfits(data, today=found.today, page=asked)
    return questions.form_page(found, asked, data, misfits, along=along)


def passed(
    request: HttpRequest, found: Filling, stop: Stop, answers: Mapping[str, object]
) -> dict[str, object]:
    """What a page that was turned without a line leaves in the draft once it was checked.

    A sound one is passed; what is wrong with one that is not is told on the next page shown.
    """
    title = _title(found, stop)
    if not _is_asked(found, stop, answers):
        told_later.note(request, found.draft.pk, told_later.GONE, title)
        return {}
    if not _is_sound(found, stop, answers):
        told_later.note(request, found.draft.pk, told_later.WRONG, title, address(found, stop))
        return {}
    if (
        stop.kind is Kind.PAPERS
        and not stop.answered
        and any(row.notes for row in noted.with_notes(found.papers))
    ):
        # As with a line: what was found about a file is told once, before the way goes on.
        messages.info(request, _("Look at the notes beside your files before you go on."))
        return {}
    return {rules.PASSED: rules.with_passed(found.answers, stop.key)}


def _title(found: Filling, stop: Stop) -> str:
    asked = found.form.page(stop.page) if found.form and stop.page else None
    if asked is not None:
        return asked.title.in_language(story.language())
    titles = {
        Kind.PAPERS: attaching.heading(found),
        Kind.LIST: _("The requests of the list"),
        Kind.DELIVERY: _("How do you want to receive the result?"),
        Kind.CONTACT: _("How can the office reach you?"),
    }
    return titles[stop.kind]


def _is_asked(found: Filling, stop: Stop, answers: Mapping[str, object]) -> bool:
    if found.form is None or stop.kind is not Kind.FORM:
        return found.way.find(stop.kind) is not None
    shown = found.form.visible_pages({**found.data, **answers}, today=found.today)
    return stop.page in {page.code for page in shown}


def _is_sound(found: Filling, stop: Stop, answers: Mapping[str, object]) -> bool:
    if stop.kind is Kind.PAPERS:
        return not found.papers_missing
    if stop.kind is Kind.LIST:
        return found.checked_list.is_sound and not found.checked_list.unused
    if stop.kind is Kind.DELIVERY:
        return answers.get(rules.DELIVERY) in set(Delivery)
    if stop.kind is Kind.CONTACT:
        typed = {name: str(value) for name, value in answers.items()}
        return not queries.contact_faults(typed, delivery=found.delivery, person=found.person, at=found.at)
    assert found.form is not None
    asked = found.form.page(stop.page)
    return not found.form.check({**found.data, **answers}, today=found.today, page=asked)
