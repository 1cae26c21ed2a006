"""What the nation writes down about a node and its keys, and what it does not take. Pure."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Sequence
from datetime import timedelta

from motcua.exchange.rules.kinds import Kind
from motcua.foundation.refusal import Fault, Refusal, gettext_noop

OVERLAP = timedelta(
    days=7
)  # a rotated key is still believed so long: what was signed before may still be on its way
OVERLAP_DAYS_MAX = 90
SCOPES_MAX = 50
KEY_BYTES = 32

_NODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
# Plain http only for a node on this machine, as in the demo.
_ADDRESS = re.compile(r"(?:https://[A-Za-z0-9.-]{1,150}|http://(?:127\.0\.0\.1|localhost))(?::\d{1,5})?/?")
# Something between the parts of a key's name, so that it is neither a number nor a word.
_KEY = re.compile(r"(?=.*[-._])[a-z0-9][A-Za-z0-9._-]{3,79}")

LEVEL_OF_KIND = {Kind.PROVINCE: "province", Kind.MINISTRY: "ministry"}


class NodeKnown(Refusal):
    code = "exchange.node-known"
    sentence = gettext_noop("The node %(node)s is registered already.")
    next_step = gettext_noop("Open it in the list of nodes to add a key, to suspend it or to resume it.")


class ScopeTaken(Refusal):
    code = "exchange.scope-taken"
    sentence = gettext_noop("Dossiers of %(scope)s are sent by the node %(node)s already.")
    next_step = gettext_noop("Agree which of the two sends them, then register the other without this code.")


class KeyKnown(Refusal):
    code = "exchange.key-known"
    sentence = gettext_noop("The key %(key)s is registered already.")
    next_step = gettext_noop("Ask the node for the output of motcua exchange key and compare the names.")


class NoSuchKey(Refusal):
    code = "exchange.no-such-key"
    status = 404
    sentence = gettext_noop("The node %(node)s has no key %(key)s that could be revoked.")
    next_step = gettext_noop("Look at the keys on the page of the node; this one may be revoked already.")


class Suspended(Refusal):
    code = "exchange.suspended-already"
    sentence = gettext_noop("The node %(node)s is suspended already.")
    next_step = gettext_noop("Open its page to see why and since when.")


class NotSuspended(Refusal):
    code = "exchange.not-suspended"
    sentence = gettext_noop("The node %(node)s is not suspended.")
    next_step = gettext_noop("Nothing has to be done: what it sends is taken.")


def public_key(typed: str) -> bytes | None:
    """The 32 bytes of an Ed25519 key that base64 writes."""
    try:
        found = b64decode(typed.strip(), validate=True)
    except (Error, ValueError):
        return None
    return found if len(found) == KEY_BYTES else None


def node_faults(
    *, code: str, name: str, address: str, scopes: Sequence[str], keys: Sequence[str]
) -> Iterator[Fault]:
    if not _NODE.fullmatch(code):
        yield Fault("code", gettext_noop("Write capital letters and digits, for example H15."))
    if address and not _ADDRESS.fullmatch(address):
        yield Fault("address", gettext_noop("Write the address with https:// in front, or leave it empty."))
    if not name.strip():
        yield Fault("name", gettext_noop("Write how the node is called."))
    if not 0 < len(scopes) <= SCOPES_MAX or not all(_NODE.fullmatch(scope) for scope in scopes):
        yield Fault(
            "scopes",
            gettext_noop(
                "Write the codes of those whose dossiers it sends, separated by spaces, for example H15."
            ),
        )
    if not keys:
        yield Fault("key", gettext_noop("Write the name of at least one key."))


def key_faults(*, key: str, public: bytes | None) -> Iterator[Fault]:
    if not _KEY.fullmatch(key):
        yield Fault(
            "key",
            gettext_noop("Write the name as motcua exchange key prints it, for example exchange-1-0a1b2c3d."),
        )
    if public is None or len(public) != KEY_BYTES:
        yield Fault(
            "public",
            gettext_noop("Write the 44 characters of the public key, as motcua exchange key prints them."),
        )
