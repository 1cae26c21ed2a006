"""In whose name, which case, which office: chosen without a line, and looked at when it is back (decision 0051).

The questions behind such a choice depend on it, so nobody is led on before the server has taken it.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.dossiers.pages import applying
from motcua.dossiers.pages.drafts import save
from motcua.dossiers.queries import offices
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules.filling import Kind
from motcua.foundation.typed import integer

CHOSEN = "chon"  # in the address of a page that is saved: a choice was pressed, not only looked at


def take(request: HttpRequest, found: Filling, code: str) -> dict[str, str]:
    """What is wrong with the choice; nothing when it stands in the draft."""
    stop = next((one for one in found.way.stops if one.kind == code and not one.page), None)
    if stop is None:
        return {code: _("Your choice was not taken: it is not asked any more. Look at the draft again.")}
    chosen = request.POST.get("party" if stop.kind is Kind.APPLICANT else str(stop.kind), "")
    if stop.kind is Kind.APPLICANT and chosen in applying.offered(found):
        save(request, found, answers=applying.answered(found, chosen, request.POST))
    elif stop.kind is Kind.CASE and chosen in {case.code for case in found.cases}:
        save(request, found, case=chosen)
    elif stop.kind is Kind.OFFICE and integer(chosen) in {
        office.id for office in offices(found.definition, at=found.at)
    }:
        save(request, found, agency_id=integer(chosen))
    else:
        return {code: _("Your choice was not taken: nothing was chosen, or it is not offered. Choose again.")}
    return {}
