"""Every change of this room: one function, one act, one transaction."""

from .answering import answer, take
from .drawing import Drawing, draw_sample
from .freezing import freeze
from .importing import import_answers
from .invitations import code_of, invite, open_station
from .marks import note_marks
from .pool import move_lot, shuffle_pools
from .rounds import NewSurvey, close, open_round, plan
from .versions import Published, load_shipped, publish_version

__all__ = [
    "Drawing",
    "NewSurvey",
    "Published",
    "answer",
    "close",
    "code_of",
    "draw_sample",
    "freeze",
    "import_answers",
    "invite",
    "load_shipped",
    "move_lot",
    "note_marks",
    "open_round",
    "open_station",
    "plan",
    "publish_version",
    "shuffle_pools",
    "take",
]
