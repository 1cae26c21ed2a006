"""What a round's sheet and its parts are called, and how its figures are written."""

from decimal import Decimal

from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.indices import words
from motcua.indices.announced.opening import Line
from motcua.indices.rules import Index
from motcua.people.rules import LEVEL_NAMES, Level


def title(line: Line, language: str) -> str:
    plain = f"{words.NAMED[Index(line.index)].short} {line.year}, {line.owner.in_language(language)}"
    return _("%(title)s, simulated round") % {"title": plain} if line.simulated else plain


def level(line: Line) -> str:
    known = {one.value: name for one, name in LEVEL_NAMES.items()}
    return _(known[Level(line.level)]) if line.level in known else line.level


def points(value: Decimal | None) -> str:
    return "–" if value is None else writing.number(value, 2)


def most(value: Decimal) -> str:
    """A maximum: whole where it is whole."""
    return writing.number(value)


def place(said: dict[str, object], *, own: bool) -> str:
    """27 (14–41): the rank, and those it may truly have."""
    between = bounds(said, own=own)
    return f"{rank(said)} ({between})" if between else rank(said)


def rank(said: dict[str, object]) -> str:
    return "–" if said["rank"] is None else writing.number(int(str(said["rank"])))


def bounds(said: dict[str, object], *, own: bool) -> str:
    """The ranks it may truly have; empty where nothing was drawn by chance."""
    found = said["own_set" if own else "joint_set"]
    return f"{found[0]}–{found[1]}" if said["rank"] is not None and isinstance(found, list) else ""


def apart(points_: Decimal | None) -> str:
    """+1,20 or −0,42; nothing to say of nothing."""
    if points_ is None:
        return "–"
    return words.points_up(points_) if points_ else writing.number(points_, 2)
