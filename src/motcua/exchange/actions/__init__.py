"""Every change of this room."""

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
from motcua.exchange.actions.receive import Arrived, Taken, receive
from motcua.exchange.actions.send import Carrier, Sender, Step, send_next

__all__ = [
    "Arrived",
    "Carrier",
    "NewKey",
    "NewNode",
    "Sender",
    "Step",
    "Taken",
    "add_key",
    "receive",
    "register",
    "resume",
    "revoke_key",
    "rotate",
    "send_next",
    "suspend",
]
