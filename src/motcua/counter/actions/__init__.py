"""Every change at the counter; import from here."""

from motcua.counter.actions.appointments import book, cancel, check_in, close_missed, remind
from motcua.counter.actions.arranging import NewQueue, NewWindow, add_queue, add_window, change_window
from motcua.counter.actions.handing import give_sheet, take_sheet
from motcua.counter.actions.sending import Receipt, send
from motcua.counter.actions.serving import Begun, begin_request
from motcua.counter.actions.tickets import call_again, call_next, finish, lay_aside, take

__all__ = [
    "Begun",
    "NewQueue",
    "NewWindow",
    "Receipt",
    "add_queue",
    "add_window",
    "begin_request",
    "book",
    "call_again",
    "call_next",
    "cancel",
    "change_window",
    "check_in",
    "close_missed",
    "finish",
    "give_sheet",
    "lay_aside",
    "remind",
    "send",
    "take",
    "take_sheet",
]
