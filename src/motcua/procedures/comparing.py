"""What changed between two files of a procedure, place by place, and in words.

Nothing is left out: every place that differs is named, in the words of the editor where it has some, otherwise by
its path. Works on files as they stand, right or wrong.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from motcua.design.writing import number
from motcua.foundation.forms import Kind as FormKind
from motcua.foundation.forms import tables
from motcua.foundation.forms.fields import TODAY
from motcua.foundation.forms.loading import examine
from motcua.foundation.forms.reading import Entry, Notes
from motcua.foundation.money import dong
from motcua.foundation.refusal import gettext_noop
from motcua.procedures import composing, parts, patterns, saying, showing, tied
from motcua.procedures.editing import at
from motcua.procedures.parsing import read_term
from motcua.procedures.parts import Part, Path, Shape

# What is compared as one thing, because people read it as one.
WHOLE = frozenset({"counter", "online", "post", "when", "that", "compute", "fills"})
NAMED_BY = ("code", "group", "number")
BETWEEN_ANSWERS = {
    "rules": gettext_noop("Rules between answers"),
    "that": gettext_noop("What has to hold"),
    "says": gettext_noop("What is said otherwise"),
    "under": gettext_noop("Offered with the answers"),
}


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One place that differs. The path leads through the file it is in: the newer one, or the older if removed."""

    path: Path
    kind: Kind
    before: Any
    after: Any


@dataclass(frozen=True)
class Told:
    """A change in words: where, how it was, how it is."""

    place: str
    kind: Kind
    before: str
    after: str


def changes(before: Any, after: Any, path: Path = ()) -> Iterator[Change]:
    """Every place that differs, in the order of the newer file."""
    if before == after:
        # 1 and True are equal to Python and say different things in a file.
        if json.dumps(before) != json.dumps(after) and not isinstance(after, Mapping | list):
            yield Change(path, Kind.CHANGED, before, after)
        elif isinstance(after, Mapping | list):
            yield from _within(before, after, path)
    elif isinstance(before, Mapping) and isinstance(after, Mapping) and (not path or path[-1] not in WHOLE):
        yield from _within(before, after, path)
    elif _named(before) is not None and _named(after) is not None:
        yield from _rows(before, after, path)
    else:
        yield Change(path, Kind.CHANGED, before, after)


