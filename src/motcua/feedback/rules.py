"""What a rating may say, until when, and what an office may see of it.

A rating is not the survey: whoever rates chose to. It is shown beside SIPAS, never in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop

# Ratings are shown in lots of at least so many of one office, from the day after they were given.
LOT_LEAST = 5
RATED_WITHIN = timedelta(days=90)  # after the result


class Level(IntEnum):
    """The five levels of SIPAS; the share of 4 and 5 is what counts as satisfied (facts: indices §2.3, recalled)."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    NEUTRAL = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1


LEVEL_WORDS = {
    Level.VERY_SATISFIED: gettext_noop("Very satisfied"),
    Level.SATISFIED: gettext_noop("Satisfied"),
    Level.NEUTRAL: gettext_noop("Neither satisfied nor dissatisfied"),
    Level.DISSATISFIED: gettext_noop("Dissatisfied"),
    Level.VERY_DISSATISFIED: gettext_noop("Very dissatisfied"),
}


class Wish(StrEnum):
    """The five factors of the service block, as what could be better."""

    ACCESS = "access"
    PROCEDURE = "procedure"
    OFFICIALS = "officials"
    RESULT = "result"
    FEEDBACK = "feedback"


WISH_WORDS = {
    Wish.ACCESS: gettext_noop("The place or the website"),
    Wish.PROCEDURE: gettext_noop("The papers and steps that were asked for"),
    Wish.OFFICIALS: gettext_noop("How officials spoke and explained"),
    Wish.RESULT: gettext_noop("The time it took, or the result"),
    Wish.FEEDBACK: gettext_noop("How questions and complaints were answered"),
}


class AlreadyRated(Refusal):
    code = "feedback.already-rated"
    status = 409
    sentence = gettext_noop("This request has been rated already.")
    next_step = gettext_noop(
        "Each request is rated once. Nobody can change what was said, nor read whose it was."
    )


class NotSettled(Refusal):
    code = "feedback.not-settled"
    status = 409
    sentence = gettext_noop("This request has no result to rate yet.")
    next_step = gettext_noop("Follow it with its number; once the result is there, you can say how it went.")


class TooLate(Refusal):
    code = "feedback.too-late"
    status = 409
    sentence = gettext_noop("A request can be rated for %(days)s days after its result.")
    next_step = gettext_noop(
        "If something went wrong, tell the office that handled it; its telephone is on the receipt."
    )


@dataclass(frozen=True)
class Given:
    """What a person says."""

    level: Level
    wishes: tuple[Wish, ...] = ()


def read(*, level: str, wishes: list[str]) -> Given:
    """What was sent by the form, or what to mend in it."""
    if level not in {str(one.value) for one in Level}:
        raise InvalidInput(faults=[Fault("level", gettext_noop("Choose one of the five answers."))])
    if not set(wishes) <= {one.value for one in Wish}:
        raise InvalidInput(faults=[Fault("wishes", gettext_noop("Choose only what stands on this list."))])
    return Given(level=Level(int(level)), wishes=tuple(one for one in Wish if one.value in wishes))


def check_time(*, settled_at: datetime | None, at: datetime) -> None:
    if settled_at is None:
        raise NotSettled()
    if at - settled_at > RATED_WITHIN:
        raise TooLate(days=RATED_WITHIN.days)
