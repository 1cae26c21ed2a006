"""Rows of agencies: each below the one it names, wherever that stands in the file."""

from collections.abc import Sequence
from datetime import datetime

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold
from motcua.operations.importing.checking import TWICE, Around, Reading
from motcua.operations.importing.files import Row
from motcua.operations.importing.words import LEVELS, first_words, looked_up
from motcua.people import actions as people
from motcua.people import queries
from motcua.people.rules import Level, Role, agency_faults, contact_faults

UNKNOWN_PARENT = _("names no agency, neither here nor in this file.")
PARENT_WRONG = _("stands in row %(row)s, which cannot be taken.")
CYCLE = _("leads back to this agency: %(codes)s.")
NOT_YOURS = _("is outside your part of the tree.")
TAKEN = _("belongs to %(name)s already. Correct that agency on its page.")
LEVEL = _("“%(said)s” is no level. Write one of: %(known)s.")
HIGHER = _("is of a level above that of the agency it stands below.")
CODE = _("is no identifier. Write for example 000.10.15.H15.")
CONTACT = {
    "phone": _("is no telephone number. It begins with 0 and has 10 digits."),
    "email": _("is no e-mail address."),
    "address": _("is longer than one line of 300 characters."),
}
_ORDER = list(Level)


class Agencies:
    """All rows are known from the start: the tree decides in which order they are written."""

    def __init__(self, around: Around, rows: Sequence[Row]) -> None:
        self._around = around
        tree = queries.tree().acting(on=around.at.astimezone(TZ).date())
        self._here = {code: facts for facts in tree for code in (facts.code, facts.code_new) if code}
        self._first: dict[str, int] = {}
        self._parents: dict[str, str] = {}
        for row in rows:
            code = _code(row, "code")
            if code and code not in self._first:
                self._first[code] = row.number
                self._parents[code] = _code(row, "parent")
        self._ids: dict[str, int] = {}
        self._good: set[str] = set()  # rows come parents first

    def ordered(self, rows: Sequence[Row]) -> list[Row]:
        """Parents before children; rows of a ring last, where they are refused."""
        return sorted(rows, key=lambda row: (self._depth(_code(row, "code")), row.number))

    def _depth(self, code: str) -> int:
        above = self._above(code)
        return len(above) if above is not None else len(self._first) + 1

    def _above(self, code: str) -> list[str] | None:
        """The codes above it within the file; None in a ring."""
        found: list[str] = []
        seen = {code}
        while (code := self._parents.get(code, "")) in self._first:
            if code in seen:
                return None
            seen.add(code)
            found.append(code)
        return found

    def prepare(self, rows: Sequence[Row]) -> None:
        return None

    def label(self, row: Row) -> str:
        return _code(row, "code")

    def check(self, reading: Reading) -> object | None:
        code = reading.text("code", most=40, needed=True).upper()
        name = reading.text("name", most=200, needed=True)
        parent = reading.text("parent", most=40, needed=True).upper()
        level = self._level(reading)
        form = people.AgencyForm(
            name=name,
            level=level or Level.UNIT,
            name_en=reading.text("name_en", most=200),
            code=code,
            code_new=reading.text("code_new", most=40).upper(),
            phone=reading.text("phone", most=30),
            address=reading.text("address", most=300),
            email=reading.text("email", most=120),
            valid_from=moment.day if (moment := reading.moment("valid_from")) else None,
            basis=reading.text("basis", most=200),
        )
        for fault in agency_faults(name=form.name, code=form.code, code_new=form.code_new):
            if fault.field != "name" and getattr(form, fault.field):
                reading.wrong(fault.field, CODE)
        for fault in contact_faults(phone=form.phone, email=form.email, address=form.address):
            reading.wrong(fault.field, CONTACT[fault.field])
        self._check_place(reading, form, parent)
        if not reading.is_good:
            return None
        self._good.add(code)
        return form, parent

    def _level(self, reading: Reading) -> Level | None:
        said = reading.text("level", most=60, needed=True)
        level = looked_up(said, LEVELS)
        if said and level is None:
            reading.wrong("level", LEVEL, said=said[:40], known=first_words(LEVELS))
        return level

    def _check_place(self, reading: Reading, form: people.AgencyForm, parent: str) -> None:
        code, number = form.code, reading.row.number
        if code and self._first.get(code) not in (None, number):
            reading.wrong("code", TWICE, row=self._first[code])
            return
        for name in ("code", "code_new"):
            known = self._here.get(getattr(form, name))
            if known is not None and getattr(form, name):
                reading.wrong(name, TAKEN, name=known.name)
        if not parent:
            return
        above = self._above(code)
        if above is None:
            ring = [code]
            while (then := self._parents.get(ring[-1], "")) and then not in ring and len(ring) < 6:
                ring.append(then)
            reading.wrong("parent", CYCLE, codes=" → ".join([*ring, code]))
            return
        top = self._parents.get(above[-1], "") if above else parent
        found = self._here.get(top)
        if found is None:
            # A parent whose own parent is unknown is refused itself; so is what stands below it.
            reading.wrong("parent", UNKNOWN_PARENT)
        elif not self._around.reach.may(Role.OPERATOR, found.path):
            reading.wrong("parent", NOT_YOURS)
        elif parent == top and _ORDER.index(form.level) < _ORDER.index(Level(found.level)):
            reading.wrong("level", HIGHER)
        elif parent not in self._here and parent not in self._good:
            reading.wrong("parent", PARENT_WRONG, row=self._first[parent])

    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]:
        """Generation by generation, because each needs the path of the one above."""
        made: dict[str, str] = {}
        waiting: list[tuple[people.AgencyForm, str]] = list(plans)  # type: ignore[arg-type]
        while waiting:
            ready = [(form, id) for form, parent in waiting if (id := self._id(parent)) is not None]
            rest = [one for one in waiting if self._id(one[1]) is None]
            assert ready, "a row whose parent is not there was not refused"
            ids = people.import_agencies(lot=ready, batch=batch, by=self._around.reach.actor, at=at)
            for (form, _parent), id in zip(ready, ids, strict=True):
                self._ids[form.code] = id
                made[form.code] = f"agency:{id}"
            waiting = rest
        return [made[form.code] for form, _parent in plans]  # type: ignore[misc,has-type]

    def _id(self, code: str) -> int | None:
        known = self._here.get(code)
        if known is not None:
            return known.id
        if code not in self._ids and (
            id := queries.agency_of_code(code, on=self._around.at.astimezone(TZ).date())
        ):
            self._ids[code] = id
        return self._ids.get(code)


