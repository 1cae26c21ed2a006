"""Rows of officers: who serves where in which role. A further row of the same code is a further role."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold
from motcua.operations.importing import cells
from motcua.operations.importing.agencies import Places
from motcua.operations.importing.checking import TWICE, Around, Reading
from motcua.operations.importing.files import Row
from motcua.operations.importing.words import ROLES, first_words, looked_up
from motcua.people import actions as people
from motcua.people import queries
from motcua.people.rules import Role, contact_faults, officer_faults, person_faults, sign_in_name

ROLE = _("“%(said)s” is no role. Write one of: %(known)s; several with a semicolon between.")
CODE = _("is no officer code. It starts with a letter and has 3 to 40 letters or digits.")
NAME = _("is no full name.")
OTHER_NAME = _("stands in row %(row)s under another name.")
KNOWN_AS = _("belongs to an officer of another name here.")
ONESELF = _("is your own. Nobody gives a role to themselves.")
TAKEN = _("is a name with which somebody else signs in.")
EMAIL = _("is no e-mail address.")
BACKWARDS = _("is before the day from which the role holds.")
HELD = _("is held there already.")


class Officers:
    def __init__(self, around: Around) -> None:
        self._around, self._places = around, Places(around)
        self._seen: dict[str, tuple[int, str]] = {}  # code → row and folded name
        self._given: dict[tuple[str, int, Role], int] = {}
        self._here: dict[str, queries.OfficerOfCode] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        self._here = queries.officers_of_codes({self.label(row) for row in rows})

    def label(self, row: Row) -> str:
        cell = row.cells.get("code")
        return sign_in_name(cell.text)[:40] if cell else ""

    def check(self, reading: Reading) -> object | None:
        code = sign_in_name(reading.text("code", most=80, needed=True))
        name = reading.text("name", most=120, needed=True)
        if code and officer_faults(code=code):
            reading.wrong("code", CODE)
        if name and person_faults(full_name=name):
            reading.wrong("name", NAME)
        agency = self._places.read(reading)
        roles = self._roles(reading)
        basis = reading.text("basis", most=200, needed=True)
        phone = self._phone(reading)
        email = reading.text("email", most=254)
        if contact_faults(email=email):
            reading.wrong("email", EMAIL)
        starts, ends = reading.moment("starts_on"), reading.moment("ends_on")
        if starts and ends and ends.day < starts.day:
            reading.wrong("ends_on", BACKWARDS)
        title, desk = reading.text("title", most=120), reading.text("desk", most=80)
        known = self._who(reading, code, name)
        if not reading.is_good:
            return None
        if agency is None:  # comes with an earlier file of this dry run
            return ()
        held = known.held if known else frozenset()
        for role in roles:
            row = self._given.setdefault((code, agency.id, role), reading.row.number)
            if row != reading.row.number:
                reading.wrong("role", TWICE, row=row)
            elif (agency.id, role.value) in held:
                reading.wrong("role", HELD)
        if not reading.is_good:
            return None
        return people.ImportedOfficer(
            full_name=name,
            code=code,
            title=title,
            phone=phone,
            email=email,
            agency_id=agency.id,
            agency_code=agency.code,
            roles=roles,
            desk=desk,
            starts_at=datetime.combine(starts.day, time(), TZ) if starts else self._around.at,
            ends_at=datetime.combine(ends.day + timedelta(days=1), time(), TZ) if ends else None,
            basis=basis,
            officer_id=known.id if known else None,
        )

    def _phone(self, reading: Reading) -> str:
        found = reading.read("phone", cells.phone)
        if found is None:
            return ""
        if found[1]:
            reading.note("phone", found[1])
        return found[0]

    def _roles(self, reading: Reading) -> tuple[Role, ...]:
        said = reading.text("role", most=200, needed=True)
        found: dict[Role, None] = {}
        for one in re.split(r"[;,/\n]", said):
            if not one.strip():
                continue
            role = looked_up(one, ROLES)
            if role is None:
                reading.wrong("role", ROLE, said=one.strip()[:40], known=first_words(ROLES))
            else:
                found[role] = None
        return tuple(found)

    def _who(self, reading: Reading, code: str, name: str) -> "queries.OfficerOfCode | None":
        """The officer of this code, if there is one and it is the same person."""
        row, folded = self._seen.setdefault(code, (reading.row.number, fold(name)))
        if code and folded != fold(name):
            reading.wrong("code", OTHER_NAME, row=row)
        known = self._here.get(code)
        if known is not None and known.id is None:
            reading.wrong("code", TAKEN)
        elif known is not None and known.id == self._around.reach.officer_id:
            reading.wrong("code", ONESELF)
        elif known is not None and known.name_folded != fold(name):
            reading.wrong("code", KNOWN_AS)
        return known

    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]:
        return people.import_officers(
            lot=list(plans),  # type: ignore[arg-type]
            batch=batch,
            by=self._around.reach.actor,
            at=at,
        )
