"""Every change of this room."""

from motcua.exchange.actions.compare import compare, is_due, note_compared
from motcua.exchange.actions.nodes import (
    NewKey,
    NewNode,
    add_key,
    register,
    resume,
    revoke_key,
    rotate,
    suspend,
)
from motcua.exchange.actions.portal import NotTaken, Told, take_portal, tell_portal
from motcua.exchange.actions.receive import Arrived, Taken, hear, receive
from motcua.exchange.actions.replay import ask_replay, send_replays
from motcua.exchange.actions.seals import SEALS_MAX, Held, hold_seals, send_seals
from motcua.exchange.actions.send import Carrier, Sender, Step, send_next
from motcua.exchange.actions.settle import SettledAlready, settle_lost
from motcua.exchange.actions.unheard import tell_unheard

__all__ = [
    "SEALS_MAX",
    "Arrived",
    "Carrier",
    "Held",
    "NewKey",
    "NewNode",
    "NotTaken",
    "Sender",
    "SettledAlready",
    "Step",
    "Taken",
    "Told",
    "add_key",
    "ask_replay",
    "compare",
    "hear",
    "hold_seals",
    "is_due",
    "note_compared",
    "receive",
    "register",
    "resume",
    "revoke_key",
    "rotate",
    "send_next",
    "send_replays",
    "send_seals",
    "settle_lost",
    "suspend",
    "take_portal",
    "tell_portal",
    "tell_unheard",
]
