"""Fields of the acts around an electronic result: proposed, numbered and stamped."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from motcua.design.fields import DrawnField, Kind
from motcua.documents import queries as documents
from motcua.dossiers.queries import Dossier
from motcua.dossiers.rules.checks import RESULT_BODY_CHARACTERS_MAX
from motcua.dossiers.rules.route import asks_for_approval
from motcua.foundation.calendar import TZ

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_forms import Asking


def electronic(asking: "Asking") -> list[DrawnField]:
    """The result as a file: what it says is proposed here; the answers of the form are printed below it."""
    if not asks_for_approval(asking.definition):
        return []
    start = _("%(office)s certifies the following:") % {"office": asking.dossier.step_agency.name}
    return [
        asking.draw(
            Kind.TICK,
            "electronic",
            _("Make an electronic result, to be signed and stamped electronically"),
            required=False,
            start="on" if by_default(asking.dossier) else "",
        ),
        asking.area(
            "body",
            _("What the electronic result says"),
            hint=_(
                "The answers of the form are printed below it. The leader reads the whole paper before signing."
            ),
            required=False,
            maxlength=RESULT_BODY_CHARACTERS_MAX,
            start=start,
        ),
    ]


def by_default(dossier: Dossier) -> bool:
    """Where the agency has a key, results are electronic unless somebody says otherwise."""
    return documents.has_signer(f"agency:{dossier.step_agency.code}")


def stamp(asking: "Asking") -> list[DrawnField]:
    today = asking.request.at.astimezone(TZ)
    return [
        asking.draw(
            Kind.TEXT, "number", _("Number of the document"), width="m", maxlength=60, spellcheck=False
        ),
        asking.draw(Kind.DATE, "issued_on", _("Date of the document"), start=f"{today:%d/%m/%Y}"),
        asking.area("summary", _("What it says, in one sentence"), required=False),
    ]
