"""A store for the new dossiers of one list: what is handed in is kept, and written set by set.

So a list of two hundred costs as many statements as a list of two, and the row that gives numbers, which every
submission to the agency needs, is held for the last of them only.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Model

from motcua import bulk, database
from motcua.chronicle import actions as chronicle
from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.actions.moving import Done
from motcua.dossiers.actions.store import InTheWay, NewDossier, Rows, number_form
from motcua.dossiers.models import Dossier, Movement, Paper, Representation
from motcua.foundation.calendar import TZ
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts


class Listed(Rows):
    """New dossiers at one agency. Nothing is written before `write`, in the caller's transaction."""

    def __init__(self) -> None:
        self._new: list[NewDossier] = []
        self._representations: list[Representation] = []
        self._last: list[Callable[[], None]] = []

    def add(self, row: Model) -> None:
        """Who acts for the applicant is written with the dossiers; what comes after them, at once."""
        if isinstance(row, Representation):
            self._representations.append(row)
        else:
            super().add(row)

    def hand_in(self, new: NewDossier, *, last: Callable[[], None] | None) -> bytes:
        """Number and hash are known when all of them are written; until then they are empty."""
        new.dossier.number = ""
        self._new.append(new)
        if last is not None:
            self._last.append(last)
        return b""

    def write(self, agency: AgencyFacts, *, at: datetime) -> tuple[Done, ...]:
        """All of them, in the order in which they were handed in, or none."""
        dossiers = [new.dossier for new in self._new]
        papers = [paper for new in self._new for paper in new.papers]
        movements = [new.movement for new in self._new]
        for rows in (self._representations, dossiers, papers):
            _give_ids(rows)
        for new in self._new:
            # As the row says it: the representation had no id when it was named.
            if new.dossier.representation is not None:
                new.dossier.representation = new.dossier.representation
            new.movement.dossier_id = new.dossier.pk
            for paper in new.papers:
                paper.dossier_id = new.dossier.pk
        hashes = chronicle.append_many([new.entry for new in self._new])
        for movement, digest in zip(movements, hashes, strict=True):
            movement.entry_hash = digest
        try:
            for dossier, number in zip(dossiers, _numbers(agency, len(dossiers), at=at), strict=True):
                dossier.number = number
            # What others point to comes first.
            bulk.insert(Representation, self._representations)
            bulk.insert(Dossier, dossiers)
            bulk.insert(Paper, papers)
            bulk.insert(Movement, movements)
        except IntegrityError as error:
            raise InTheWay from error
        told = [new for new in self._new if new.template]
        notices.queue_many(
            messages=[
                notices.Message(
                    new.told,
                    new.template,
                    {**new.values, "number": new.dossier.number},
                    new.entry.subject,
                    at,
                )
                for new in told
            ]
        )
        holds = [(one.file_id, f"dossiers.paper:{one.pk}") for one in papers if one.file_id is not None]
        if holds:
            documents.keep_all(holds=holds)
        for more in self._last:
            more()
        return tuple(
            Done(dossier_id=one.pk, number=one.number or "", revision=1, entry_hash=digest)
            for one, digest in zip(dossiers, hashes, strict=True)
        )


def _give_ids(rows: Sequence[Any]) -> None:
    """Known before the rows are written, because others point to them."""
    if rows:
        for row, pk in zip(rows, bulk.next_ids(type(rows[0]), len(rows)), strict=True):
            row.pk = pk


def _numbers(agency: AgencyFacts, count: int, *, at: datetime) -> list[str]:
    """One statement that waits for its turn and cannot skip, as for one (`store.Rows`)."""
    values = [people.same_agency(agency), at.astimezone(TZ).date(), count]
    last = database.change(queries.sql("take_numbers"), values, returning="last").value
    form = number_form(agency, day_at=at)
    return [form.number(one) for one in range(last - count + 1, last + 1)]
