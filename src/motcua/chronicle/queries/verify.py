"""Does the record still say what was sealed, and what the world was shown? Reads everything, changes nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from motcua.chronicle import rules
from motcua.chronicle.models import Entry, Epoch, Leaf, Seal, Sealer
from motcua.chronicle.queries.seals import entry_content, seal_statement
from motcua.chronicle.rules import Finding, Published, What
from motcua.chronicle.sql import statement

CHUNK_SEALS = 500
CHUNK_ENTRIES = 20_000
STRAYS_NAMED_MAX = 100


@dataclass(frozen=True)
class Report:
    """What was read, and what is wrong with it."""

    seals: int
    entries: int
    waiting: int
    findings: tuple[Finding, ...]


class Place(NamedTuple):
    position: int
    hash: bytes
    entry_id: int


def verify(
    *,
    public_keys: Mapping[str, bytes],
    published: Iterable[bytes] = (),
    restored: Collection[int] = (),
) -> Report:
    """Check every seal, every entry and, line by line, the seals that were published.

    `restored` names epochs whose restore is known, so that what it lost is no finding.
    """
    findings: list[Finding] = []
    witnesses: list[Published] = []
    for line, witness in rules.read_published(published, public_keys=public_keys):
        if witness is None:
            findings.append(Finding(What.WITNESS, {"line": line}))
        else:
            witnesses.append(witness)
    record = _Record({witness.hash: witness.marks for witness in witnesses}, public_keys)
    findings.extend(record.check())
    findings.extend(_against(witnesses, restored))
    total = Entry.objects.count()
    return Report(
        seals=record.seals,
        entries=record.entries,
        waiting=max(total - record.entries, 0),
        findings=tuple({str(finding): finding for finding in findings}.values()),
    )


class _Record:
    """One walk over the record, from the first seal to the last."""

    def __init__(self, marks: Mapping[bytes, bytes], public_keys: Mapping[str, bytes]) -> None:
        self.published_marks = marks
        self.public_keys = public_keys
        self.before: Seal | None = None
        self.shift = 0
        self.seals = 0
        self.entries = 0

    def check(self) -> Iterator[Finding]:
        for chunk in _chunks():
            places = _places(chunk)
            entries = _entries(chunk)
            for seal in chunk:
                yield from self._seal(seal)
                yield from self._lot(seal, places.get(seal.number, []), entries)
                self.before = seal
                self.seals += 1
        yield from _orphans()
        yield from _strays()

    def _seal(self, seal: Seal) -> Iterator[Finding]:
        before = self.before
        facts = {"seal": seal.number, "first": seal.first, "last": seal.first + seal.count - 1}
        expected = (
            (before.number + 1, before.first + before.count, bytes(before.hash))
            if before
            else (1, 1, rules.NO_SEAL)
        )
        if (seal.number, seal.first, bytes(seal.previous)) != expected:
            yield Finding(What.CHAIN, facts)
        says = seal_statement(seal)
        try:
            key = self.public_keys.get(seal.key)
            if key is None or rules.statement_hash(says) != bytes(seal.hash):
                raise rules.Tampered
            rules.check_signature(seal=says, signature=bytes(seal.signature), public_key=key)
        except rules.Tampered:
            yield Finding(What.SEAL, facts)

    def _lot(
        self, seal: Seal, places: Sequence[Place], entries: Mapping[int, bytes | None]
    ) -> Iterator[Finding]:
        self.entries += len(places)
        for place in places:
            if place.entry_id not in entries:
                yield Finding(What.REMOVED, {"position": place.position})
            elif (true := entries[place.entry_id]) != place.hash:
                yield _exchanged(place, true)
        hashes = [place.hash for place in places]
        positions = [place.position for place in places]
        in_place = positions == list(range(seal.first + self.shift, seal.first + self.shift + seal.count))
        if not in_place or rules.root(hashes) != bytes(seal.root):
            yield from self._explain(seal, hashes, positions)

    def _explain(self, seal: Seal, hashes: Sequence[bytes], positions: Sequence[int]) -> Iterator[Finding]:
        """Which entries of a lot that does not fit its seal are wrong, as far as its marks tell."""
        sealed = rules.split_marks(self.published_marks.get(bytes(seal.hash)) or bytes(seal.marks))
        found = rules.split_marks(rules.marks(hashes))
        named = False
        if len(sealed) == seal.count:
            for finding in rules.compare(sealed=sealed, found=found, places=positions, first=seal.first):
                named = True
                yield finding
            shift, position = _shift(sealed, found, positions, seal.first, self.shift)
            if shift != self.shift:
                self.shift = shift
                named = True
                yield Finding(What.SHIFTED, {"position": position, "places": shift})
        if not named:
            yield Finding(What.LOT, {"first": seal.first, "last": seal.first + seal.count - 1})


def _shift(
    sealed: Sequence[bytes], found: Sequence[bytes], positions: Sequence[int], first: int, before: int
) -> tuple[int, int]:
    """By how many places most entries of a lot stand off, and the first position where one does."""
    home = {mark: first + n for n, mark in enumerate(sealed)}
    off = [
        (position - home[mark], position)
        for mark, position in zip(found, positions, strict=True)
        if mark in home
    ]
    if not off:
        return before, first
    shift = Counter(by for by, _ in off).most_common(1)[0][0]
    return shift, next(position for by, position in off if by == shift)


def _exchanged(place: Place, true: bytes | None) -> Finding:
    """An entry that is not what its leaf says: another one of the record, or one that was changed."""
    home = (
        Leaf.objects.filter(hash=true).values_list("position", flat=True).first()
        if true is not None
        else None
    )
    if home is None or home == place.position:
        return Finding(What.CHANGED, {"position": place.position})
    return Finding(What.REORDERED, {"position": place.position, "sealed": home})


def _chunks() -> Iterator[list[Seal]]:
    """Seals in order, in portions whose entries fit into memory."""
    chunk: list[Seal] = []
    entries = 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=CHUNK_SEALS):
        chunk.append(seal)
        entries += seal.count
        if len(chunk) == CHUNK_SEALS or entries >= CHUNK_ENTRIES:
            yield chunk
            chunk, entries = [], 0
    if chunk:
        yield chunk


def _places(chunk: Sequence[Seal]) -> dict[int, list[Place]]:
    places: dict[int, list[Place]] = {}
    leaves = Leaf.objects.filter(seal_id__gte=chunk[0].number, seal_id__lte=chunk[-1].number)
    for number, position, digest, entry_id in leaves.order_by("seal_id", "position").values_list(
        "seal_id", "position", "hash", "entry_id"
    ):
        places.setdefault(number, []).append(Place(position, bytes(digest), entry_id))
    return places


def _entries(chunk: Sequence[Seal]) -> dict[int, bytes | None]:
    """The true hash of each entry of these seals; None for one whose own hash, or whose text, is broken."""
    wanted = Entry.objects.filter(leaf__seal_id__gte=chunk[0].number, leaf__seal_id__lte=chunk[-1].number)
    try:
        return {entry.id: _true_hash(entry) for entry in wanted.iterator(chunk_size=2_000)}
    except (ValueError, TypeError, AttributeError):
        # SQLite stores whatever is written by hand; a column that cannot be read back spoils the whole answer.
        return {id: _hash_of_row(id) for id in wanted.values_list("id", flat=True)}


def _hash_of_row(id: int) -> bytes | None:
    try:
        return _true_hash(Entry.objects.get(id=id))
    except (ValueError, TypeError, AttributeError):
        return None


def _true_hash(entry: Entry) -> bytes | None:
    digest = rules.entry_hash(entry_content(entry))
    return digest if digest == bytes(entry.hash) else None


def _orphans() -> Iterator[Finding]:
    """Positions whose seal is gone."""
    lost = Leaf.objects.filter(~Exists(Seal.objects.filter(number=OuterRef("seal_id"))))
    positions = list(lost.order_by("position").values_list("position", flat=True))
    if positions:
        yield Finding(What.LOT, {"first": positions[0], "last": positions[-1]})


def _strays() -> Iterator[Finding]:
    """Entries the sealer has passed that have no position."""
    sealer = Sealer.objects.filter(pk=1).first()
    if sealer is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement("strays"), (sealer.xid, sealer.entry, STRAYS_NAMED_MAX))
        rows = cursor.fetchall()
    for _, row, _ in rows:
        yield Finding(What.UNSEALED, {"row": row})


def _against(witnesses: Sequence[Published], restored: Collection[int]) -> Iterator[Finding]:
    """What was published and is here no more: cut off, rewritten, or lost in a restore that an epoch admits."""
    ours = _hashes({witness.number for witness in witnesses})
    last = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    epochs = list(Epoch.objects.order_by("number"))
    missing = [witness for witness in witnesses if ours.get(witness.number) != witness.hash]
    lost: dict[tuple[int, int], list[Published]] = {}
    rest: list[Published] = []
    for witness in missing:
        later = next(
            (e for e in epochs if e.number > witness.epoch and e.after_position < witness.first), None
        )
        if later is None:
            rest.append(witness)
        elif later.number not in restored:
            lost.setdefault((witness.epoch, later.number), []).append(witness)
    for (epoch, later_number), gone in lost.items():
        facts = {"epoch": epoch, "later": later_number}
        yield Finding(What.LOST, {"first": gone[0].first, "last": gone[-1].last, **facts})
    rewritten = [witness for witness in rest if witness.number <= last]
    cut = [witness for witness in rest if witness.number > last]
    if rewritten:
        start = rewritten[0]
        yield Finding(What.REWRITTEN, {"seal": start.number, "first": start.first, "last": start.last})
        yield from _rewritten(rewritten)
    if cut:
        yield Finding(What.CUT, {"seal": cut[0].number, "first": cut[0].first, "last": cut[-1].last})


def _hashes(numbers: Collection[int]) -> dict[int, bytes]:
    if not numbers:
        return {}
    rows = Seal.objects.filter(number__gte=min(numbers), number__lte=max(numbers))
    return {number: bytes(digest) for number, digest in rows.values_list("number", "hash").iterator()}


def _rewritten(witnesses: Sequence[Published]) -> Iterator[Finding]:
    """Which entries differ from those whose marks were published, as far as it is worth reading."""
    sealed: list[bytes] = []
    for witness in witnesses:
        marks = rules.split_marks(witness.marks)
        if len(marks) != witness.count or len(sealed) > CHUNK_ENTRIES:
            break
        sealed.extend(marks)
    first = witnesses[0].first
    leaves = Leaf.objects.filter(position__gte=first, position__lt=first + len(sealed)).order_by("position")
    rows = list(leaves.values_list("position", "hash"))
    yield from rules.compare(
        sealed=sealed,
        found=rules.split_marks(rules.marks([bytes(digest) for _, digest in rows])),
        places=[position for position, _ in rows],
        first=first,
    )
