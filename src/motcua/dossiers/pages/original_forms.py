"""The forms of originals: taken, given back, and why they stay."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.queries import originals
from motcua.dossiers.rules import checks, inputs
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.typed import integer

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_forms import Asking
    from motcua.dossiers.pages.act_reading import Typed


def keep(asking: "Asking") -> list[DrawnField]:
    hint = _("One a line, with its number: certificate of land use rights CH 01234. The receipt lists them.")
    return [asking.area("names", _("Originals you take"), hint=hint)]


def give_back(asking: "Asking") -> list[DrawnField]:
    posted = asking.request.POST
    held = originals.held(asking.dossier)
    ticks = DrawnField(
        kind=Kind.CHECKS,
        name="originals",
        label=_("Originals you give back"),
        values=tuple(posted.getlist("originals")) if posted else tuple(str(one.pk) for one in held),
        choices=tuple(DrawnChoice(str(one.pk), one.name) for one in held),
        error=asking.faults.get("originals", ""),
    )
    return [
        ticks,
        asking.draw(
            Kind.TEXT,
            "to",
            _("Into whose hand"),
            hint=_("Only when it is not the applicant."),
            required=False,
            maxlength=checks.COLLECTOR_CHARACTERS_MAX,
        ),
    ]


def why_they_stay(asking: "Asking") -> list[DrawnField]:
    """Asked with the result only where originals lie at the office."""
    held = originals.held(asking.dossier)
    if not held:
        return []
    hint = _("Give them back first, or write why they stay: %(names)s.") % {
        "names": "; ".join(one.name for one in held)
    }
    return [asking.area("originals_reason", _("Why originals stay here"), hint=hint, required=False)]


def read_kept(typed: "Typed") -> inputs.KeepOriginals:
    names = tuple(line.strip() for line in typed.text("names").splitlines() if line.strip())
    if not names:
        sentence = gettext_noop("Name 1 to %(most)s originals, one a line.")
        typed.faults.append(Fault("names", sentence, {"most": checks.ORIGINALS_MAX}))
    return inputs.KeepOriginals(names=names, note=typed.text("note"))


def read_returned(typed: "Typed") -> inputs.ReturnOriginals:
    ids = [integer(text) for text in typed.request.POST.getlist("originals")]
    return inputs.ReturnOriginals(tuple(one for one in ids if one is not None), typed.text("to"))
