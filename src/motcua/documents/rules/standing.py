"""Whether an original still stands: what may end it, and what is refused.

Pure. An original is never changed or taken away: that it was replaced or revoked is written beside it.
"""

from motcua.documents.rules.signing import Status
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop

WORDS_MAX = 2_000
BASIS_MAX = 300


class NoLongerStands(Refusal):
    code = "documents.no-longer-stands"
    sentence = gettext_noop("The result %(number)s was already replaced or revoked.")
    next_step = gettext_noop("Open the request again to see where its result stands. Nothing was changed.")


class ReplacementDoesNotStand(Refusal):
    code = "documents.replacement-does-not-stand"
    status = 422
    sentence = gettext_noop(
        "The result that is to take its place is not in force itself, or is the same one."
    )
    next_step = gettext_noop(
        "Issue the new result first, then write its request's number here. Nothing was changed."
    )


def check_words(*, reason: str, basis: str) -> tuple[str, str]:
    """The reason and its legal ground, both needed: a person's paper loses its force by them."""
    reason, basis = reason.strip(), basis.strip()
    faults = []
    if not reason or len(reason) > WORDS_MAX:
        faults.append(Fault("reason", gettext_noop("Write the reason, in at most 2,000 characters.")))
    if not basis or len(basis) > BASIS_MAX:
        faults.append(Fault("basis", gettext_noop("Write the legal ground: document, number and article.")))
    if faults:
        raise InvalidInput(faults=faults)
    return reason, basis


def check_stands(*, status: Status, number: str) -> None:
    if status is not Status.VALID:
        raise NoLongerStands(number=number)
