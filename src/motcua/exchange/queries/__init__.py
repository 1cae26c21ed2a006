"""Every question to this room."""

from motcua.exchange.queries.following import Followed, Office, followed, found_by_secret
from motcua.exchange.queries.health import Lag, Local, National, local, national
from motcua.exchange.queries.nodes import (
    Connected,
    KeyLine,
    NodeFacts,
    NodeLine,
    NodeSheet,
    Share,
    connected,
    may_register,
    node,
    node_of_key,
    nodes,
)
from motcua.exchange.queries.streams import cursors, expected, seal_keys, states

__all__ = [
    "Connected",
    "Followed",
    "KeyLine",
    "Lag",
    "Local",
    "National",
    "NodeFacts",
    "NodeLine",
    "NodeSheet",
    "Office",
    "Share",
    "connected",
    "cursors",
    "expected",
    "followed",
    "found_by_secret",
    "local",
    "may_register",
    "national",
    "node",
    "node_of_key",
    "nodes",
    "seal_keys",
    "states",
]
