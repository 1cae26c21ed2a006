"""Before a person begins: what is needed, how long it takes, what it costs; then a draft of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from motcua.dossiers import queries
from motcua.dossiers.actions import drafts
from motcua.dossiers.pages import story
from motcua.dossiers.queries.filling import online_cases
from motcua.people.access import signed_in
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Case, Channel, Definition, PaperWay


@signed_in
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What is needed for one procedure. Sending the page begins a draft, or goes on with the one there is."""
    version = procedures.in_force(code, timezone.localdate(request.at))
    if request.method == "POST":
        draft_id = drafts.begin(reach=request.reach, version_id=version.id, at=request.at)
        return redirect("dossiers:draft", draft_id)
    definition = version.definition
    known = next(
        (d for d in queries.drafts_of(request.reach, at=request.at) if d.version_id == version.id), None
    )
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
            "by_account_of_office": request.reach.person_id is None,
        },
    )


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
