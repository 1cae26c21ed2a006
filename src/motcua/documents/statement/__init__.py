"""The compact signed statement in the QR code of a result: made, read and believed, or refused with a reason.

It opens no table and asks no network; `keys` alone touches the folder of keys. docs/reference/statement.md says each
byte; the vectors beside this file are checked by this code, by a second reader in the tests and by the page that
checks without the network.
"""

from .content import Kind, Statement
from .cose import BYTES_MAX, PublicKey, check, key_number, sign
from .making import key_document, make, public_keys
from .refusals import (
    REFUSALS,
    KeyNotInForce,
    KeyRevoked,
    StatementForged,
    StatementNotOurs,
    StatementRefused,
    StatementTooLong,
    StatementUnreadable,
    UnknownKey,
)
from .written import TEXT_CHARACTERS_MAX, address, signed_in

__all__ = [
    "BYTES_MAX",
    "REFUSALS",
    "TEXT_CHARACTERS_MAX",
    "KeyNotInForce",
    "KeyRevoked",
    "Kind",
    "PublicKey",
    "Statement",
    "StatementForged",
    "StatementNotOurs",
    "StatementRefused",
    "StatementTooLong",
    "StatementUnreadable",
    "UnknownKey",
    "address",
    "check",
    "key_document",
    "key_number",
    "make",
    "public_keys",
    "sign",
    "signed_in",
]
