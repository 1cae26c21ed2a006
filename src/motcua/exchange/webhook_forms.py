"""Forms of subscriptions: what is asked and how it reads. What is right is decided in `rules`."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.rules import TABLE, Act
from motcua.exchange.forms import _text
from motcua.exchange.rules import webhooks
from motcua.people.forms import DateText, Form
from motcua.people.queries import AgencyFacts

NOW, ALL = "now", "all"


class SubscriptionForm(Form):
    agency = forms.ChoiceField(
        label=_("Whose dossiers it is told of"),
        help_text=_("Of this agency and of all agencies below it"),
    )
    name = _text(_("Which system it is"), max_length=webhooks.NAME_LENGTH_MAX)
    address = _text(
        _("Address that takes the events"),
        hint=_("https://…; empty when the system asks for events by itself"),
        required=False, max_length=webhooks.ADDRESS_LENGTH_MAX, inputmode="url", spellcheck="false", autocomplete="off",
    )  # fmt: skip
    start = forms.ChoiceField(
        label=_("From when"),
        choices=[(NOW, _("What happens from now on")), (ALL, _("Everything since the beginning"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which events"),
        help_text=_("None ticked: all of them"),
        choices=[(str(act), _(TABLE[act].name)) for act in Act if act in TABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: object, agencies: Sequence[AgencyFacts], language: str, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        choices = [(str(one.id), one.named(language)) for one in agencies]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]


class PositionForm(Form):
    position = _text(
        _("Position in the record"),
        hint=_("The last number of an event’s id, for example 497 of H15:1:497"),
        max_length=19, width="m", inputmode="numeric", autocomplete="off",
    )  # fmt: skip


class MomentForm(Form):
    moment = DateText(
        label=_("Day"),
        help_text=_("Everything that happened from the beginning of this day on."),
        max_length=20,
    )
