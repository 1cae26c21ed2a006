"""Rows of papers of requests, open or ended: each a file of the folder that came along, checked as any other that is handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.documents import actions as documents
from motcua.documents import queries as kept
from motcua.documents import rules as files
from motcua.documents.queries import StoredFile
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries, rules
from motcua.dossiers.rules import inputs
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, Refusal
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold
from motcua.operations.importing.checking import TWICE, Around, Reading, digest_of
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.files import Row
from motcua.operations.importing.folder import NEEDED, Lying, NotFound
from motcua.operations.importing.requests import Ending, Known
from motcua.operations.importing.rules import Fate
from motcua.operations.models import ImportRow
from motcua.procedures import queries as procedures

PAPERS_MAX = 200  # of one request
NOT_LISTED = _("is not on the list of papers of this procedure: it is kept under this name.")
HERE = _("is here already: the request has this paper with this file.")
SAME_FILE = _("holds the same as the file of row %(row)s, for the same request.")
CHANGED = _(
    "is another file than when this row was brought in: it comes as a further paper, and the one from before stays."
)
PAST = _(
    "ended on %(ended)s: its papers were to be kept until %(until)s. They are not taken in; what becomes of those in the old system, the authority decides."
)
NO_DAY = _(
    "has ended, and nobody said when: its papers are kept as from the day on which they come here. Write the day in the register to count from it."
)
TOO_MANY = _("has more than %(most)s papers.")
CHARACTERS_MAX = 500


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the store said of one row's file."""

    file: StoredFile | None = None
    sha256: str = ""
    refusal: Refusal | NotFound | None = None


