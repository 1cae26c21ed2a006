"""What pages left without a line are not right, told together on the next page of the draft that is shown."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

KEPT = "told-later"  # session key: by draft, what is told
WRONG, GONE = "wrong", "gone"
MOST = 40  # pages of a draft, and drafts


def note(request: HttpRequest, draft_id: UUID, what: str, title: str, address: str = "") -> None:
    """One page, told once however often it is noted."""
    everything = request.session.get(KEPT, {})
    line = [what, title, address]
    lines = [one for one in everything.pop(str(draft_id), []) if one[1:] != line[1:]]
    everything[str(draft_id)] = [*lines, line][-MOST:]
    request.session[KEPT] = dict(list(everything.items())[-MOST:])


def say(request: HttpRequest, draft_id: UUID) -> None:
    """One notice for all pages that are not right, each with its link; one for those that are not asked any more."""
    everything = request.session.get(KEPT, {})
    lines = everything.pop(str(draft_id), None)
    if lines is None:
        return
    request.session[KEPT] = everything
    wrong = [(address, title) for what, title, address in lines if what == WRONG]
    gone = [title for what, title, _address in lines if what == GONE]
    if len(gone) == 1:
        messages.warning(
            request, _("“%(page)s” is not asked any more after another of your answers.") % {"page": gone[0]}
        )
    elif gone:
        words = _("Not asked any more after another of your answers: {pages}.")
        messages.warning(
            request, format_html(words, pages=format_html_join(", ", "“{}”", ((one,) for one in gone)))
        )
    if wrong:
        words = (
            _("“{page}”, filled in without a line, is saved. Something on it is not right yet: press “Save and continue” there.")
            if len(wrong) == 1
            else _("Filled in without a line and saved, but not right yet: {page}. Press “Save and continue” on each of them.")
        )  # fmt: skip
        link = '<a href="{}">{}</a>' if len(wrong) == 1 else '“<a href="{}">{}</a>”'
        messages.warning(request, format_html(words, page=format_html_join(", ", link, wrong)))