def _within(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key, value in after.items():
            if key in before:
                yield from changes(before[key], value, (*path, key))
            else:
                yield Change((*path, key), Kind.ADDED, None, value)
        for key in before:
            if key not in after:
                yield Change((*path, key), Kind.REMOVED, before[key], None)
    elif isinstance(before, list) and isinstance(after, list):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from changes(one, other, (*path, index))


def _named(rows: Any) -> dict[str, int] | None:
    """Where each row of a list stands, by the name it keeps; None when rows have none, or share one."""
    if not isinstance(rows, list):
        return None
    found: dict[str, int] = {}
    for index, row in enumerate(rows):
        name = (
            next((row[key] for key in NAMED_BY if isinstance(row.get(key), str)), None)
            if isinstance(row, Mapping)
            else None
        )
        if name is None or name in found:
            return None
        found[name] = index
    return found


def _rows(before: list[Any], after: list[Any], path: Path) -> Iterator[Change]:
    was, now = _named(before) or {}, _named(after) or {}
    for name, index in now.items():
        if name in was:
            yield from changes(before[was[name]], after[index], (*path, index))
        else:
            yield Change((*path, index), Kind.ADDED, None, after[index])
    for name, index in was.items():
        if name not in now:
            yield Change((*path, index), Kind.REMOVED, before[index], None)
    kept_before, kept_now = [name for name in was if name in now], [name for name in now if name in was]
    if kept_before != kept_now:
        yield Change(
            path,
            Kind.MOVED,
            [before[was[name]] for name in kept_before],
            [after[now[name]] for name in kept_now],
        )


# In words ---------------------------------------------------------------------------------------------------


def told(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> list[Told]:
    """All changes in the language of the page."""
    return [_tell(change, before, after, language) for change in changes(before, after)]


def _tell(change: Change, before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> Told:
    home = before if change.kind is Kind.REMOVED else after
    labels, part = place(home, change.path, language)
    told_before, told_after = (
        "" if value is None else _value(value, change.path, part, whole, language)
        for value, whole in ((change.before, before), (change.after, after))
    )
    return Told(" · ".join(labels), change.kind, told_before, told_after)


_KEYS = {part.key: part for part in (*parts.GENERAL, *parts.CASE, *parts.HANDLING, *parts.BASIS)}
_FORM_KEYS = {part.key: part for part in parts.FORM_PAGE}


def place(document: Any, path: Path, language: str) -> tuple[list[str], Part | None]:
    """The way to a place in words: “Case “Trong nước” · Paper “Tờ khai” · Name (Vietnamese)”."""
    labels: list[str] = []
    part: Part | None = None
    here, known = document, {**_KEYS}
    prefix = ""
    for step in path:
        here = at(here, (step,))
        if isinstance(step, int):
            labels[-1:] = [_row_label(part, labels[-1] if labels else "", here, step, language)]
            prefix = ""
            known = (
                {inner.key: inner for inner in parts.of_row(part, here).parts}
                if part and part.parts
                else known
            )
            continue
        if step in ("vi", "en") and part is not None:
            labels.append(_("in Vietnamese") if step == "vi" else _("in English"))
            continue
        if step == "cases":
            labels.append(_("Case"))
            continue
        if step == "pages":
            labels[:] = [_("Page of the form")]
            known, part = {**_FORM_KEYS}, None
            continue
        prefix = f"{prefix}.{step}" if prefix else str(step)
        part = known.get(prefix)
        if part is not None:
            labels.append(str(_(part.label)))
            if part.shape in (Shape.CONDITION, Shape.COMPUTED):
                # What stands within is told by its sentence; the line helps to find it.
                inner = path[path.index(step) + 1 :]
                labels += [_("line %(n)s") % {"n": one + 1} for one in inner if isinstance(one, int)][:1]
                break
        elif step in BETWEEN_ANSWERS:
            labels.append(_(BETWEEN_ANSWERS[str(step)]))
        elif not any(key.startswith(f"{prefix}.") for key in known) and step != "forms":
            labels.append(str(step))
    return labels or [".".join(map(str, path))], part


def _row_label(part: Part | None, above: str, row: Any, index: int, language: str) -> str:
    kind = str(_(parts.of_row(part, row).row)) if part is not None and part.row else above
    return f"{kind} “{name_of(row, language) or index + 1}”"


def name_of(row: Any, language: str) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    for key in ("name", "title", "label"):
        wording = row.get(key)
        if isinstance(wording, str):
            return wording
        if isinstance(wording, Mapping):
            return str(wording.get(language) or wording.get("vi") or "")
    return str(next((row[key] for key in NAMED_BY if key in row), ""))


def _value(value: Any, path: Path, part: Part | None, document: Mapping[str, Any], language: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if part is not None and part.shape is Shape.TERM:
        return _term(value, language)
    if path and path[-1] in ("when", "that", "compute"):
        return _built(value, path, document, language)
    if path and path[0] == "forms" and path[-1] in ("under", "options_by"):
        return _tied(value, path, document, language)
    if path and path[-1] == "amount" and isinstance(value, int):
        return dong(value, language)
    if part is not None and part.shape is Shape.DAY and isinstance(value, str):
        return _("the day of filling in") if value == TODAY else composing.shown(value, FormKind.DATE)
    if part is not None and part.shape is Shape.PATTERN and value in patterns.KNOWN:
        return str(_(patterns.KNOWN[value].name))
    if part is not None and part.key == "table" and value in (known := tables.names()):
        return known[value].in_language(language)
    if part is not None and part.choices and isinstance(value, str):
        return str(_(dict(part.choices).get(value, value)))
    if isinstance(value, list):
        return "; ".join(name_of(each, language) or _said(each, language) for each in value)
    if isinstance(value, int | float):
        return number(value)
    return _row(value, path, document, language) if isinstance(value, Mapping) else str(value)


def _said(value: Any, language: str) -> str:
    if isinstance(value, Mapping) and isinstance(value.get("says"), Mapping):
        value = value["says"]
    if isinstance(value, Mapping) and isinstance(value.get("vi"), str):
        return str(value.get(language) or value["vi"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(value: Mapping[str, Any], path: Path, document: Mapping[str, Any], language: str) -> str:
    """A row that came or went: its name; of a fee its amount, of a computed value how it is worked out."""
    name = name_of(value, language)
    if isinstance(value.get("amount"), int) and "kind" in value:
        return f"{name or value.get('code', '')}: {dong(value['amount'], language)}"
    if name and "compute" in value:
        return f"{name}: {_built(value['compute'], (*path, 'compute'), document, language)}"
    if name and "under" in value:
        said = _tied(value["under"], (*path, "under"), document, language)
        return _("%(option)s (with %(answers)s)") % {"option": name, "answers": said}
    return name or _said(value, language)


def _tied(value: Any, path: Path, document: Mapping[str, Any], language: str) -> str:
    """On what the options of a question depend: the question, or the answers with which one is offered."""
    form = at(document, path[:2])
    if path[-1] == "options_by":
        return tied.label_of(value, form, language)
    question = at(document, path[:-3])
    return ", ".join(tied.answers_named(value, question if isinstance(question, Mapping) else {}, form, language))  # fmt: skip


def _term(value: Any, language: str) -> str:
    notes = Notes()
    if isinstance(value, Mapping):
        term = read_term(Entry(value, (), notes))
        if not notes.problems:
            return showing.term(term)
    return _said(value, language)


def _built(value: Any, path: Path, document: Mapping[str, Any], language: str) -> str:
    """A condition or a computed value as a sentence; as it is written where there is none."""
    code = path[1] if path[0] == "forms" else at(document, (*path[:2], "form"))
    form = at(document, ("forms", str(code)))
    if isinstance(form, Mapping):
        say = saying.computed if path[-1] == "compute" else saying.condition
        if words := say(value, examine(form)[0], language):
            return words
    return _said(value, language)
