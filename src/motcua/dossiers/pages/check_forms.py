"""Fields of the act that compares who asks with the certificate or the card."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from motcua.design.fields import DrawnField, Kind
from motcua.dossiers.rules import inputs

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_forms import Asking


def check_applicant(asking: "Asking") -> list[DrawnField]:
    """The number is typed from the paper, never shown: that is the comparison."""
    stated = asking.dossier.representation
    of_firm = stated is not None and stated.party == inputs.Party.ORGANISATION
    if of_firm:
        label, hint = _("Enterprise or tax code"), _("Type it from the certificate of registration.")
    else:
        label, hint = _("Identity number"), _("Type the 12 digits from the card of the person acted for.")
    return [
        asking.draw(
            Kind.TEXT,
            "code",
            label,
            hint=hint,
            width="m",
            maxlength=20,
            inputmode="numeric",
            autocomplete="off",
        ),
        asking.draw(
            Kind.TEXT,
            "name",
            _("Name as it stands there"),
            start=asking.dossier.applicant_name,
            maxlength=200,
        ),
        *_representative(asking),
    ]


def _representative(asking: "Asking") -> list[DrawnField]:
    """Asked of a firm whose director sent this: until somebody is noted, its papers are shown to nobody online."""
    stated = asking.dossier.representation
    if (
        stated is None
        or stated.party != inputs.Party.ORGANISATION
        or stated.capacity != inputs.Capacity.LEGAL
    ):
        return []
    return [
        asking.draw(
            Kind.TICK,
            "is_representative",
            _("The certificate names %(name)s as legal representative") % {"name": stated.representative},
            hint=_(
                "They may then read what is held for the organisation. Their card must have been compared."
            ),
            required=False,
        )
    ]
