"""Forms of the registry: what is asked and how it reads. What is right is decided in `rules`."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.exchange.rules import Kind, registry
from motcua.people.forms import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIND_NAMES = {
    Kind.PROVINCE: _("Province or city"),
    Kind.MINISTRY: _("Ministry"),
    Kind.OTHER: _("Another body"),
}


def _text(
    label: "_StrPromise",
    *,
    hint: "str | _StrPromise" = "",
    required: bool = True,
    max_length: int = 200,
    width: str = "",
    **attrs: str,
) -> forms.CharField:
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()} | (
        {"data-width": width} if width else {}
    )
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=max_length,
        widget=forms.TextInput(attrs=attrs),
    )


class KeyForm(Form):
    key = _text(_("Name of the key"), hint=_("As motcua exchange key prints it: exchange-1-0a1b2c3d"), max_length=80, width="m", spellcheck="false", autocomplete="off")  # fmt: skip
    public = _text(_("Public key"), hint=_("The 44 characters behind the name"), max_length=60, spellcheck="false", autocomplete="off")  # fmt: skip

    def public_bytes(self) -> bytes:
        """What was typed as a key; bytes of a wrong length when it is none, which the act refuses at its field."""
        return registry.public_key(self.cleaned_data["public"]) or b""


class RotateForm(KeyForm):
    days = _text(
        _("Days for which the earlier key is believed too"),
        hint=_("0 when the earlier key may be in other hands"),
        max_length=3,
        width="s",
        inputmode="numeric",
    )


class NodeForm(KeyForm):
    field_order = (
        "code",
        "kind",
        "name",
        "name_en",
        "agency",
        "scopes",
        "contact",
        "address",
        "key",
        "public",
    )
    code = _text(_("Code of the node"), hint=_("Its MOTCUA_NODE, for example H15"), max_length=10, width="s", spellcheck="false", autocomplete="off")  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Whose it is"), choices=list(KIND_NAMES.items()), widget=forms.RadioSelect
    )
    name = _text(_("Name that people read"))
    name_en = _text(_("Name in English"), required=False)
    agency = _text(
        _("Identifier of the province or ministry"),
        hint=_("Empty: the same as the code"),
        required=False, max_length=40, width="m", spellcheck="false",
    )  # fmt: skip
    scopes = _text(
        _("Whose dossiers it sends"),
        hint=_("Codes, separated by spaces; empty: the same as the code"),
        required=False, width="m", spellcheck="false",
    )  # fmt: skip
    address = _text(
        _("Address of its pages"),
        hint=_("Where people follow their requests there, for example https://dichvucong.example.vn"),
        required=False,
        inputmode="url",
        spellcheck="false",
    )
    contact = _text(_("Whom to write to"), required=False, max_length=254, inputmode="email")


class ReasonForm(Form):
    reason = _text(_("Why"), hint=_("Shown on this page for as long as it is suspended"), max_length=300)
