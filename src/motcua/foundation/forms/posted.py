"""What a browser sends, as answers: `name`, `members-0-name`, `born-day`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from motcua.foundation.forms.conditions import is_empty
from motcua.foundation.forms.fields import Field, Group
from motcua.foundation.forms.kinds import Kind

ROW_NUMBER_MAX = 200
_ROW_NAME = re.compile(r"([a-z][a-z0-9_]*)-(\d{1,3})-([a-z][a-z0-9_]*)(?:-(day|month|year))?")


def is_blank(row: Any) -> bool:
    """A row nobody has written in."""
    return isinstance(row, Mapping) and all(is_empty(part) for part in row.values())


def as_list(value: Any) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def read_field(asked: Field, name: str, posted: Mapping[str, Any], every: Callable[[str], list[str]]) -> Any:
    if asked.kind is Kind.CHOICES:
        return asked.understand(every(name))
    if asked.kind is Kind.DATE and f"{name}-day" in posted:
        parts = [str(posted.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year")]
        return asked.understand("/".join(parts)) if any(parts) else None
    return asked.understand(posted.get(name))


def read_rows(
    group: Group, posted: Mapping[str, Any], every: Callable[[str], list[str]]
) -> list[dict[str, Any]] | None:
    numbers = set()
    for name in posted:
        found = _ROW_NAME.fullmatch(name)
        if found and found[1] == group.code and int(found[2]) < ROW_NUMBER_MAX:
            numbers.add(int(found[2]))
    rows = []
    for number in sorted(numbers):
        if posted.get("_remove") == f"{group.code}.{number}":
            continue
        row = {
            column.code: read_field(column, f"{group.code}-{number}-{column.code}", posted, every)
            for column in group.fields
            if column.compute is None
        }
        if not is_blank(row):
            rows.append({code: part for code, part in row.items() if part is not None})
    if posted.get("_add") == group.code and len(rows) < group.rows_max:
        rows.append({})
    return rows or None
