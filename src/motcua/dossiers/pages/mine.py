"""What a person has begun and what they have sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers import queries
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import device, story
from motcua.dossiers.pages.drafts import on_a_draft
from motcua.dossiers.queries import follow
from motcua.dossiers.queries.filling import Filling
from motcua.foundation.refusal import NotFound
from motcua.people.access import signed_in
from motcua.procedures import queries as procedures


@signed_in
@never_cache
@takes("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """Drafts first: they wait for the person. Then what was sent, the latest first."""
    after = request.GET.get("sau", "")
    found = follow.own_dossiers(reach=request.reach, at=request.at, after=after, lists_as_one=True)
    lists = follow.lists_of(found.rows)
    waits = follow.open_waits(found.rows)
    begun = [] if after else queries.drafts_of(request.reach, at=request.at)
    return render(
        request,
        "dossiers/people/mine.html",
        {
            "drafts": [
                {
                    "draft": draft,
                    "name": _name(draft.version_id),
                    "days": days_left(draft.expires_at, request.at),
                }
                for draft in begun
                if draft.wait_id is None
            ],
            "rows": [
                {
                    "dossier": dossier,
                    "name": _name(dossier.version_id),
                    "line": story.row_line(dossier, answer_by=waits.get(dossier.pk)),
                    "mine_to_do": dossier.pk in waits,
                    "list": _list(lists[dossier.bundle_id]) if follow.begins_list(dossier) else None,
                }
                for dossier in found.rows
            ],
            "after": found.after,
            "later": bool(after),
            "device": device.device(request),
        },
    )


def _list(counted: tuple[int, int]) -> dict[str, str]:
    """A list as one line: how many requests, and how far they are."""
    count, left = counted
    words = ngettext("list of %(n)s request", "list of %(n)s requests", count) % {"n": count}
    if not left:
        return {"count": words, "progress": _("All requests of the list are finished.")}
    progress = ngettext(
        "%(n)s of %(all)s requests is still at work.", "%(n)s of %(all)s requests are still at work.", left
    )
    return {"count": words, "progress": progress % {"n": left, "all": count}}


def _name(version_id: int) -> str:
    return procedures.definition(version_id).name.in_language(story.language())


def days_left(expires_at: object, at: object) -> str:
    """How long a draft is still kept, in words."""
    days = (timezone.localdate(expires_at) - timezone.localdate(at)).days  # type: ignore[arg-type]
    if days <= 0:
        return _("kept until tonight")
    return ngettext("kept for %(n)s more day", "kept for %(n)s more days", days) % {"n": days}


@on_a_draft
@never_cache
@takes("GET", "POST")
def delete_draft(request: HttpRequest, found: Filling) -> HttpResponse:
    """Throw a draft away, after one question: its owner, or whoever has one open that belongs to no account."""
    draft = found.draft
    if request.reach.draft and not found.is_guests:
        raise NotFound()
    if request.method == "POST":
        drafts.delete(draft_id=draft.pk, reach=request.reach, at=request.at)
        messages.success(request, _("The draft was deleted."))
        return redirect("dossiers:resume" if found.is_guests else "dossiers:mine")
    values = {"draft": draft, "name": _name(draft.version_id), "is_guests": found.is_guests}
    return render(request, "dossiers/people/delete_draft.html", values)
