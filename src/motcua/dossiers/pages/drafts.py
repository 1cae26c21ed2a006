"""Opening a draft: one's own, or a kind word about where it went. What was typed survives an ended session."""

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.dossiers import receipts, resumed, sealing
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import device, story, told_later
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries import guests, is_draft, resuming
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import differing
from motcua.dossiers.rules.bundles import is_code
from motcua.dossiers.rules.filling import Kind, Stop
from motcua.dossiers.rules.refusals import ChangedElsewhere, DraftExpired, NotOffered
from motcua.foundation.refusal import NotFound, Refusal, gettext_noop
from motcua.people.access import signed_in
from motcua.people.rules import Reach

KEPT = "kept"  # session key: what an ended session posted, locked
KEPT_CHARACTERS_MAX = 60_000
APART = "apart"  # session key: drafts of which this browser wrote what now waits for a choice
APART_MAX = 20
READ = "_read"
ROUTES = {
    Kind.APPLICANT: "dossiers:draft-applicant",
    Kind.CASE: "dossiers:draft-case",
    Kind.OFFICE: "dossiers:draft-office",
    Kind.FORM: "dossiers:draft-page",
    Kind.PAPERS: "dossiers:draft-papers",
    Kind.LIST: "dossiers:draft-list",
    Kind.DELIVERY: "dossiers:draft-delivery",
    Kind.CONTACT: "dossiers:draft-contact",
    Kind.CHECK: "dossiers:draft-check",
}


class OpenAgain(Refusal):
    """The same for a draft without an account, whose two hours in this browser are over."""

    code = "dossiers.open-again"
    status = 401
    sentence = gettext_noop("The draft is closed on this device, so nothing was saved.")
    next_step = gettext_noop(
        "Open it with its short code in another tab; what is written here stays on the page."
    )


class SessionOver(Refusal):
    """For the script that saves while a person types: it must not take the sign-in page for an answer."""

    code = "dossiers.session-over"
    status = 401
    sentence = gettext_noop("The session is over, so nothing was saved.")
    next_step = gettext_noop("Sign in again in another tab; what is written here stays on the page.")


def on_a_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one draft: signed in, opened for its owner, never kept by the browser or on the way."""

    @wraps(view)
    def opened(request: HttpRequest, draft_id: UUID, *args: object, **kwargs: object) -> HttpResponse:
        try:
            found = queries.filling(
                draft_id=draft_id, reach=request.reach, at=request.at, language=story.language()
            )
        except NotFound:
            return _gone(request, draft_id)
        except DraftExpired as refusal:
            return _expired(request, refusal)
        if found.draft.wait_id is not None:
            return redirect("dossiers:own-supplement", found.draft.wait.dossier.number)
        try:
            response = view(request, found, *args, **kwargs)
        except ChangedElsewhere as refusal:
            response = _apart(request, found, refusal)
        patch_cache_control(response, no_store=True, private=True)
        return response

    guarded = signed_in(opened)

    @wraps(view)
    def kept(request: HttpRequest, draft_id: UUID, *args: object, **kwargs: object) -> HttpResponse:
        by_code = _by_code(request, draft_id)
        if by_code is None or by_code.person_id != request.reach.person_id or by_code.person_id is None:
            over = resumed.ended(request.session, draft_id, at=request.at)
            if over is not None:
                raise over
        if by_code is not None and (
            by_code.person_id is None or by_code.person_id != request.reach.person_id
        ):
            request.reach = by_code
            return opened(request, draft_id, *args, **kwargs)
        if guests.is_guests(draft_id):
            return _open_again(request, draft_id)
        if request.reach.account_id is None and (deleted := resumed.deleted(request.session, draft_id)):
            raise deleted
        most = KEPT_CHARACTERS_MAX if request.reach.account_id is None and is_draft(draft_id) else 0
        return or_sign_in(request, about=draft_id, most=most) or guarded(request, draft_id, *args, **kwargs)

    kept.access = "signed-in"  # type: ignore[attr-defined]
    return kept


def _open_again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A draft without an account that is not open here: its short code opens it, and what was typed comes back."""
    if request.method == "POST":
        if errors.wants_json(request):
            raise OpenAgain()
        _lock_away(request, about=draft_id, most=KEPT_CHARACTERS_MAX)
    return redirect("dossiers:resume")


