"""Reading a document key by key and noting every problem with its place, instead of stopping at the first.

Used for forms and for whole procedure files: both are data that people write by hand, so a problem names
the place, says what is wrong in one sentence, and guesses what was meant.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from motcua.foundation.forms.wording import NO_WORDING, Wording
from motcua.foundation.refusal import gettext_noop as _

Path = tuple[str | int, ...]
TEXT_LENGTH_MAX = 4000
LIST_LENGTH_MAX = 300


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where, and a sentence (an English message id) with its facts."""

    path: Path
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The path as people read it: cases.1.papers.3.name"""
        return ".".join(str(part + 1) if isinstance(part, int) else part for part in self.path)


class Notes:
    """Collects problems while a document is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: Path, sentence: str, **facts: object) -> None:
        self.problems.append(Problem(path, sentence, facts))


class Entry:
    """One mapping of a document. Each key is asked for once; `done` reports what nobody asked for."""

    def __init__(self, value: Mapping[str, Any], path: Path, notes: Notes) -> None:
        self.value, self.path, self.notes = value, path, notes
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self.value

    def note(self, sentence: str, *, key: str | None = None, **facts: object) -> None:
        self.notes.add((*self.path, key) if key else self.path, sentence, **facts)

    def raw(self, key: str) -> Any:
        self._asked.add(key)
        return self.value.get(key)

    def text(
        self,
        key: str,
        *,
        required: bool = True,
        default: str = "",
        pattern: str = "",
        length_max: int = TEXT_LENGTH_MAX,
    ) -> str:
        value = self.raw(key)
        if value is None:
            if required:
                self.note(_("“%(name)s” is missing."), key=key, name=key)
            return default
        if not isinstance(value, str):
            self.note(_("“%(found)s” should be text; put it in quotes."), key=key, found=value)
            return default
        return self._sound_text(key, value, pattern, length_max) or default

    def _sound_text(self, key: str, value: str, pattern: str, length_max: int) -> str:
        if not value.strip():
            self.note(_("This text is empty."), key=key)
        elif len(value) > length_max:
            self.note(
                _("This text has %(length)s characters; at most %(most)s are allowed."),
                key=key,
                length=len(value),
                most=length_max,
            )
        elif value != unicodedata.normalize("NFC", value):
            self.note(_("Vietnamese letters must be in composed form (Unicode NFC)."), key=key)
        elif any(unicodedata.category(char) == "Cc" and char != "\n" for char in value):
            self.note(_("This text holds a control character that cannot be seen; type it again."), key=key)
        elif pattern and not re.fullmatch(pattern, value):
            self.note(
                _("“%(found)s” does not have the expected shape (%(pattern)s)."),
                key=key,
                found=value,
                pattern=pattern,
            )
        else:
            return value
        return ""

    def choice(self, key: str, allowed: Collection[str], *, default: str | None = None) -> str:
        value = self.raw(key)
        if value is None:
            if default is None:
                self.note(_("“%(name)s” is missing."), key=key, name=key)
            return next(iter(allowed)) if default is None else default
        if value not in allowed:
            self.note(
                _("“%(found)s” is not known here; write one of: %(allowed)s."),
                key=key,
                found=value,
                allowed=", ".join(sorted(allowed)),
            )
            return next(iter(allowed)) if default is None else default
        return str(value)

    def integer(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        value = self.raw(key)
        if value is None:
            if default is None:
                self.note(_("“%(name)s” is missing."), key=key, name=key)
            return low if default is None else default
        if not isinstance(value, int) or isinstance(value, bool):
            self.note(_("“%(found)s” should be a whole number."), key=key, found=value)
        elif not low <= value <= high:
            self.note(
                _("%(found)s is out of range; write a number from %(low)s to %(high)s."),
                key=key,
                found=value,
                low=low,
                high=high,
            )
        else:
            return value
        return low if default is None else default

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            sentence = (
                _("“%(name)s” is missing.") if value is None else _("“%(found)s” should be true or false.")
            )
            self.note(sentence, key=key, found=value, name=key)
        return bool(value)

    def wording(self, key: str, *, required: bool = True) -> Wording:
        value = self.raw(key)
        if value is None:
            if required:
                self.note(_("“%(name)s” is missing."), key=key, name=key)
            return NO_WORDING
        return both_languages(value, (*self.path, key), self.notes)

    def wordings(self, key: str) -> tuple[Wording, ...]:
        """A list of texts in both languages."""
        return tuple(
            both_languages(value, (*self.path, key, index), self.notes)
            for index, value in enumerate(self._list(key, required=False))
        )

    def texts(
        self, key: str, *, required: bool = False, allowed: Collection[str] | None = None
    ) -> tuple[str, ...]:
        values = self._list(key, required)
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                self.notes.add(
                    (*self.path, key, index), _("“%(found)s” should be text; put it in quotes."), found=value
                )
            elif allowed is not None and value not in allowed:
                self.notes.add(
                    (*self.path, key, index),
                    _("“%(found)s” is not known here; write one of: %(allowed)s."),
                    found=value,
                    allowed=", ".join(sorted(allowed)),
                )
        return tuple(value for value in values if isinstance(value, str))

    def entry(self, key: str, *, required: bool = True) -> "Entry | None":
        value = self.raw(key)
        if value is None:
            if required:
                self.note(_("“%(name)s” is missing."), key=key, name=key)
            return None
        if not isinstance(value, Mapping):
            self.note(_("A block of keys and values is expected here."), key=key)
            return None
        return Entry(value, (*self.path, key), self.notes)

    def entries(self, key: str, *, required: bool = True) -> "tuple[Entry, ...]":
        found = []
        for index, value in enumerate(self._list(key, required)):
            path = (*self.path, key, index)
            if isinstance(value, Mapping):
                found.append(Entry(value, path, self.notes))
            else:
                self.notes.add(path, _("A block of keys and values is expected here."))
        return tuple(found)

    def _list(self, key: str, required: bool) -> Sequence[Any]:
        value = self.raw(key)
        if value is None:
            if required:
                self.note(_("“%(name)s” is missing."), key=key, name=key)
            return ()
        if not isinstance(value, list | tuple):
            self.note(_("A list is expected here."), key=key)
            return ()
        if len(value) > LIST_LENGTH_MAX:
            self.note(
                _("This list is too long; at most %(most)s lines are allowed."), key=key, most=LIST_LENGTH_MAX
            )
            return value[:LIST_LENGTH_MAX]
        if required and not value:
            self.note(_("This list is empty."), key=key)
        return value

    def done(self) -> None:
        """Report the keys nobody asked for, with a guess at what was meant."""
        for key in self.value:
            if key in self._asked:
                continue
            near = get_close_matches(str(key), sorted(self._asked), n=1, cutoff=0.7)
            if near:
                self.note(
                    _("“%(name)s” is not known here. Did you mean “%(near)s”?"),
                    key=str(key),
                    name=key,
                    near=near[0],
                )
            else:
                self.note(_("“%(name)s” is not known here; remove it."), key=str(key), name=key)


def both_languages(value: Any, path: Path, notes: Notes) -> Wording:
    if not isinstance(value, Mapping):
        notes.add(path, _("Write this in both languages, as “vi” and “en”."))
        return NO_WORDING
    both = Entry(value, path, notes)
    for language, sentence in (
        ("vi", _("The Vietnamese text is missing.")),
        ("en", _("The English text is missing.")),
    ):
        if value.get(language) is None:
            both.note(sentence)
    wording = Wording(both.text("vi", required=False), both.text("en", required=False))
    both.done()
    return wording


def only_once(notes: Notes, path: Path, codes: Sequence[str]) -> None:
    """Report codes that stand twice in one list."""
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code and code in seen:
            notes.add((*path, index), _("The code “%(code)s” is used twice."), code=code)
        seen.add(code)
