"""Rows of what happened to open requests in the former system, each beside the request that it tells of."""

from collections.abc import Sequence
from datetime import datetime, time

from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries, rules
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _
from motcua.operations.importing.checking import TWICE, Around, Reading
from motcua.operations.importing.files import Row
from motcua.operations.importing.requests import Known
from motcua.operations.importing.words import EVENTS, looked_up

HERE = _("is here already; only capitals or marks differ.")
TOO_MANY = _("has more than %(most)s lines of history.")
OWN_WORDS = _("“%(said)s” is shown to officers only. What the applicant may read is called: %(known)s.")


class History:
    """Reads what happened; the request must be here, or come with an earlier file of the same dry run."""

    def __init__(self, around: Around) -> None:
        self._around, self._open = around, Known(around)
        self._seen: dict[tuple[int, object], int] = {}
        self._lines: dict[int, set[object]] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        self._open.prepare({self.label(row) for row in rows})

    def label(self, row: Row) -> str:
        cell = row.cells.get("number")
        return " ".join(cell.text.split())[:60] if cell else ""

    def check(self, reading: Reading) -> object | None:
        number = reading.text("number", most=60, needed=True)
        request = self._open.request(reading, number) if number else None
        at, has_clock = self._moment(reading, request)
        what = reading.text("what", most=200, needed=True)
        who = reading.text("who", most=200)
        note = reading.text("note", most=2000)
        kind = looked_up(what, EVENTS) if what else None
        if what and kind is None:
            known = "; ".join(words[0] for words in EVENTS.values())
            reading.note("what", OWN_WORDS, said=what[:40], known=known)
        if request is not None and at is not None and what:
            self._check_once(reading, request, queries.identity_of_former(at, what, who, note))
        if not reading.is_good or at is None:
            return None
        if request is None:
            return ()  # its request comes with an earlier file of this dry run
        return dossiers.FormerHappened(
            dossier_id=request.dossier_id,
            at=at,
            has_clock=has_clock,
            kind=kind or rules.FormerEventKind.OTHER,
            what=what,
            who=who,
            note=note,
        )

    def _moment(
        self, reading: Reading, request: queries.FormerRequest | None
    ) -> tuple[datetime | None, bool]:
        said = reading.moment("at")
        if said is None:
            if not any(one.column == "at" for one in reading.remarks):
                reading.text("at", most=40, needed=True)
            return None, False
        has_clock = said.clock is not None
        at = datetime.combine(said.day, said.clock or time(), TZ)
        if at > self._around.at:
            reading.wrong("at", rules.LIES_AHEAD)
        elif request is not None:
            wrong = rules.wrong_former_moment(
                at, has_clock=has_clock, submitted_at=request.submitted_at, came_at=request.came_at
            )
            if wrong is not None:
                reading.wrong("at", wrong[0], **wrong[1])
        return at, has_clock

    def _check_once(self, reading: Reading, request: queries.FormerRequest, said: object) -> None:
        row = self._seen.setdefault((request.dossier_id, said), reading.row.number)
        if row != reading.row.number:
            reading.wrong("number", TWICE, row=row)
            return
        if said in request.known:
            reading.wrong("what", HERE)
            return
        lines = self._lines.setdefault(request.dossier_id, set())
        lines.add(said)
        if len(lines | request.known) > rules.FORMER_EVENTS_MAX:
            reading.wrong("number", TOO_MANY, most=rules.FORMER_EVENTS_MAX)

    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]:
        return dossiers.bring_history(
            lot=list(plans),  # type: ignore[arg-type]
            batch=batch,
            by=self._around.reach.actor,
            at=at,
        )
