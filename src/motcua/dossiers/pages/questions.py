"""What each page of a draft asks, as values for its template: the same for the page itself and for one drawn ahead."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.dossiers.pages import story
from motcua.dossiers.pages.drafts import address
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.filling import Kind
from motcua.dossiers.rules.inputs import Delivery
from motcua.foundation.forms import Page
from motcua.foundation.refusal import Fault
from motcua.procedures import drawing

CONTACT = (
    # name in the page, name in the draft
    ("phone", rules.PHONE),
    ("email", rules.EMAIL),
    ("address", rules.ADDRESS),
)


def form_page(
    found: Filling,
    asked: Page,
    data: Mapping[str, object],
    faults: tuple[Fault, ...],
    *,
    along: Collection[str] = (),
) -> dict[str, object]:
    assert found.form is not None
    return {
        "heading": asked.title.in_language(story.language()),
        "text": asked.text.in_language(story.language()),
        "fields": drawing.draw(
            found.form, asked, data, faults, story.language(), with_blank_rows=True, along=along
        ),
        "autosave": asked.code,
    }


# How the result comes --------------------------------------------------------------------------------------


def delivery(found: Filling, *, chosen: str, error: str = "") -> dict[str, object]:
    hints = {
        Delivery.AT_COUNTER: _office_name(found),
        Delivery.BY_POST: _("to your address; the post asks for its fee on delivery"),
        Delivery.ONLINE: _("you are told by e-mail and download it after signing in"),
    }
    field = DrawnField(
        kind=Drawn.CHOICE,
        name="delivery",
        label=_("How do you want to receive the result?"),
        value=chosen,
        choices=tuple(
            DrawnChoice(way, delivery_names()[way], hints[way]) for way in deliveries_offered(found)
        ),
        heading=True,
        error=error,
    )
    return {"heading": field.label, "fields": [field], "autosave": str(Kind.DELIVERY)}


def deliveries_offered(found: Filling) -> tuple[Delivery, ...]:
    return inputs.deliveries_offered(is_document=found.definition.result.is_document)


def delivery_names() -> dict[Delivery, str]:
    return {
        Delivery.AT_COUNTER: _("At the one-stop desk"),
        Delivery.BY_POST: _("By public post"),
        Delivery.ONLINE: _("As a file, here"),
    }


def _office_name(found: Filling) -> str:
    agency = found.draft.agency
    if agency is None:
        return ""
    return agency.name_en if story.language() == "en" and agency.name_en else agency.name


# How to reach the person -----------------------------------------------------------------------------------


def contact(found: Filling, *, typed: Mapping[str, str], faults: tuple[Fault, ...] = ()) -> dict[str, object]:
    wrong = {short: errors.fault_sentence(f) for f in faults for short, name in CONTACT if f.field == name}
    return {
        "heading": _("How can the office reach you?"),
        "name": found.applicant_name,
        "applicant_url": address(found, found.way.stops[0]),
        "fields": with_errors(_contact_fields(typed, delivery=found.delivery), wrong),
        "autosave": str(Kind.CONTACT),
    }


def contact_typed(posted: Mapping[str, str]) -> dict[str, object]:
    return {name: posted.get(short, "").strip() for short, name in CONTACT}


def _contact_fields(typed: Mapping[str, str], *, delivery: Delivery | None) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.TEXT,
            name="phone",
            label=_("Phone number"),
            hint=_("The officer calls this number when something is unclear."),
            value=typed[rules.PHONE],
            type="tel",
            inputmode="tel",
            autocomplete="tel",
            width="m",
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="email",
            label=_("E-mail address"),
            hint=_("Each step of the request is announced here."),
            value=typed[rules.EMAIL],
            required=False,
            type="email",
            inputmode="email",
            autocomplete="email",
            spellcheck=False,
        ),
        DrawnField(
            kind=Drawn.TEXTAREA,
            name="address",
            label=_("Postal address"),
            hint=_("House number, street or village, commune, province."),
            value=typed[rules.ADDRESS],
            required=delivery is Delivery.BY_POST,
            autocomplete="street-address",
            maxlength=300,
        ),
    ]
