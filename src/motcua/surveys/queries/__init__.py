"""Questions about surveys; answers are plain values and columns."""

from .asked import Asked, asked, asked_in
from .columns import Columns, answers
from .enumerators import enumerators
from .facts import RoundFacts, round_facts, simulated_rounds
from .field import (
    FieldPlace,
    Waiting,
    check_in_field,
    field_place,
    field_places,
    may_take_back,
    open_field_places,
    path_of,
    reserve_of,
    units_visible_to,
)
from .lists import ListedPlace, listed_places
from .paper import (
    Comparison,
    Sheets,
    Stack,
    comparison,
    may_begin_again,
    paper_waiting,
    place_name,
    sheet_to_type,
    sheets_of,
    stacks,
)
from .people import DrawnPerson, drawn_people, people_to_visit
from .response import Response, response
from .rounds import (
    DrawnPlace,
    FieldWork,
    RoundLine,
    drawn_places,
    field_rounds,
    field_work,
    round_line,
    rounds,
    visible_to,
)
from .versions import VersionFacts, document, instrument, version, versions

__all__ = [
    "Asked",
    "Columns",
    "Comparison",
    "DrawnPerson",
    "DrawnPlace",
    "FieldPlace",
    "FieldWork",
    "ListedPlace",
    "Response",
    "RoundFacts",
    "RoundLine",
    "Sheets",
    "Stack",
    "VersionFacts",
    "Waiting",
    "answers",
    "asked",
    "asked_in",
    "check_in_field",
    "comparison",
    "document",
    "drawn_people",
    "drawn_places",
    "enumerators",
    "field_place",
    "field_places",
    "field_rounds",
    "field_work",
    "instrument",
    "listed_places",
    "may_begin_again",
    "may_take_back",
    "open_field_places",
    "open_places",
    "paper_waiting",
    "path_of",
    "people_to_visit",
    "place_name",
    "reserve_of",
    "response",
    "round_facts",
    "round_line",
    "rounds",
    "sheet_to_type",
    "sheets_of",
    "simulated_rounds",
    "stacks",
    "units_visible_to",
    "version",
    "versions",
    "visible_to",
]