def _by_code(request: HttpRequest, draft_id: UUID) -> Reach | None:
    """What the short code that was proved in this browser opens; its owner, signed in, needs none."""
    if not resumed.is_open(request.session, draft_id, at=request.at):
        return None
    return resuming.reach_of(draft_id)


def _apart(request: HttpRequest, found: Filling, refusal: ChangedElsewhere) -> HttpResponse:
    """Two devices wrote differently: a person is led to both, a program is told where they are."""
    where = reverse("dossiers:draft-compare", args=[found.draft.pk])
    marked = request.session.get(APART, [])
    request.session[APART] = [*(kept for kept in marked if kept != str(found.draft.pk)), str(found.draft.pk)][
        -APART_MAX:
    ]
    if errors.wants_json(request):
        response = errors.answer(request, refusal)
        response["Content-Location"] = where
        return response
    errors.note(refusal)
    return redirect(where)


def is_of_this_device(request: HttpRequest, draft_id: UUID) -> bool:
    """Whether what waits for a choice was written in this browser."""
    return str(draft_id) in request.session.get(APART, [])


def _gone(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A draft that was sent leads to its receipt: the second click, and the way back of the browser."""
    number = queries.sent_from(draft_id=draft_id, reach=request.reach, at=request.at)
    if not number:
        if elsewhere := receipts.sent_to(request.session, draft_id):
            return redirect(elsewhere)
        raise resumed.deleted(request.session, draft_id) or NotFound()
    return redirect("dossiers:bundle" if is_code(number) else "dossiers:receipt", number)


def _expired(request: HttpRequest, refusal: DraftExpired) -> HttpResponse:
    """What became of it, and the way to begin again."""
    errors.note(refusal)
    values = {
        "sentence": errors.sentence(refusal.sentence, refusal.facts),
        "code": refusal.facts["procedure"],
    }
    return render(request, "dossiers/people/expired.html", values, status=refusal.status)


def up_to_date(request: HttpRequest, found: Filling) -> Filling:
    """The draft under the version in force: a request is judged by the law of the day it is sent."""
    now = queries.version_now(found)
    if now is None:
        raise NotOffered()
    if now == found.draft.version_id:
        return found
    drafts.renew(draft_id=found.draft.pk, reach=request.reach, at=request.at, version_id=now)
    messages.info(
        request,
        _("The rules of this procedure have changed. Your answers are kept; please look at each page again."),
    )
    return queries.filling(draft_id=found.draft.pk, reach=request.reach, at=request.at)


# What an ended session posted ------------------------------------------------------------------------------


def or_sign_in(
    request: HttpRequest, *, about: object, most: int = KEPT_CHARACTERS_MAX
) -> HttpResponse | None:
    """Without JavaScript the typed page comes with an ended session: lock it away until its owner signs in again.

    `most` bounds what a stranger can make us keep.
    """
    if request.method != "POST" or request.reach.account_id is not None:
        return None
    if errors.wants_json(request):
        raise SessionOver()
    _lock_away(request, about=about, most=most)
    return redirect(f"{reverse('people:sign-in')}?{urlencode({'next': request.get_full_path()})}")


def _lock_away(request: HttpRequest, *, about: object, most: int) -> None:
    typed = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    locked = sealing.lock({"path": request.path, "typed": typed}, about=f"kept:{about}")
    if len(locked) <= most:
        request.session[KEPT] = {str(about): locked}


def typed_before(request: HttpRequest, *, about: object) -> MultiValueDict[str, str] | None:
    """What this page was sent with when the session had ended; read once. Only the owner comes as far as here."""
    locked = request.session.get(KEPT, {}).get(str(about))
    if not locked or request.method != "GET":
        return None
    kept = sealing.unlock(locked, about=f"kept:{about}")
    typed = kept["typed"]
    if kept["path"] != request.path or not isinstance(typed, dict):
        return None
    del request.session[KEPT]
    return MultiValueDict(typed)


# Going on --------------------------------------------------------------------------------------------------


def address(found: Filling, stop: Stop) -> str:
    """Where one page of a draft is."""
    parts = [stop.page] if stop.page else []
    return reverse(ROUTES[stop.kind], args=[found.draft.pk, *parts])


def go_on(request: HttpRequest, found: Filling, stop: Stop) -> HttpResponse:
    """After a page was saved: the next one. `found` is as it was opened before the change."""
    fresh = queries.filling(draft_id=found.draft.pk, reach=request.reach, at=request.at)
    here = fresh.way.find(stop.kind, stop.page)
    return redirect(address(fresh, fresh.way.on(here) if here else fresh.way.open))


def save(
    request: HttpRequest, found: Filling, *, sent: Mapping[str, str] | None = None, **changes: object
) -> int:
    """The revision after it; what another device changed meanwhile is not written over.

    `sent` is what the page was sent with, if not just now.
    """
    posted = request.POST if sent is None else sent
    done = drafts.save(
        draft_id=found.draft.pk,
        reach=request.reach,
        at=request.at,
        changes=drafts.DraftChanges(**changes),  # type: ignore[arg-type]
        read=differing.read(posted.get(READ, "")),
    )
    if done.apart:
        raise ChangedElsewhere()
    return done.draft.revision


def _read(request: HttpRequest, found: Filling) -> differing.Read:
    """What this page has read. Shown again with what was typed, it is still the page it was."""
    return differing.read(request.POST.get(READ, "")) or fresh_read(found)


def fresh_read(found: Filling) -> differing.Read:
    """Of a page that is drawn now."""
    return differing.Read(found.draft.revision, secrets.token_hex(8))


def draw(
    request: HttpRequest,
    found: Filling,
    stop: Stop,
    template: str,
    values: dict[str, object],
    *,
    wrong: bool = False,
) -> HttpResponse:
    """One page of the way, with where it stands on it."""
    resumed.note_shown(request.session, found.draft.pk)
    told_later.say(request, found.draft.pk)
    frame = {
        "procedure": found.definition.name.in_language(story.language()),
        "procedure_code": found.definition.code,
        "draft": found.draft,
        **place_of(found, stop),
        "wrong": wrong,
        "read": _read(request, found),
        "device": device.of_draft(found.draft.pk) if found.is_guests else device.device(request),
        "by_code": bool(request.reach.draft),
        "is_guests": found.is_guests,
        "apart": bool(found.apart),
    }
    return render(
        request, f"dossiers/people/draft/{template}.html", {**frame, **values}, status=422 if wrong else 200
    )


def place_of(found: Filling, stop: Stop) -> dict[str, object]:
    """Which page of how many, and the one before it."""
    way = found.way
    here, before = way.index(stop), way.before(stop)
    return {
        "place": here + 1,
        "places": len(way.stops),
        "marks": ["past" if i < here else "here" if i == here else "" for i in range(len(way.stops))],
        "back": address(found, before) if before else "",
    }


def stop_or_404(found: Filling, kind: Kind, page: str = "") -> Stop:
    """The page asked for, if this draft has it; what does not apply any more does not exist."""
    stop = found.way.find(kind, page)
    if stop is None:
        raise NotFound()
    return stop


def saved(at: object) -> JsonResponse:
    return JsonResponse({"saved_at": at.isoformat()})  # type: ignore[attr-defined]


def not_taken(wrong: Mapping[str, str]) -> JsonResponse:
    """What is wrong with each file that a device had kept, for the script that sent it."""
    return JsonResponse({"title": " ".join(wrong.values()), "status": 422}, status=422)
