"""Forms of this room: what is asked and how it reads. What is right is decided in `rules`."""

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.design import errors
from motcua.foundation.refusal import Refusal

from .rules import ROLE_NAMES, SCOPE_WORDS, TOKEN_DAYS, BadDate, Role, read_date


class DateText(forms.CharField):
    """A date, typed as people type it."""

    widget = forms.DateInput

    def clean(self, value):
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            return read_date(text)
        except BadDate as problem:
            raise forms.ValidationError(_(str(problem))) from None


class Form(forms.Form):
    """Ours: every field says itself when it is empty, and a refusal's faults land on their fields."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("This is still empty.")
            field.error_messages["max_length"] = _("This is too long.")

    def blame(self, refusal: Refusal) -> None:
        """Show a refusal on the form: each fault at its field, or the sentence and the way out above."""
        errors.note(refusal)
        for fault in refusal.faults:
            self.add_error(fault.field if fault.field in self.fields else None, errors.fault_sentence(fault))
        if not refusal.faults:
            self.add_error(None, errors.shown(refusal))


def _text(label, *, hint="", required=True, max_length=200, **attrs):
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=max_length,
        widget=forms.TextInput(attrs=attrs),
    )


def _password(label, autocomplete, *, hint=""):
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=hint, max_length=200, strip=False, widget=widget)


class SignInForm(Form):
    name = _text(
        _("Phone number, e-mail address or officer code"),
        autocomplete="username",
        spellcheck="false",
        max_length=120,
    )
    password = _password(_("Password"), "current-password")


class SignUpForm(Form):
    full_name = _text(_("Full name"), hint=_("As on the identity card"), autocomplete="name", max_length=120)
    identity_number = _text(
        _("Identity number"), hint=_("12 digits, on the front of the card"), inputmode="numeric", max_length=20,
        data_width="m", autocomplete="off",
    )  # fmt: skip
    birth_date = DateText(label=_("Date of birth"), max_length=20)
    phone = _text(
        _("Phone number"),
        hint=_("You sign in with it"),
        autocomplete="tel",
        inputmode="tel",
        max_length=20,
        data_width="m",
    )
    email = _text(
        _("E-mail address"), hint=_("We write here when something happens to your requests"), required=False,
        autocomplete="email", inputmode="email", max_length=120,
    )  # fmt: skip
    password = _password(
        _("Password"),
        "new-password",
        hint=_("At least 10 characters. A few words one after another are easy to remember."),
    )


class PasswordForm(Form):
    old = _password(_("Present password"), "current-password")
    new = _password(
        _("New password"),
        "new-password",
        hint=_("At least 10 characters. A few words one after another are easy to remember."),
    )


class ContactForm(Form):
    phone = _text(_("Phone number"), autocomplete="tel", inputmode="tel", max_length=20, data_width="m")
    email = _text(
        _("E-mail address"), required=False, autocomplete="email", inputmode="email", max_length=120
    )
    address = _text(_("Address"), required=False, autocomplete="street-address", max_length=300)
    language = forms.ChoiceField(
        label=_("Language of pages and messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class MandateForm(Form):
    officer = _text(_("Officer code"), max_length=40, spellcheck="false", data_width="m")
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, _(ROLE_NAMES[role])) for role in Role])
    desk = _text(
        _("Desk or counter"), hint=_("For example Quầy 3"), required=False, max_length=80, data_width="m"
    )
    starts_on = DateText(
        label=_("Holds from"), help_text=_("Empty: from now."), required=False, max_length=20
    )
    ends_on = DateText(
        label=_("Holds until the end of"),
        help_text=_("Empty: until it is ended."),
        required=False,
        max_length=20,
    )
    basis = _text(_("Basis"), hint=_("The decision that gives the role, for example QĐ 12/QĐ-STP"))


class FindForm(Form):
    wanted = _text(
        _("Phone number, identity number or officer code"), max_length=120, autocomplete="off", spellcheck="false", data_width="m"
    )  # fmt: skip


class CardForm(Form):
    identity_number = _text(
        _("Number on the card"), hint=_("12 digits, on the front of the card"), max_length=20, autocomplete="off", inputmode="numeric",
        data_width="m",
    )  # fmt: skip


class OfficerForm(Form):
    full_name = _text(_("Full name"), autocomplete="off", max_length=120)
    code = _text(
        _("Officer code"),
        hint=_("Letters and digits; the officer signs in with it"),
        max_length=40,
        spellcheck="false",
        data_width="m",
    )
    title = _text(_("Position"), hint=_("For example Phó Giám đốc"), required=False, max_length=120)


class AgencyForm(Form):
    name = _text(_("Name of the agency"))
    name_en = _text(_("Name in English"), required=False)
    code = _text(
        _("Identifier, old style"),
        hint=_("Lowest level first: 000.00.15.H15"),
        required=False,
        max_length=40,
        data_width="m",
    )
    code_new = _text(
        _("Identifier, new style"),
        hint=_("Highest level first: H15.15"),
        required=False,
        max_length=40,
        data_width="m",
    )
    phone = _text(_("Phone number"), required=False, max_length=30, data_width="m")
    email = _text(_("E-mail address"), required=False, max_length=120)
    address = _text(_("Address"), required=False, max_length=300)
    ministry_id = forms.TypedChoiceField(
        label=_("Ministry that has it there"),
        help_text=_(
            "Only for police, tax and others that belong to a ministry and not to the People’s Committee."
        ),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose a ministry from the list.")},
    )

    def __init__(self, *args, ministries, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ministry_id"].choices = [("", _("none")), *ministries]


def _days(days):
    return format_lazy(_("{days} days"), days=days)


class TokenForm(Form):
    name = _text(_("What will use it"), hint=_("For example: software of our office"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("It can never do more than you may yourself at that moment."),
        choices=[(scope.value, _(words)) for scope, words in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Tick at least one of these.")},
    )
    days = forms.TypedChoiceField(
        label=_("It holds for"),
        choices=[(days, _days(days)) for days in TOKEN_DAYS],
        initial=90,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the times shown.")},
    )


NOBODY_STANDS_IN = "0"  # said, not left open


class CoverForm(Form):
    """Who stands in from now on, of one recorded absence; the list has one for each."""

    cover = forms.ChoiceField(label=_("Who stands in"))

    def offer(self, *, covers, but):
        self.fields["cover"].choices = [
            ("", "–"),
            *((one.id, one.full_name) for one in covers if one.id not in but),
        ]


class AbsenceForm(Form):
    """Who is away, from when until when, and who stands in."""

    officer = forms.ChoiceField(label=_("Who is away"))
    cover = forms.ChoiceField(label=_("Who stands in"))
    starts_on = DateText(label=_("From the day"), max_length=20)
    ends_on = DateText(label=_("Until the end of the day"), max_length=20)

    def offer(self, *, away, covers):
        """Only colleagues; who may record what is for the act to say."""
        self.fields["officer"].choices = [(one.id, f"{one.full_name}") for one in away]
        self.fields["cover"].choices = [
            ("", "–"),
            *((one.id, one.full_name) for one in covers),
            (NOBODY_STANDS_IN, _("Nobody stands in")),
        ]
