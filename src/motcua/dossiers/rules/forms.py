"""The printed forms of one request. A form keeps its code here; its number and title on paper are dated law."""

from enum import StrEnum

from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import Refusal, gettext_noop


class Form(StrEnum):
    """Codes as in the set of 2025; a paper of an earlier day bears the number and the title of its own set."""

    RECEIPT = "01"
    SUPPLEMENT = "02"
    REFUSAL = "03"
    APOLOGY = "04"
    STOP = "05"
    SLIP = "06"
    REGISTER = "07"

    @property
    def law_key(self) -> str:
        return f"dossiers.form-{self.value}"

    @property
    def sign_key(self) -> str:
        """Of the sign behind the paper's number (…/HDHS), dated law too."""
        return f"dossiers.form-sign-{self.value}"


# The acts that make the paper; the slip exists from the first moment, the register belongs to an office.
MADE_BY = {
    # What was taken in elsewhere gets a receipt of this system, with its number and secret here.
    Form.RECEIPT: (Act.TAKE_IN, Act.IMPORT),
    Form.SUPPLEMENT: (Act.ASK_SUPPLEMENT,),
    Form.REFUSAL: (Act.REFUSE,),
    Form.APOLOGY: (Act.EXTEND,),
    Form.STOP: (
        Act.STOP,
        Act.WITHDRAW,
    ),  # an applicant's wish stops what was taken in as much as a decision does
    Form.SLIP: (Act.SUBMIT, Act.IMPORT),
}
# Papers that the one-stop desk itself hands out bear its name under that of the office.
OF_THE_DESK = frozenset({Form.RECEIPT, Form.SUPPLEMENT, Form.REFUSAL})
# Made only for what was ever taken in.
OF_WHAT_WAS_RECEIVED = frozenset({Form.RECEIPT, Form.STOP})
ONE_STOP_NAME = "dossiers.one-stop-name"


def paper_number(number: str, *, sign: str, ordinal: int = 1) -> str:
    """The number a paper bears: the dossier's code, which of its kind it is when there are several, and the sign."""
    which = f"-{ordinal}" if ordinal > 1 else ""
    return f"{number}{which}/{sign}" if sign else f"{number}{which}"


class PaperNotThere(Refusal):
    """Asked for before, or without, the act that makes it."""

    code = "dossiers.paper-not-there"
    status = 409
    sentence = gettext_noop("Request %(number)s has no such paper so far.")


class ReceiptNotThere(PaperNotThere):
    code = "dossiers.receipt-not-there"
    sentence = gettext_noop("Request %(number)s has no receipt so far.")
    next_step = gettext_noop("The receipt with the date of return is made when the one-stop desk takes the request in.")  # fmt: skip


class SupplementNotThere(PaperNotThere):
    code = "dossiers.supplement-request-not-there"
    sentence = gettext_noop("Nothing was found missing in request %(number)s.")
    next_step = gettext_noop("This paper is made when the office asks for something that is missing.")


class RefusalNotThere(PaperNotThere):
    code = "dossiers.refusal-not-there"
    sentence = gettext_noop("Request %(number)s was not refused.")
    next_step = gettext_noop("This paper is made when the one-stop desk may not take a request in.")


class ApologyNotThere(PaperNotThere):
    code = "dossiers.apology-not-there"
    sentence = gettext_noop("No new date was promised for request %(number)s.")
    next_step = gettext_noop("This letter is made when the office apologises and promises a new date.")


class StopNotThere(PaperNotThere):
    code = "dossiers.stop-notice-not-there"
    sentence = gettext_noop("Handling of request %(number)s was not stopped.")
    next_step = gettext_noop("This notice is made when the office stops handling a request.")


NOT_THERE: dict[Form, type[PaperNotThere]] = {
    Form.RECEIPT: ReceiptNotThere,
    Form.SUPPLEMENT: SupplementNotThere,
    Form.REFUSAL: RefusalNotThere,
    Form.APOLOGY: ApologyNotThere,
    Form.STOP: StopNotThere,
}
