"""What goes into a packet: gathered in one look at the database, before the first byte is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from motcua.chronicle import queries as chronicle
from motcua.chronicle.rules import JSON
from motcua.documents import queries as signatures
from motcua.documents import rules as files
from motcua.documents import statement
from motcua.dossiers.models import Dossier, Movement, Paper, Result, ResultDraft, Reuse
from motcua.dossiers.queries import corrections, electronic
from motcua.dossiers.queries.former_papers import entries_of_papers
from motcua.dossiers.queries.history import FormerLine, former_events
from motcua.dossiers.queries.timeline import PUBLIC
from motcua.dossiers.rules.electronic import Electronic
from motcua.foundation.calendar import TZ

PAPERS, RESULTS, SHEETS = "giay-to", "ket-qua", "phieu-sua"
# What no file system of a reader should be given, beside what cannot be printed.
FORBIDDEN = frozenset('<>:"/\\|?*')
NAME_BYTES_MAX = 120
FILES_MAX = 2_000


@dataclass(frozen=True)
class Held:
    """One stored file and where it lies in the packet."""

    path: str
    file_id: int


@dataclass(frozen=True)
class Packet:
    number: str
    made_at: datetime
    node: str
    demo: bool
    files: tuple[Held, ...]
    entries: tuple[dict[str, JSON], ...]  # content, position, path and number of the seal; sealed ones only
    seals: tuple[dict[str, JSON], ...]  # statement and signature
    unsealed: int  # entries that wait for their seal
    former: tuple[dict[str, JSON], ...]  # what the system before told; none of it is sealed
    keys: dict[str, JSON]


def gather(dossier: Dossier, *, in_full: bool, at: datetime) -> Packet:
    """Whoever asks has passed the gate. Not in full: without the entries of the office's own affairs."""
    papers = Paper.objects.filter(dossier=dossier, file_id__isnull=False).order_by("id")[:FILES_MAX]
    results = Result.objects.filter(dossier=dossier, file_id__isnull=False)
    movements = Movement.objects.filter(dossier=dossier).order_by("seq")
    hashes = [bytes(row.entry_hash) for row in movements if in_full or row.act in PUBLIC]
    hashes += _signed(dossier, in_full=in_full)
    original = electronic.original_of(dossier)
    if original is not None and original.end_entry:
        hashes.append(original.end_entry)
    reuses = Reuse.objects.filter(paper__dossier=dossier).order_by("pk").values_list("entry_hash", flat=True)
    hashes += [bytes(digest) for digest in reuses]
    hashes += entries_of_papers(dossier)
    sheets = corrections.with_sheet(dossier)[:FILES_MAX]
    hashes += [bytes(row.sheet_entry) for row in sheets if row.sheet_entry]
    names = signatures.facts([row.sheet_file_id for row in sheets if row.sheet_file_id is not None])
    sealed = chronicle.sealed_entries(hashes)
    seals = {str(one.seal["number"]): one for one in sealed}
    keys = chronicle.key_document()
    assert isinstance(keys["keys"], list)
    return Packet(
        number=dossier.number or "",
        made_at=at,
        node=settings.NODE,
        demo=settings.DEMO,
        files=(
            *_held(PAPERS, ((row.name, row.file_id) for row in papers)),
            *_held(RESULTS, ((row.kind, row.file_id) for row in results)),
            *_held(SHEETS, ((names[row.sheet_file_id].name, row.sheet_file_id) for row in sheets)),  # type: ignore[index]
        ),
        entries=tuple(
            {
                "entry": dict(one.content),
                "hash": one.proof.entry_hash.hex(),
                "position": one.proof.position,
                "path": [step.hex() for step in one.proof.path],
                "seal": one.seal["number"],
            }
            for one in sealed
        ),
        seals=tuple(
            {"seal": dict(one.seal), "signature": one.proof.signature.hex()} for one in seals.values()
        ),
        unsealed=len(hashes) - len(sealed),
        keys=keys | {"keys": [*keys["keys"], *statement.key_document()]},
        former=tuple(_told(line) for line in former_events(dossier, in_full=in_full)),
    )


def _told(line: FormerLine) -> dict[str, JSON]:
    """A day is no moment: without its time it is written as a day."""
    here = line.at.astimezone(TZ)
    return {
        "at": here.isoformat() if line.has_clock else here.date().isoformat(),
        "kind": line.kind.value,
        "words": line.what,
        "who": line.who,
        "note": line.note,
    }


def _signed(dossier: Dossier, *, in_full: bool) -> list[bytes]:
    """Entries of the signatures on the result; whoever asked for it reads of them once it was issued."""
    if not dossier.electronic or not (in_full or dossier.electronic == Electronic.ISSUED):
        return []
    draft = ResultDraft.objects.filter(dossier=dossier).only("pk").first()
    holders = [f"dossiers.draft:{draft.pk}"] if draft else []
    return [
        one.entry_hash
        for holder in (*holders, f"dossiers.result:{dossier.pk}")
        for one in signatures.signings_of(holder)
        if one.entry_hash
    ]


def _held(folder: str, found: Iterable[tuple[str, int | None]]) -> list[Held]:
    """Numbered, so that two papers of one name stay two."""
    return [
        Held(f"{folder}/{place:03d}-{safe(name)}", file_id)
        for place, (name, file_id) in enumerate(found, start=1)
        if file_id is not None
    ]


def safe(name: str) -> str:
    """A name for any file system: no folders, nothing that hides or turns around what is read, of bounded length."""
    plain = "".join("-" if sign in FORBIDDEN else sign for sign in files.clean_name(name))
    cut = plain.encode()[:NAME_BYTES_MAX].decode(errors="ignore").strip(" .-")
    return cut or "giay"
