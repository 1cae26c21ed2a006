"""Shapes of a text that have a name: chosen from a list, nobody has to write a regular expression. Pure."""

from dataclasses import dataclass

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import gettext_noop as _

OWN = ":own"  # a shape that is written here, for those who can


@dataclass(frozen=True)
class Known:
    """A shape with its name on the list, and what people are told when their answer has another."""

    name: str
    says: Wording


def _digits(count: int) -> Wording:
    return Wording(f"{count} chữ số.", f"{count} digits.")


KNOWN = {
    "[0-9]{4}": Known(_("4 digits"), _digits(4)),
    "[0-9]{5}": Known(_("Postcode: 5 digits"), _digits(5)),
    "[0-9]{10}": Known(_("10 digits, like a number of social insurance"), _digits(10)),
    "[0-9]{12}": Known(_("Identity number: 12 digits"), _digits(12)),
    "0[0-9]{9}": Known(
        _("Phone number: 10 digits, the first is 0"),
        Wording("10 chữ số, bắt đầu bằng số 0.", "10 digits, the first is 0."),
    ),
    "[A-Z][0-9]{7,8}": Known(
        _("Passport: a capital letter and 7 or 8 digits"),
        Wording("Một chữ cái in hoa, rồi 7 hoặc 8 chữ số.", "A capital letter, then 7 or 8 digits."),
    ),
    "[0-9]+": Known(_("Digits only"), Wording("Chỉ gồm chữ số.", "Digits only.")),
    "[A-Za-z0-9]+": Known(
        _("Letters without marks and digits only"),
        Wording("Chỉ gồm chữ cái không dấu và chữ số.", "Letters without marks and digits only."),
    ),
}
