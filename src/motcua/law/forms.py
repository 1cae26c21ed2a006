"""Forms of this room: what is asked and how it reads. What is right is decided in `rules`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.people import queries as people
from motcua.people.forms import DateText, Form

from . import actions
from .actions.tables import TABLE_NAME_LENGTH_MAX
from .rules import BASIS_LENGTH_MAX, NAME_LENGTH_MAX, DayKind

_NARROW = {"data-width": "s"}


def _basis():
    return forms.CharField(
        label=_("Legal basis"),
        help_text=_("Number and day of the decision or text"),
        max_length=BASIS_LENGTH_MAX,
    )


def _verified():
    return forms.BooleanField(label=_("I compared it with the text itself"), required=False)


class DayForm(Form):
    """A day off or worked by decision."""

    date = DateText(label=_("Day"), max_length=20)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(DayKind.OFF, _("A day off")), (DayKind.WORK, _("A day worked"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("What people call it"),
        help_text=_("Stands on receipts beside the day"),
        max_length=NAME_LENGTH_MAX,
    )
    agency = forms.CharField(
        label=_("Only for this agency and those below it"),
        help_text=_("Its identifier; empty for everyone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-width": "m", "spellcheck": "false"}),
    )
    basis = _basis()
    verified = _verified()

    def decided(self):
        """What was typed as the act takes it; None, and a word at the field, when there is no such agency."""
        given = self.cleaned_data
        code, agency_id = given["agency"].strip(), None
        if code:
            agency_id = people.agency_of_code(code, on=given["date"])
            if agency_id is None:
                self.add_error("agency", _("There is no agency with this identifier on that day."))
                return None
        return actions.DayForm(
            given["date"], DayKind(given["kind"]), given["name"], given["basis"], given["verified"], agency_id
        )


class ValueForm(Form):
    """A new value of a rule, from a day on."""

    value = forms.CharField(label=_("New value"), max_length=20, widget=forms.TextInput(attrs=_NARROW))
    starts_on = DateText(label=_("From"), help_text=_("The value so far ends the day before."), max_length=20)
    basis = _basis()
    verified = _verified()


class HoursForm(Form):
    """Opening hours of an agency; those below it without hours of their own follow."""

    agency = forms.CharField(
        label=_("Identifier of the agency"),
        max_length=40,
        widget=forms.TextInput(attrs={"data-width": "m", "spellcheck": "false"}),
    )
    starts_on = DateText(
        label=_("From"),
        help_text=_("A day still to come may be named. Empty: they have always been so."),
        required=False,
        max_length=20,
    )
    ends_on = DateText(
        label=_("Until"),
        help_text=_("Only for hours of a season; afterwards the hours before them hold again."),
        required=False,
        max_length=20,
    )
    weekdays = forms.CharField(
        label=_("Monday to Friday"), help_text=_("For example 07:30-11:30, 13:30-17:00"), max_length=100
    )
    saturday = forms.CharField(label=_("Saturday"), required=False, max_length=100)
    cut_off = forms.CharField(
        label=_("Same-day requests until"),
        help_text=_("Empty: the dated value"),
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs=_NARROW),
    )
    basis = _basis()
    verified = _verified()


class TableForm(Form):
    """The lines of a named table as they are from a day on."""

    key = forms.CharField(
        label=_("Name of the table"),
        help_text=_("One of those listed here, or a new one: small letters, digits and hyphens"),
        max_length=40,
        widget=forms.TextInput(attrs={"data-width": "m", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("File with all its lines"),
        help_text=_(
            "CSV UTF-8 with the columns ma, ten and, where names alone do not tell lines apart, thuoc"
        ),
    )
    starts_on = DateText(label=_("From"), help_text=_("What it replaces ends the day before."), max_length=20)
    basis = _basis()
    verified = _verified()
    name = forms.CharField(
        label=_("Name people read, of a new table"), required=False, max_length=TABLE_NAME_LENGTH_MAX
    )
    name_en = forms.CharField(
        label=_("Name of the new table in English"), required=False, max_length=TABLE_NAME_LENGTH_MAX
    )