class Papers:
    """Looks at files in a dry run and before the yes; keeps those of a lot ahead of the lot's transaction."""

    def __init__(self, around: Around) -> None:
        if around.files is None:
            raise InvalidInput(faults=[Fault("file", NEEDED)])
        self._around, self._files = around, around.files
        self._open = Known(around)
        self._kept: dict[int, _Kept] = {}
        self._before: Mapping[str, str] = {}  # digest of a row's cells → of the file that it brought in
        self._known: Mapping[int, queries.KnownPapers] = {}
        self._said: dict[tuple[int, str, str], int] = {}
        self._contents: dict[tuple[int, str], int] = {}
        self._counts: dict[int, int] = {}
        self._untils: dict[tuple[str, date], date] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        found = self._open.prepare({self.label(row) for row in rows})
        self._known = queries.former_papers_of(found)
        done = ImportRow.objects.filter(
            digest__in=[digest_of(Kind.PAPERS, row) for row in rows], fate=Fate.DONE
        )
        made = dict(done.values_list("digest", "made"))
        files = queries.digests_of_papers(made.values())
        self._before = {digest: files[name] for digest, name in made.items() if name in files}

    def label(self, row: Row) -> str:
        cell = row.cells.get("number")
        return " ".join(cell.text.split())[:60] if cell else ""

    def ahead(self, rows: Sequence[Row], *, by: str) -> None:
        """Each row's file into the store, outside of any transaction; what no row holds in the end goes after a day."""
        self._kept = {}
        self.prepare(rows)
        with documents.looking_at_many():
            for row in rows:
                if not self._is_past(row):  # of what is past nothing is kept
                    self._kept[row.number] = self._stored(row, by=by)

    def _stored(self, row: Row, *, by: str) -> _Kept:
        try:
            lying = self._find(row)
            with self._files.opened(lying) as content:
                file = documents.store(
                    content=content, name=lying.name, accept=files.PAPERS, by=by, at=self._around.at
                )
        except (files.FileRefused, NotFound) as refusal:
            return _Kept(refusal=refusal)
        return _Kept(file, file.sha256)

    def check(self, reading: Reading) -> object | None:
        number = reading.text("number", most=60, needed=True)
        request = self._open.request(reading, number, may_have_ended=True) if number else None
        if number and reading.is_good and self._left_out(reading, self._ending(number, request)):
            return None
        said = reading.text("paper", most=CHARACTERS_MAX, needed=True)
        issued = self._issued(reading)
        kept = self._file(reading) if reading.text("file", most=1_000, needed=True) else None
        if not reading.is_good or kept is None:
            return None
        if request is None:
            return ()  # its request comes with an earlier file of this dry run
        before = self._before.get(digest_of(Kind.PAPERS, reading.row))
        if before == kept.sha256:
            return None  # nothing has changed: the row is here
        if before is not None:
            reading.beside = kept.sha256
            reading.note("file", CHANGED)
        code, name = self._paper(reading, request, said)
        self._check_once(reading, request.dossier_id, code, name, kept.sha256)
        if not reading.is_good:
            return None
        return dossiers.PaperBrought(
            dossier_id=request.dossier_id,
            code=code,
            name=name,
            issued_on=issued,
            file_id=kept.file.id if kept.file else 0,
            sha256=kept.sha256,
        )

    # Its time of keeping ----------------------------------------------------------------------------------------

    def _ending(self, number: str, request: queries.FormerRequest | None) -> Ending | None:
        """How its request ended, if it has."""
        if request is None:
            planned = self._around.ended.get(rules.tidy_number(number))
            return Ending(*planned) if planned is not None else None
        if request.state in rules.OPEN:
            return None
        return Ending(procedures.definition(request.version_id).code, request.ended_on)

    def _left_out(self, reading: Reading, ending: Ending | None) -> bool:
        """What would have to be destroyed on the day on which it comes is not taken in."""
        if ending is None:
            return False
        if ending.on is None:
            reading.note("number", NO_DAY)
            return False
        until = self._until(ending.procedure, ending.on)
        if until >= self._today:
            return False
        reading.is_past = True
        reading.note("number", PAST, ended=f"{ending.on:%d/%m/%Y}", until=f"{until:%d/%m/%Y}")
        return True

    def _is_past(self, row: Row) -> bool:
        reading = Reading(row)
        request = self._open.request(reading, self.label(row), may_have_ended=True)
        return request is not None and self._left_out(reading, self._ending(self.label(row), request))

    def _until(self, procedure: str, ended: date) -> date:
        if (procedure, ended) not in self._untils:
            self._untils[procedure, ended] = kept.kept_until(
                "paper", of=procedure, ended_on=ended, today=self._today
            )
        return self._untils[procedure, ended]

    @property
    def _today(self) -> date:
        return self._around.at.astimezone(TZ).date()

    def _issued(self, reading: Reading) -> date | None:
        said = reading.moment("issued")
        if said is None:
            return None
        if said.day > self._today:
            reading.wrong("issued", rules.LIES_AHEAD)
        return said.day

    # The file ---------------------------------------------------------------------------------------------------

    def _find(self, row: Row) -> Lying:
        return self._files.find(row.cells["file"].text, number=self.label(row))

    def _file(self, reading: Reading) -> _Kept | None:
        kept = self._kept.get(reading.row.number) or self._tried(reading.row)
        if isinstance(kept.refusal, NotFound):
            reading.wrong("file", kept.refusal.sentence, **kept.refusal.facts)
        elif kept.refusal is not None:
            # The report names no file: names of files are often names of people.
            facts = {**kept.refusal.facts, "name": f"….{_ending(reading.row.cells['file'].text)}"}
            reading.wrong("file", kept.refusal.sentence, **facts)
            reading.note("", kept.refusal.next_step, **facts)
        return kept if kept.refusal is None else None

    def _tried(self, row: Row) -> _Kept:
        try:
            lying = self._find(row)
            with self._files.opened(lying) as content:
                digest = documents.try_out(
                    content=content, name=lying.name, accept=files.PAPERS, at=self._around.at
                )
        except (files.FileRefused, NotFound) as refusal:
            return _Kept(refusal=refusal)
        return _Kept(sha256=digest)

    # The paper --------------------------------------------------------------------------------------------------

    def _paper(self, reading: Reading, request: queries.FormerRequest, said: str) -> tuple[str, str]:
        """Of the list of the request's case, by code or name; any other is kept under the name it has."""
        case = procedures.definition(request.version_id).case(request.case)
        for paper in case.papers:
            if fold(said) in (fold(paper.code), fold(paper.name.vi), fold(paper.name.en)):
                return paper.code, paper.name.vi[:CHARACTERS_MAX]
        reading.note("paper", NOT_LISTED)
        return inputs.OTHER_PAPER, said

    def _check_once(self, reading: Reading, dossier_id: int, code: str, name: str, sha256: str) -> None:
        number, known = reading.row.number, self._known.get(dossier_id)
        row = self._said.setdefault((dossier_id, f"{code} {fold(name)}", sha256), number)
        if row != number:
            reading.wrong("file", TWICE, row=row)
            return
        if known is not None and (code, fold(name), sha256) in known.papers:
            reading.wrong("paper", HERE)
            return
        row = self._contents.setdefault((dossier_id, sha256), number)
        if row != number:
            reading.note("file", SAME_FILE, row=row)
        self._counts[dossier_id] = self._counts.get(dossier_id, known.count if known else 0) + 1
        if self._counts[dossier_id] > PAPERS_MAX:
            reading.wrong("number", TOO_MANY, most=PAPERS_MAX)

    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]:
        return dossiers.bring_papers(
            lot=list(plans),  # type: ignore[arg-type]
            batch=batch,
            by=self._around.reach.actor,
            at=at,
        )


def _ending(name: str) -> str:
    return name.rpartition(".")[2][:8] if "." in name else ""
