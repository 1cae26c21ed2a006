"""The list of places that a sample is drawn from, read from CSV or from cells pasted with tabs. Pure.

One row a village or street group: its commune, its name, how many adults live there. District, stratum and province (by
its statistical code) may stand beside them. Every province is drawn by itself, in its strata where there are such. Where a
column names households, one row is a household, and a village has the adults of its households, in the order of the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold, plain
from motcua.foundation.text_files import decoded
from motcua.foundation.typed import integer

from .importing import BYTES_MAX, table_of
from .rules.groups import LEAST
from .sampling import Method, Stage

ROWS_MAX = 20_000
HOUSEHOLDS_MAX = 500_000
ADULTS_MAX = 50  # of one household
FAULTS_MAX = 50
PEOPLE_MAX = 1_000_000
# Column → how its head may be written, folded.
HEADS = {
    "province": ("tinh", "province"),
    "stratum": ("tang", "stratum"),
    "district": ("huyen", "district"),
    "commune": ("xa", "xa, phuong", "commune"),
    "village": ("thon", "thon, to dan pho", "village"),
    "household": ("ho", "so ho", "ho gia dinh", "household"),
    "people": ("nguoi", "so nguoi", "people", "adults"),
}
NEEDED = ("commune", "village", "people")


@dataclass(frozen=True)
class Wish:
    """How many to draw: districts of a stratum (where the list has them), communes, villages, people of a village."""

    communes: int
    villages: int
    people: int
    seed: int
    districts: int = 0
    reserve: int = 1  # villages of each commune that stand in

    def stages(self, *, with_districts: bool) -> list[Stage]:
        """By the number of people; where there are fewer than are wished for, all are taken."""
        by_size = {"method": Method.PPS_MIXED, "size": "people", "short": "all"}
        first = [Stage("district", self.districts, **by_size)] if with_districts else []
        return [
            *first,
            Stage("commune", self.communes, **by_size),
            Stage("village", self.villages, reserve=self.reserve, **by_size),
        ]


@dataclass(frozen=True)
class PlaceList:
    """The list as columns; `district` is there only where the list has it."""

    columns: dict[str, list[object]]
    # Of each row its households, in their order: what they are called, how many adults. Empty for a list of villages.
    households: Sequence[Sequence[tuple[str, int]]] = ()

    @property
    def rows(self) -> int:
        return len(self.columns["village"])

    @property
    def with_districts(self) -> bool:
        return "district" in self.columns


def read(content: bytes) -> tuple[PlaceList | None, list[Fault]]:
    """The list, or everything that is wrong with it; rows count as a spreadsheet does, the head being row 1."""
    text, fault = decoded(content, bytes_max=BYTES_MAX)
    if fault:
        return None, [fault]
    head, rows = table_of(text)
    places = {name: _place(head, words) for name, words in HEADS.items()}
    missing = [HEADS[name][0] for name in NEEDED if places[name] is None]
    if missing or not rows:
        sentence = _("The first line must name the columns xa, thon and nguoi. Missing: %(missing)s.")
        return None, [Fault("list", sentence, {"missing": ", ".join(missing) or "–"})]
    by_household = places["household"] is not None
    if len(rows) > (HOUSEHOLDS_MAX if by_household else ROWS_MAX):
        return None, [_too_long(by_household)]
    columns: dict[str, list[object]] = {name: [] for name, place in places.items() if place is not None}
    faults: list[Fault] = []
    seen: dict[tuple[object, ...], int] = {}
    for row, cells in rows:
        said = {name: _cell(cells, place) for name, place in places.items() if place is not None}
        faults += _faults(row, said, seen)
        for name, value in said.items():
            columns[name].append((integer(value) or 0) if name == "people" else value)
        if len(faults) > FAULTS_MAX:
            return None, faults[:FAULTS_MAX]
    households: list[list[tuple[str, int]]] = []
    if by_household and not faults:
        columns, households, faults = _by_village(columns, [row for row, _cells in rows])
    if "province" in columns:  # a province is drawn by itself, whatever its strata
        columns["stratum"] = [
            " · ".join(str(part) for part in parts)
            for parts in zip(
                *(columns[name] for name in ("province", "stratum") if name in columns), strict=True
            )
        ]
    return (None if faults else PlaceList(columns, households)), faults[:FAULTS_MAX]


def _too_long(by_household: bool) -> Fault:
    if by_household:
        return Fault("list", _("The list has more than %(most)s households."), {"most": HOUSEHOLDS_MAX})
    return Fault("list", _("The list has more than %(most)s places."), {"most": ROWS_MAX})


def _by_village(
    columns: dict[str, list[object]], rows: Sequence[int]
) -> tuple[dict[str, list[object]], list[list[tuple[str, int]]], list[Fault]]:
    """The villages of a list of households, in the order in which they first stand there."""
    names = [name for name in columns if name not in ("household", "people")]
    place_of: dict[tuple[object, ...], int] = {}
    first: list[int] = []
    households: list[list[tuple[str, int]]] = []
    for row, key, household, people in zip(
        rows,
        zip(*(columns[name] for name in names), strict=True),
        columns["household"],
        columns["people"],
        strict=True,
    ):
        place = place_of.setdefault(key, len(place_of))
        if place == len(first):
            first.append(row)
            households.append([])
        households[place].append((str(household), int(str(people))))
    adults = [sum(people for _name, people in there) for there in households]
    sentence = _(
        "Row %(row)s: the households of this place have fewer than %(least)s adults; join it with a neighbour."
    )
    faults = [
        Fault("list", sentence, {"row": first[place], "least": LEAST})
        for place, count in enumerate(adults)
        if count < LEAST
    ]
    made: dict[str, list[object]] = {
        name: list(column) for name, column in zip(names, zip(*place_of, strict=True), strict=True)
    }
    return made | {"people": list(adults)}, households, faults


def _place(head: Sequence[str], words: Sequence[str]) -> int | None:
    return next((at for at, name in enumerate(head) if fold(plain(name)) in words), None)


def _cell(cells: Sequence[str], place: int) -> str:
    return plain(cells[place]).strip() if place < len(cells) else ""


def _faults(row: int, said: dict[str, str], seen: dict[tuple[object, ...], int]) -> list[Fault]:
    empty = [HEADS[name][0] for name, value in said.items() if not value]
    if empty:
        return [
            Fault("list", _("Row %(row)s: %(columns)s is empty."), {"row": row, "columns": ", ".join(empty)})
        ]
    people = integer(said["people"])
    if "household" in said:
        if people is None or not 0 < people <= ADULTS_MAX:
            sentence = _("Row %(row)s: “%(value)s” is not a number of adults of a household, 1 to %(most)s.")
            return [Fault("list", sentence, {"row": row, "value": said["people"], "most": ADULTS_MAX})]
    elif people is not None and 0 < people < LEAST:
        sentence = _("Row %(row)s: fewer than %(least)s people; join this place with a neighbour.")
        return [Fault("list", sentence, {"row": row, "least": LEAST})]
    elif people is None or not 0 < people <= PEOPLE_MAX:
        sentence = _("Row %(row)s: “%(value)s” is not a number of people above zero.")
        return [Fault("list", sentence, {"row": row, "value": said["people"]})]
    key = tuple(value for name, value in said.items() if name != "people")
    first = seen.setdefault(key, row)
    if first != row:
        sentence = (
            _("Row %(row)s: this household stands in row %(first)s already.")
            if "household" in said
            else _("Row %(row)s: this place stands in row %(first)s already.")
        )
        return [Fault("list", sentence, {"row": row, "first": first})]
    return []


def wish_of(sent: dict[str, str]) -> tuple[Wish | None, list[Fault]]:
    """The numbers of the form. Fewer people of a village would be a cell that names them."""
    limits = {"communes": (1, 500), "villages": (1, 100), "people": (LEAST, 500), "reserve": (0, 10), "seed": (0, 2**53), "districts": (1, 100)}  # fmt: skip
    numbers = {name: integer(sent.get(name, "").strip()) for name in limits}
    faults = [
        Fault(name, _("Write a number from %(low)s to %(high)s."), {"low": low, "high": high})
        for name, (low, high) in limits.items()
        if (value := numbers[name]) is None or not low <= value <= high
    ]
    if faults:
        return None, faults
    return replace(Wish(1, 1, LEAST, 0), **{name: value or 0 for name, value in numbers.items()}), []
