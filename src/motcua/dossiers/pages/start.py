"""Before a person begins: what is needed, how long it takes, what it costs; then a draft of their own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from motcua.design.methods import takes
from motcua.dossiers import queries
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import story
from motcua.dossiers.queries.filling import online_cases
from motcua.dossiers.rules import lists
from motcua.people.access import signed_in
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Case, Channel, Definition, PaperWay

FOR_OTHERS = "for-others"
MANY = "many"


@signed_in
@takes("GET", "POST")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What is needed for one procedure. Sending the page begins a draft, or goes on with the one there is."""
    version = procedures.in_force(code, timezone.localdate(request.at))
    if request.method == "POST":
        many = MANY in request.POST and bool(listable(version.definition))
        draft_id = drafts.begin(reach=request.reach, version_id=version.id, at=request.at, many=many)
        # Whoever hands in many does so for a firm more often than not, so that is asked first.
        asked_first = FOR_OTHERS in request.POST or many
        return redirect("dossiers:draft-applicant" if asked_first else "dossiers:draft", draft_id)
    definition = version.definition
    drafts_here = [d for d in queries.drafts_of(request.reach, at=request.at) if d.version_id == version.id]
    known = next((d for d in drafts_here if not d.many), None)
    return render(
        request,
        "dossiers/people/start.html",
        {
            "code": code,
            "name": definition.name.in_language(story.language()),
            "summary": definition.summary.in_language(story.language()),
            "minutes": definition.minutes_to_fill,
            "cases": [_case(case, definition) for case in online_cases(definition)],
            "draft": known,
            "rows_max": lists.ROWS_MAX if listable(definition) and settings.NODE != "national" else 0,
            "list_begun": any(d.many for d in drafts_here),
            "by_account_of_office": request.reach.person_id is None,
        },
    )


def listable(definition: Definition) -> list[Case]:
    """Cases of which many can be handed in at once."""
    return [case for case in online_cases(definition) if lists.can_be_listed(definition, case)]


def _case(case: Case, definition: Definition) -> dict[str, object]:
    """One case as the page lists it; the name only when there is a choice."""
    language = story.language()
    fees = [
        {
            "name": fee.name.in_language(language),
            "amount": fee.amount,
            "unit": fee.unit.in_language(language),
        }
        for fee in case.fees_for(Channel.ONLINE)
    ]
    return {
        "name": case.name.in_language(language) if len(online_cases(definition)) > 1 else "",
        "term": story.term_words(case.terms[Channel.ONLINE]),
        "fees": fees,
        "papers": [
            {
                "name": paper.name.in_language(language),
                "note": paper.note.in_language(language),
                "way": paper.way.value,
                "maybe": not paper.required or paper.when is not None,
            }
            for paper in sorted(case.papers, key=lambda paper: list(PaperWay).index(paper.way))
        ],
    }
