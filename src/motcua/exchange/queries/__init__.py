"""Every question to this room."""

from motcua.exchange.queries.counters import Totals, counted, recount, totals
from motcua.exchange.queries.digests import differing
from motcua.exchange.queries.events import webhook_keys
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
from motcua.exchange.queries.not_heard import unheard
from motcua.exchange.queries.portal_codes import codes as portal_codes
from motcua.exchange.queries.portal_known import may_send, records
from motcua.exchange.queries.streams import cursors, expected, seal_keys, states
from motcua.exchange.queries.subscriptions import health as webhooks

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
    "Totals",
    "connected",
    "counted",
    "cursors",
    "differing",
    "expected",
    "followed",
    "found_by_secret",
    "local",
    "may_register",
    "may_send",
    "national",
    "node",
    "node_of_key",
    "nodes",
    "portal_codes",
    "records",
    "recount",
    "seal_keys",
    "states",
    "totals",
    "unheard",
    "webhook_keys",
    "webhooks",
]
