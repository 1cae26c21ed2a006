"""What is wrong with a paper, in the reader's words; and the list from which an officer ticks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext

from motcua.dossiers.rules.defects import DEFECT_NAMES, Defect, defects_of

DEFECT_WORDS: dict[Defect, Promise] = {kind: gettext_lazy(words) for kind, words in DEFECT_NAMES.items()}


@dataclass(frozen=True)
class Ticks:
    """One line's ticks, free words and basis, as they stand."""

    code: str
    name: str
    kinds: tuple[tuple[Defect, Promise, bool], ...]
    what: str
    bases: tuple[tuple[str, bool], ...]

    @property
    def is_ticked(self) -> bool:
        return bool(self.what) or any(ticked for _kind, _words, ticked in self.kinds)


def kinds_of(item: Mapping[str, Any]) -> str:
    return "; ".join(str(DEFECT_WORDS[kind]) for kind in defects_of(item))


def what_of(item: Mapping[str, Any], *, with_basis: bool = False) -> str:
    """Defects, the officer's words, and what asks for it."""
    parts = [kinds_of(item), str(item.get("what", ""))]
    said = "; ".join(part for part in parts if part)
    basis = str(item.get("basis", ""))
    if with_basis and basis and said:
        return pgettext("a defect and its legal basis", "%(said)s (%(basis)s)") % {
            "said": said,
            "basis": basis,
        }
    return said


def ticks(
    posted: QueryDict, *, code: str, name: str, bases: Sequence[str], what: str = "", missing: bool = False
) -> Ticks:
    """As typed; before anything was, what is missing stands ticked."""
    ticked = (
        set(posted.getlist(f"defect-{code}")) if posted else ({Defect.MISSING.value} if missing else set())
    )
    chosen = posted.get(f"basis-{code}", "") if posted else ""
    return Ticks(
        code=code,
        name=name,
        kinds=tuple((kind, words, kind.value in ticked) for kind, words in DEFECT_WORDS.items()),
        what=posted.get(f"what-{code}", "") if posted else what,
        bases=tuple((basis, basis == chosen) for basis in bases),
    )


def read(posted: QueryDict, code: str, *, bases: Sequence[str]) -> tuple[tuple[Defect, ...], str]:
    """The ticks of one line, in the list's order, and the basis: the one chosen, or the procedure's first."""
    ticked = set(posted.getlist(f"defect-{code}"))
    kinds = tuple(kind for kind in Defect if kind.value in ticked)
    chosen = posted.get(f"basis-{code}", "")
    return kinds, chosen if chosen in bases else (bases[0] if bases and kinds else "")


def says(posted: QueryDict, code: str) -> bool:
    return bool(posted.getlist(f"defect-{code}") or posted.get(f"what-{code}", "").strip())


def lines_of(items: Sequence[Mapping[str, Any]]) -> str:
    """All of a letter's list as words, one line each."""
    said = [(str(item["name"]), what_of(item)) for item in items]
    return "\n".join(f"{name}: {what}" if what else name for name, what in said)
