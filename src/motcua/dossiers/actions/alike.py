"""Lives that differ from a played one only in who asks: its rows are written again, each with what is its own.

Own are ids, the number, whose request it is, what is locked, every salt, and every entry with its chance and its
hash. All else the acts would decide again as they did, because no rule asks who the person is as long as no officer
of the dossier belongs to them. A test plays such lives one by one and compares every table. For data by the million;
PostgreSQL only, for lines of COPY are what is written.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Model

from motcua import bulk
from motcua.chronicle.actions import NewEntry, Other, alike
from motcua.chronicle.rules import text_digest
from motcua.dossiers import queries, sealing
from motcua.dossiers.actions.hand_in import applicant_columns
from motcua.dossiers.actions.store import NewDossier
from motcua.dossiers.models import Dossier, Extension, HandOver, Movement, Paper, Passage, Result, Wait
from motcua.dossiers.rules import inputs
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures

DOSSIER = (
    "id", "key", "number", "submission", "applicant_id", "sender_id", "applicant_name", "applicant_folded",
    "applicant_phone", "applicant_email", "applicant_address", "sealed", "salt",
)  # fmt: skip
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Played:
    """What a life that was just played has left in a lot."""

    new: NewDossier
    rows: dict[type[Model], list[Any]]
    entries: list[NewEntry]


@dataclass(frozen=True, slots=True)
class Own:
    """What is a life's own."""

    dossier: int
    subject: str
    actor: str  # in what the person did
    name: str
    waits: dict[int, int]  # of the played life's waits


class Writer:
    """Lines for one table after another. `lot` gives ids and numbers, and takes the lines."""

    def __init__(self, lot: Any, played: Played) -> None:
        self.lot, self.played = lot, played
        self.dossier: Dossier = played.new.dossier
        assert self.dossier.representation_id is None, "who acts for somebody else is played"
        assert all(paper.file_id is None and paper.held_id is None for paper in played.rows[Paper])

    def write(self, lives: Sequence[tuple[Reach, inputs.Submit]]) -> list[int]:
        """The rows of these, each the person's reach and request; answers the ids of the dossiers."""
        owns = self._dossiers(lives)
        self._movements(owns)
        for model in (Wait, Paper, Passage, Extension, Result, HandOver):
            for row in self.played.rows[model]:
                self._rows_of(model, row, owns)
        return [own.dossier for own in owns]

    def _dossiers(self, lives: Sequence[tuple[Reach, inputs.Submit]]) -> list[Own]:
        pattern = bulk.Pattern(Dossier, self.dossier, open_columns=DOSSIER)
        form = queries.form_of(procedures.definition(self.dossier.version_id), self.dossier.case)
        waits = [wait.pk for wait in self.played.rows[Wait]]
        owns, lines = [], []
        for reach, given in lives:
            key, pk = uuid4(), self.lot.next_id(Dossier)
            subject, who = f"dossier:{key}", applicant_columns(given.applicant)
            sealed = sealing.parted(given.data, form=form, about=subject)["sealed"]
            lines.append(
                pattern.filled(
                    pk,
                    key,
                    self.lot.next_number(self.played.new),
                    given.submission,
                    who["applicant_id"],
                    given.submitted_by_id,
                    who["applicant_name"],
                    who["applicant_folded"],
                    who["applicant_phone"],
                    who["applicant_email"],
                    who["applicant_address"],
                    sealed,
                    secrets.token_bytes(SALT_BYTES),
                )
            )
            own_waits = {wait: self.lot.next_id(Wait) for wait in waits}
            owns.append(Own(pk, subject, f"person:{reach.person}", str(who["applicant_name"]), own_waits))
        self.lot.take_lines(Dossier, lines)
        return owns

    def _movements(self, owns: Sequence[Own]) -> None:
        """Each act with its entry; an officer's words are the same, under a salt of their own."""
        for movement, entry in zip(self.played.rows[Movement], self.played.entries, strict=True):
            theirs, words = movement.actor.startswith("person:"), "words" in entry.data
            salts = [secrets.token_bytes(SALT_BYTES) if movement.salt else b"" for _ in owns]
            others = [
                Other(
                    subject=own.subject,
                    actor=own.actor if theirs else movement.actor,
                    words=text_digest(text=movement.text, salt=salt) if words else "",
                )
                for own, salt in zip(owns, salts, strict=True)
            ]
            entries = list(alike(entry=entry, others=others))
            pattern = bulk.Pattern(
                Movement, movement, open_columns=("dossier_id", "actor", "salt", "entry_hash")
            )
            self.lot.take_entries([line for _digest, line in entries])
            self.lot.take_lines(
                Movement,
                [
                    pattern.filled(own.dossier, other.actor, salt, digest)
                    for own, other, salt, (digest, _line) in zip(owns, others, salts, entries, strict=True)
                ],
            )

    def _rows_of(self, model: type[Model], row: Any, owns: Sequence[Own]) -> None:
        columns: tuple[str, ...] = ("dossier_id",)
        values = [[own.dossier] for own in owns]
        if model is Wait:
            columns = ("id", "dossier_id")
            values = [[own.waits[row.pk], own.dossier] for own in owns]
        elif model is Paper and row.wait_id is not None:
            columns = ("dossier_id", "wait_id")
            values = [[own.dossier, own.waits[row.wait_id]] for own in owns]
        elif model is HandOver and row.name == self.dossier.applicant_name:
            columns = ("dossier_id", "name")
            values = [[own.dossier, own.name] for own in owns]
        if model is Paper and row.pk is not None:
            columns = ("id", *columns)
            values = [[self.lot.next_id(Paper), *rest] for rest in values]
        pattern = bulk.Pattern(model, row, open_columns=columns)
        self.lot.take_lines(model, [pattern.filled(*one) for one in values])
