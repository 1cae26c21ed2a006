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

__all__ = [
    "NewKey",
    "NewNode",
    "add_key",
    "register",
    "resume",
    "revoke_key",
    "rotate",
    "suspend",
]
