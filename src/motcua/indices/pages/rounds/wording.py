"""What stages, voices, sources and acts are called on these pages, and how long is left, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import writing
from motcua.foundation.refusal import gettext_noop
from motcua.indices.rules.frameworks import Source
from motcua.indices.rules.rounds import Act, RoundState, Voice

STATES = {
    RoundState.PLANNED: gettext_noop("planned"),
    RoundState.OPEN: gettext_noop("open for scores"),
    RoundState.FROZEN: gettext_noop("frozen"),
}
VOICES = {
    Voice.SELF: gettext_noop("The unit itself"),
    Voice.FIRST: gettext_noop("First appraisal"),
    Voice.SECOND: gettext_noop("Second appraisal"),
    Voice.COUNCIL: gettext_noop("Council"),
}
SOURCES = {
    Source.APPRAISED: gettext_noop("scored by the unit, appraised"),
    Source.LEADER_SURVEY: gettext_noop("survey of leaders and managers"),
    Source.SIPAS: gettext_noop("survey of people (SIPAS)"),
    Source.STATISTICS: gettext_noop("statistics"),
    Source.RECORDS: gettext_noop("from records"),
}
# Acts that end a stage: how the address calls them, the button, and what it means.
STEPS: dict[str, tuple[Act, str, str]] = {
    "chot": (
        Act.LOCK,
        gettext_noop("Lock the self-scores"),
        gettext_noop("The appraiser reads them as they stand now. Nothing of them can be changed any more."),
    ),
    "tham-dinh-xong": (
        Act.FINISH_FIRST,
        gettext_noop("End the first appraisal"),
        gettext_noop("The unit then sees your points and your reasons beside its own."),
    ),
    "gui-cau-hoi": (
        Act.SEND_QUESTIONS,
        gettext_noop("Send the questions to the unit"),
        gettext_noop("The unit reads the questions and answers them within the days of the round."),
    ),
    "giai-trinh-xong": (
        Act.END_EXPLAINING,
        gettext_noop("Send the explanations"),
        gettext_noop("The appraiser then reads them. They cannot be changed any more."),
    ),
    "tham-dinh-lai-xong": (
        Act.FINISH_SECOND,
        gettext_noop("End the second appraisal"),
        gettext_noop("The unit then sees your points, and the council decides."),
    ),
    "quyet-dinh": (
        Act.DECIDE,
        gettext_noop("Decide the scores of this unit"),
        gettext_noop("They go into the score sheet as they stand now."),
    ),
}
SLUGS = {act: slug for slug, (act, _words, _means) in STEPS.items()}
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def left(until: datetime | None, at: datetime) -> str:
    """How long until the end of a stage, in the largest unit that says something."""
    if until is None:
        return ""
    seconds = int((until - at).total_seconds())
    if seconds <= 0:
        return _("the time is over")
    if seconds >= 2 * DAY:
        return ngettext("%(n)s day left", "%(n)s days left", seconds // DAY) % {"n": seconds // DAY}
    if seconds >= 2 * HOUR:
        return ngettext("%(n)s hour left", "%(n)s hours left", seconds // HOUR) % {"n": seconds // HOUR}
    minutes = max(1, seconds // MINUTE)
    return ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes}


def signed(value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{writing.number(abs(value), 2)}"
