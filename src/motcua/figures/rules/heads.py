"""The head of a named query: what the number is, said once, in both languages, in the file that counts it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LANGUAGES = ("vi", "en")


class Unit(StrEnum):
    SHARE = "share"  # numerator of denominator
    WORKING_DAYS = "working-days"  # how long; `minutes` of each record


class Period(StrEnum):
    """The moment that puts a record into a month."""

    SUBMITTED = "submitted_at"
    RECEIVED = "received_at"
    DONE = "done_at"


TOLD = ("title", "numerator", "denominator")  # in both languages
ONCE = ("name", "slug", "unit", "period", "basis", "records")
ORDER = ("name", "slug", *(f"{word} {language}" for word in TOLD for language in LANGUAGES), *ONCE[2:])


class BadHead(ValueError):
    """A named query that does not say what it is; a fault of ours, not of people."""


@dataclass(frozen=True)
class Query:
    """One named query. `records` says what a record is; all of them are requests until another room is counted."""

    name: str
    slug: str
    title: Mapping[str, str]
    numerator: Mapping[str, str]
    denominator: Mapping[str, str]
    unit: Unit
    period: Period
    basis: str
    records: str
    sql: str


def read(text: str) -> Query:
    """From a file: `-- word: value` line by line in their order, then one SELECT."""
    lines = text.splitlines()
    said: dict[str, str] = {}
    for line in lines:
        if not line.startswith("-- "):
            break
        word, colon, value = line.removeprefix("-- ").partition(": ")
        if not colon or not value.strip():
            raise BadHead(f"not a line of a head: {line!r}")
        said[word] = value.strip()
    if tuple(said) != ORDER:
        raise BadHead(f"the head says {tuple(said)}, not {ORDER}")
    sql = "\n".join(lines[len(said) :]).strip()
    if not sql.startswith("SELECT") or ";" in sql or "--" in sql:
        raise BadHead("a named query is one SELECT after its head")
    told = {word: {language: said[f"{word} {language}"] for language in LANGUAGES} for word in TOLD}
    return Query(
        name=said["name"],
        slug=said["slug"],
        title=told["title"],
        numerator=told["numerator"],
        denominator=told["denominator"],
        unit=Unit(said["unit"]),
        period=Period(said["period"]),
        basis=said["basis"],
        records=said["records"],
        sql=sql,
    )
