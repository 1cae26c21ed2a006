"""The forms of money owed: what is asked, and what shows that it was paid."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from motcua.design.fields import DrawnField, Kind
from motcua.documents.rules import PAPERS
from motcua.dossiers.queries import terms
from motcua.dossiers.rules import checks, inputs
from motcua.foundation.calendar import TZ
from motcua.foundation.money import dong
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.typed import integer

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_forms import Asking
    from motcua.dossiers.pages.act_reading import Typed

# As many lines as the form shows; a duty of more parts is rare, and may be named in one line with its sum.
LINES_SHOWN = 4
AMOUNT_CHARACTERS_MAX = 20


@dataclass(frozen=True)
class OwedLine:
    """One line of the form: what is owed, how much, on which ground."""

    n: int
    name: str
    amount: str
    basis: str

    @property
    def is_first(self) -> bool:
        return self.n == 1


def ask(asking: "Asking") -> list[DrawnField]:
    """The amounts are drawn by the page itself, one line each."""
    return [
        asking.draw(
            Kind.TEXT,
            "payee",
            _("Who is paid"),
            hint=_("Name, and where or how to pay: account, counter, web address."),
            maxlength=checks.PAYEE_CHARACTERS_MAX,
        ),
        asking.area("reason", _("Reason"), hint=_("The applicant reads it. Say what the payment is for.")),
    ]


def owed_lines(asking: "Asking") -> list[OwedLine]:
    return [
        OwedLine(
            n,
            asking.typed(f"owed-name-{n}"),
            asking.typed(f"owed-amount-{n}"),
            asking.typed(f"owed-basis-{n}"),
        )
        for n in range(1, LINES_SHOWN + 1)
    ]


def clear(asking: "Asking") -> list[DrawnField]:
    owed = dong(terms.owed(asking.dossier), asking.language)
    today = f"{asking.request.at.astimezone(TZ):%d/%m/%Y}"
    return [
        asking.draw(
            Kind.TEXT,
            "proof",
            _("Number of the receipt"),
            hint=_("As it stands on the receipt or on the bank's confirmation."),
            width="m",
            maxlength=checks.PROOF_CHARACTERS_MAX,
            spellcheck=False,
        ),
        asking.draw(
            Kind.TEXT,
            "paid_amount",
            _("Amount on the receipt, in đồng"),
            hint=_("%(owed)s is owed.") % {"owed": owed},
            width="m",
            inputmode="numeric",
            maxlength=AMOUNT_CHARACTERS_MAX,
            spellcheck=False,
        ),
        asking.draw(Kind.DATE, "paid_on", _("Day of the payment"), start=today),
        asking.draw(
            Kind.TEXT,
            "payer",
            _("Who paid"),
            hint=_("Only where another name than the applicant’s stands on the receipt."),
            required=False,
            maxlength=checks.PAYER_CHARACTERS_MAX,
            spellcheck=False,
        ),
        *asking.upload("file_id", _("File of the receipt"), required=False, accept=".pdf,.jpg,.jpeg,.png"),
    ]


def read_asked(typed: "Typed") -> inputs.AskDuty:
    lines = []
    for n in range(1, LINES_SHOWN + 1):
        name, amount, basis = (typed.text(f"owed-{part}-{n}") for part in ("name", "amount", "basis"))
        if not (name or amount or basis):
            continue
        found = _amount(amount)
        if not found:
            sentence = gettext_noop("An amount is a whole number of đồng, for example 1.500.000.")
            typed.faults.append(Fault("papers", sentence))
        elif not (name and basis):
            sentence = gettext_noop(
                "Write beside each amount what it is and on which legal ground it is owed."
            )
            typed.faults.append(Fault("papers", sentence))
        lines.append(inputs.DutyLine(name=name, amount=found or 0, basis=basis))
    if not lines:
        sentence = gettext_noop("Write at least one amount that is owed, with its name.")
        typed.faults.append(Fault("papers", sentence))
    return inputs.AskDuty(reason=typed.needed("reason"), payee=typed.needed("payee"), lines=tuple(lines))


def _amount(typed: str) -> int | None:
    return integer(typed.replace(".", "").replace(" ", ""), most=checks.DUTY_AMOUNT_MAX)


def read_cleared(typed: "Typed") -> inputs.ClearDuty:
    proof = typed.text("proof")
    if not proof:
        typed.faults.append(Fault("proof", gettext_noop("Write the number of the receipt.")))
    amount = _amount(typed.text("paid_amount"))
    if not amount:
        sentence = gettext_noop("An amount is a whole number of đồng, for example 1.500.000.")
        typed.faults.append(Fault("paid_amount", sentence))
    return inputs.ClearDuty(
        proof=proof,
        paid_amount=amount or 0,
        payer=typed.text("payer"),
        paid_on=typed.day("paid_on").date(),
        file_id=typed.file("file_id", accept=PAPERS),
        note=typed.text("note"),
    )
