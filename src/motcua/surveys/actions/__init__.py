"""Every change of this room: one function, one act, one transaction."""

from .answering import answer, take
from .assigning import assign
from .dossier_drawing import DossierDrawing, draw_from_dossiers
from .drawing import Drawing, draw_sample
from .field import Reported, report_outcome, take_back
from .freezing import freeze
from .importing import import_answers
from .invitations import code_of, invite, open_station
from .marks import note_marks
from .paper import begin_again, settle_sheet, take_typing_back, type_sheet
from .pool import move_lot, shuffle_pools
from .rounds import NewSurvey, close, open_round, plan
from .versions import Published, load_shipped, publish_version

__all__ = [
    "DossierDrawing",
    "Drawing",
    "NewSurvey",
    "Published",
    "Reported",
    "answer",
    "assign",
    "begin_again",
    "close",
    "code_of",
    "draw_from_dossiers",
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
    "report_outcome",
    "settle_sheet",
    "shuffle_pools",
    "take",
    "take_back",
    "take_typing_back",
    "type_sheet",
]
