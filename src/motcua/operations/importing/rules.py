"""Stages of an import, what becomes of a row, what is written to the chronicle, and how an import is refused."""

from enum import StrEnum

from motcua.foundation.refusal import Refusal, gettext_noop

LOT_ROWS = 1_000
LOT_FILES = 50
PAPERS_MAX = 20_000  # rows of a table of papers


class Stage(StrEnum):
    ASKED = "asked"  # waits to be checked
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Fate(StrEnum):
    """What becomes of a row."""

    READY = "ready"  # would be brought in
    SAME = "same"  # is here already
    WRONG = "wrong"
    DONE = "done"
    TAKEN_BACK = "taken-back"
    UNNAMED = "unnamed"  # a file that no row names; in reports only
    KEPT = "kept"  # somebody has touched what it made
    PAST = "past"  # its time of keeping is over: left out, and no fault


class Kind(StrEnum):
    """Entries about imports as a whole."""

    FINISHED = "operations.import-finished"
    TAKEN_BACK = "operations.import-taken-back"


class RowsAreWrong(Refusal):
    """Nothing is written while a row is wrong, unless the good ones alone were asked for."""

    code = "operations.rows-are-wrong"
    status = 422
    sentence = gettext_noop("%(wrong)s rows cannot be taken, so nothing was brought in.")
    next_step = gettext_noop("Mend the rows that the report names, or bring in the good ones alone.")


class NothingToDo(Refusal):
    code = "operations.nothing-to-bring-in"
    sentence = gettext_noop("Every row of this file is here already, or says nothing.")
    next_step = gettext_noop("Nothing was changed. The report names the rows.")


class NotDone(Refusal):
    code = "operations.import-not-done"
    sentence = gettext_noop("Only an import that is done can be taken back, and once.")
    next_step = gettext_noop("Wait until it is done, or see whether it was taken back already.")