def _code(row: Row, column: str) -> str:
    cell = row.cells.get(column)
    return "".join(cell.text.split()).upper() if cell else ""


class Places:
    """Agencies by identifier or, where only one bears it, by name; within the reach of whoever brings in."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._by_code: dict[str, queries.AgencyFacts] = {}
        self._by_name: dict[str, list[queries.AgencyFacts]] = {}
        for facts in queries.tree().acting(on=around.at.astimezone(TZ).date()):
            for code in (facts.code, facts.code_new):
                if code:
                    self._by_code[code] = facts
            self._by_name.setdefault(fold(facts.name), []).append(facts)

    def read(self, reading: Reading, column: str = "agency") -> queries.AgencyFacts | None:
        said = reading.text(column, most=200, needed=True)
        if not said:
            return None
        code = "".join(said.split()).upper()
        found = self._by_code.get(code)
        if found is None:
            named = [
                one
                for one in self._by_name.get(fold(said), ())
                if self._around.reach.may(Role.OPERATOR, one.path)
            ]
            if len(named) > 1:
                reading.wrong(column, SEVERAL, count=len(named))
                return None
            found = named[0] if named else None
        if found is None:
            if code not in self._around.planned:
                reading.wrong(column, UNKNOWN, said=said[:60])
            return None
        if not self._around.reach.may(Role.OPERATOR, found.path):
            reading.wrong(column, NOT_YOURS)
            return None
        return found

    def is_planned(self, reading: Reading, column: str = "agency") -> bool:
        return "".join(reading.cell(column).text.split()).upper() in self._around.planned


UNKNOWN = _("“%(said)s” names no agency here. Bring in the agencies first, or write the identifier.")
SEVERAL = _("names %(count)s agencies. Write the identifier.")
