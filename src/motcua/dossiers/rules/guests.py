"""A draft begun without an account: what is asked first, how much of it there may be, and who may take it over. Plain values.

It is filled in and shown at the desk, or taken into an account to be sent: sending asks who somebody is, and a name that
was typed does not say it.
"""

import re
from datetime import timedelta

from motcua.foundation.refusal import Fault, Refusal, gettext_noop
from motcua.people.rules import person_faults

# Under these names among the answers of the draft, sealed with them.
NAME, DIGITS = "@guest-name", "@guest-digits"
ASKED = (NAME, DIGITS)

PAPERS_MAX = 20  # files of one draft
BYTES_MAX = 40 * 1024 * 1024  # all of them together
AT_ONCE_MAX = 20_000  # drafts of a node that belong to nobody
WINDOW = timedelta(hours=1)  # in which drafts begun from one address are counted

_FOUR = re.compile(r"[0-9]{4}")


class NodeIsFull(Refusal):
    code = "dossiers.too-many-without-account"
    status = 503
    sentence = gettext_noop("So many requests are being prepared without an account that no more fit.")
    next_step = gettext_noop("Sign in to begin, come to the one-stop desk, or try again tomorrow.")


class FilesTooLarge(Refusal):
    code = "dossiers.files-too-large"
    status = 413
    sentence = gettext_noop("Without an account the files of a draft have %(most_mb)s MB together at most.")
    next_step = gettext_noop("Make the scans smaller, bring the papers to the desk, or sign in.")


class BegunByAnother(Refusal):
    code = "dossiers.begun-by-another"
    sentence = gettext_noop("This draft was begun with the last four digits of another identity number.")
    next_step = gettext_noop(
        "Sign in as the person who began it, or show the short code at the one-stop desk. Nothing was changed."
    )


class TakenOver(Refusal):
    """For the browser that had it open until then."""

    code = "dossiers.taken-over"
    status = 410
    sentence = gettext_noop("This draft is closed here: it was taken into an account.")
    next_step = gettext_noop(
        "Sign in to that account: it stands under “My requests”. If it was not you, tell the one-stop desk."
    )


class TakenIn(Refusal):
    """The same, once a desk has received it."""

    code = "dossiers.taken-in"
    status = 410
    sentence = gettext_noop("This draft is closed here: the one-stop desk has taken the request in.")
    next_step = gettext_noop("The receipt from the desk says its number, and how you follow it.")


def faults(*, name: str, digits: str) -> tuple[Fault, ...]:
    """What is wrong with the two things that are asked first."""
    found = [Fault("name", one.sentence, one.facts) for one in person_faults(full_name=name)]
    if not _FOUR.fullmatch(digits):
        found.append(Fault("digits", gettext_noop("Write the last four digits of your identity number.")))
    return tuple(found)


def may_claim(*, digits: str, identity_number: str) -> bool:
    """Whoever opened it has proved that it is theirs; a number that is known and ends otherwise says that it is not."""
    return not identity_number or identity_number.endswith(digits)
