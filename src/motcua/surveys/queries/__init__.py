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
from .versions import VersionFacts, instrument, version, versions

__all__ = [
    "Asked",
    "Columns",
    "DrawnPerson",
    "DrawnPlace",
    "FieldPlace",
    "FieldWork",
    "ListedPlace",
    "Response",
    "RoundFacts",
    "RoundLine",
    "VersionFacts",
    "Waiting",
    "answers",
    "asked",
    "asked_in",
    "check_in_field",
    "drawn_people",
    "drawn_places",
    "enumerators",
    "field_place",
    "field_places",
    "field_rounds",
    "field_work",
    "instrument",
    "listed_places",
    "may_take_back",
    "open_field_places",
    "path_of",
    "people_to_visit",
    "reserve_of",
    "response",
    "round_facts",
    "round_line",
    "rounds",
    "simulated_rounds",
    "units_visible_to",
    "version",
    "versions",
    "visible_to",
]
