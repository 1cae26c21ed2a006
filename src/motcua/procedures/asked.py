"""What a form asks, read from a file as it stands: which questions a condition or a computed value can name. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.procedures.composing import GROUP
from motcua.procedures.editing import at
from motcua.procedures.parts import Section


@dataclass(frozen=True)
class Asked:
    """One question, group or column. `spot` says where: page, field and, of a column, its number."""

    code: str
    kind: str
    row: Mapping[str, Any]
    spot: tuple[int, ...]
    group: str = ""
    is_computed: bool = False

    @property
    def is_group(self) -> bool:
        return self.kind == GROUP


def form_of(document: Mapping[str, Any], section: Section) -> Mapping[str, Any] | None:
    """The form that a section belongs to, or that its case uses."""
    in_form = section.path[:1] == ("forms",)
    code = section.path[1] if in_form else at(document, (*section.path, "form")) if section.path else None
    form = at(document, ("forms", str(code))) if code else None
    return form if isinstance(form, Mapping) else None


def asked(document: Mapping[str, Any], section: Section) -> tuple[Asked, ...]:
    """Everything the form of a section asks, in reading order."""
    form = form_of(document, section)
    pages = form.get("pages") if form else None
    return tuple(
        found
        for number, page in enumerate(pages if isinstance(pages, list) else [])
        for found in _on_page(page, number)
    )


def _on_page(page: Any, number: int) -> Iterator[Asked]:
    for index, row in enumerate(_rows(page)):
        if isinstance(row.get("group"), str):
            yield Asked(row["group"], GROUP, row, (number, index))
            for place, column in enumerate(_rows(row)):
                if isinstance(column.get("code"), str):
                    yield _one(column, (number, index, place), row["group"])
        elif isinstance(row.get("code"), str):
            yield _one(row, (number, index))


def _one(row: Mapping[str, Any], spot: tuple[int, ...], group: str = "") -> Asked:
    return Asked(row["code"], str(row.get("kind", "")), row, spot, group, "compute" in row)


def _rows(place: Any) -> list[Mapping[str, Any]]:
    rows = place.get("fields") if isinstance(place, Mapping) else None
    return [row if isinstance(row, Mapping) else {} for row in rows] if isinstance(rows, list) else []


def kinds(document: Mapping[str, Any], section: Section) -> dict[str, str]:
    """Of what kind each question is, groups and columns among them."""
    return {each.code: each.kind for each in asked(document, section)}


def before(every: tuple[Asked, ...], spot: tuple[int, ...] | None, group: str = "") -> tuple[Asked, ...]:
    """What a condition at a spot can ask about: what stands before it; None: everything the form asks.

    Columns can be asked about inside their group only.
    """
    return tuple(
        each
        for each in every
        if each.code and (not each.group or each.group == group) and (spot is None or each.spot < spot) and each.code != group
    )  # fmt: skip
