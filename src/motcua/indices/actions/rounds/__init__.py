"""The acts of a round of scoring, by moment of its life."""

from .allocating import allocate, remind
from .appraising import (
    amend,
    appraise,
    ask,
    decide,
    end_explaining,
    explain,
    finish_appraisal,
    send_questions,
)
from .counting import count_figures, take_figure
from .evidence import Attached, Sent, attach, attach_many, drop_evidence, offer_again
from .figures import FigureRow, bring_in_figures
from .frameworks import load_framework
from .freezing import ComputedRound, compute_round, freeze_round
from .planning import NewRound, open_scoring, plan_round
from .rising import TaskGiven, give_tasks, keep_plan, set_efforts
from .saying import Word
from .scoring import fill_in, lock_overdue, lock_scores
from .surveyed import bring_in_sipas

__all__ = [
    "Attached",
    "ComputedRound",
    "FigureRow",
    "NewRound",
    "Sent",
    "TaskGiven",
    "Word",
    "allocate",
    "amend",
    "appraise",
    "ask",
    "attach",
    "attach_many",
    "bring_in_figures",
    "bring_in_sipas",
    "compute_round",
    "count_figures",
    "decide",
    "drop_evidence",
    "end_explaining",
    "explain",
    "fill_in",
    "finish_appraisal",
    "freeze_round",
    "give_tasks",
    "keep_plan",
    "load_framework",
    "lock_overdue",
    "lock_scores",
    "offer_again",
    "open_scoring",
    "plan_round",
    "remind",
    "send_questions",
    "set_efforts",
    "take_figure",
]
