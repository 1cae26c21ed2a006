"""What keeping a file may meet: no room, no answer, a virus; and how long the law wants it kept."""

from datetime import date
from enum import StrEnum

from motcua.documents.rules.files import FileRefused
from motcua.foundation.refusal import Refusal, gettext_noop


class StoreFull(Refusal):
    code = "documents.store-full"
    sentence = gettext_noop(
        "The file “%(name)s” could not be kept: there is no room left where files are kept."
    )
    next_step = gettext_noop(
        "Nothing was kept of it, what was there before is as it was. Tell the one-stop desk, and try again later."
    )


class StoreUnreachable(Refusal):
    code = "documents.store-unreachable"
    sentence = gettext_noop("The file “%(name)s” cannot be written or read now: the store does not answer.")
    next_step = gettext_noop(
        "Nothing was changed, what was there before is as it was. Try again in a few minutes."
    )


class StoreElsewhere(StoreUnreachable):
    """Another folder stands where the files were: the disk that holds them is not there, and nothing may be kept beside it."""

    code = "documents.store-elsewhere"
    sentence = gettext_noop(
        "The file “%(name)s” could not be kept: the disk that holds the files is not there."
    )
    next_step = gettext_noop(
        "Nothing was changed, what was there before is as it was. Tell the one-stop desk, and try again later."
    )


class InfectedFile(FileRefused):
    code = "documents.infected"
    sentence = gettext_noop("The virus scanner found something harmful in the file “%(name)s”.")
    next_step = gettext_noop(
        "Nothing was kept of it. Scan the paper again on another device, or bring it to the desk."
    )


class ShutAway(Refusal):
    """A held file in which a later scan found something: it stays as evidence and is handed to nobody."""

    code = "documents.shut-away"
    status = 403
    sentence = gettext_noop(
        "The virus scanner found something harmful in the file “%(name)s”, so it is shut away."
    )
    next_step = gettext_noop("Ask the person for the paper again, or scan the paper at the desk.")


class ScanState(StrEnum):
    """What a virus scanner said of a file."""

    NOT_SCANNED = "not-scanned"
    CLEAN = "clean"
    INFECTED = "infected"


def holder_kind(holder: str) -> str:
    """The kind of who holds a file, by which the law says how long it is kept: "paper" of "dossiers.paper:17"."""
    return holder.partition(":")[0].rpartition(".")[2]


def years_later(day: date, years: int) -> date:
    """The same day so many years on; the last of February stays the last."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
