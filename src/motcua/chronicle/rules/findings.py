"""What a check of the record can find, and how a lot that does not fit its seal says which entry is wrong."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType

from motcua.chronicle.rules.canonical import MARK_BYTES
from motcua.foundation.refusal import gettext_noop

ALIGN_MAX = 20_000  # marks compared one by one; beyond it only the first difference is named


class What(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    INSERTED = "inserted"
    SHIFTED = "shifted"
    LOT = "lot"
    SEAL = "seal"
    CHAIN = "chain"
    UNSEALED = "unsealed"
    CUT = "cut"
    REWRITTEN = "rewritten"
    LOST = "lost"
    WITNESS = "witness"


SENTENCES: Mapping[What, str] = MappingProxyType(
    {
        What.CHANGED: gettext_noop("Position %(position)s: the entry was changed after it was sealed."),
        What.REMOVED: gettext_noop("Position %(position)s: the entry sealed here was removed."),
        What.REORDERED: gettext_noop("Position %(position)s: the entry here was sealed at position %(sealed)s."),
        What.INSERTED: gettext_noop("Position %(position)s: the entry here was never sealed; it was put in."),
        What.SHIFTED: gettext_noop("From position %(position)s on, entries stand %(places)s places from where they were sealed."),
        What.LOT: gettext_noop("Positions %(first)s–%(last)s: at least one entry is not the one that was sealed."),
        What.SEAL: gettext_noop("Seal %(seal)s (positions %(first)s–%(last)s): its signature does not fit what it says."),
        What.CHAIN: gettext_noop("Seal %(seal)s (positions %(first)s–%(last)s) does not continue the seal before it: a seal was removed, put in or exchanged."),
        What.UNSEALED: gettext_noop("Row %(row)s of the entries lies behind the sealer and has no position: it was put in, or its place was removed."),
        What.CUT: gettext_noop("Positions %(first)s–%(last)s were cut off: seal %(seal)s was published and is not here."),
        What.REWRITTEN: gettext_noop("Seal %(seal)s (positions %(first)s–%(last)s) is not the one that was published: the history was rewritten from here on."),
        What.LOST: gettext_noop("Positions %(first)s–%(last)s of epoch %(epoch)s were published and are not here; epoch %(later)s says a restore lost them. If you know of this restore, add --restored %(later)s."),
        What.WITNESS: gettext_noop("Line %(line)s of the published file is not a seal signed by a known key; it proves nothing."),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the record, and where."""

    what: What
    facts: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return SENTENCES[self.what]

    def __str__(self) -> str:
        return self.sentence % self.facts


def compare(
    *, sealed: Sequence[bytes], found: Sequence[bytes], places: Sequence[int], first: int
) -> Iterator[Finding]:
    """How the entries found differ from those sealed from position `first` on, both given by their marks.

    `places` are the positions at which the entries are found.
    """
    gone: dict[int, bytes] = {}
    new: dict[int, bytes] = {}
    changed: dict[int, int] = {}  # where found → where sealed
    for verb, i, i_end, j, j_end in _differences(sealed, found):
        gone.update((first + n, sealed[n]) for n in range(i, i_end))
        new.update((places[n], found[n]) for n in range(j, j_end))
        if verb == "replace":
            changed.update((places[j + n], first + i + n) for n in range(min(i_end - i, j_end - j)))
    # What is missing in one place and found in another was moved; what is left was changed, put in or removed.
    homes: dict[bytes, list[int]] = defaultdict(list)
    for position, mark in gone.items():
        homes[mark].append(position)
    for position, mark in new.items():
        if home := homes.get(mark):
            sealed_at = home.pop(0)
            del gone[sealed_at]
            if sealed_at != position:
                yield Finding(What.REORDERED, {"position": position, "sealed": sealed_at})
        elif changed.get(position) in gone:
            del gone[changed[position]]
            yield Finding(What.CHANGED, {"position": position})
        else:
            yield Finding(What.INSERTED, {"position": position})
    for position in gone:
        yield Finding(What.REMOVED, {"position": position})


def split_marks(marks: bytes) -> list[bytes]:
    return [marks[start : start + MARK_BYTES] for start in range(0, len(marks), MARK_BYTES)]


def _differences(sealed: Sequence[bytes], found: Sequence[bytes]) -> Iterator[tuple[str, int, int, int, int]]:
    """Where the two differ; equal beginnings and ends are set aside first, so a long lot costs little."""
    same = _equal_beginning(sealed, found)
    rest = min(len(sealed), len(found)) - same
    tail = _equal_beginning(sealed[::-1][:rest], found[::-1][:rest])
    left, right = sealed[same : len(sealed) - tail], found[same : len(found) - tail]
    if max(len(left), len(right)) > ALIGN_MAX:
        left, right = left[:1], right[:1]
    for verb, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if verb != "equal":
            yield verb, same + i, same + i_end, same + j, same + j_end


def _equal_beginning(left: Sequence[bytes], right: Sequence[bytes]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
