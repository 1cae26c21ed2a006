"""The one way to say no: a code, the facts, one sentence, the next step, the legal basis.

A refusal is for what people may do wrong. A bug is an `AssertionError` or its like, never a refusal.
Sentences are English message ids; the edge translates them and fills in the facts.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation without translating it here."""
    return message


class Said(str):
    """A fact that is itself a message: translated at the edge with the sentence it stands in."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and what to write instead."""

    field: str
    sentence: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Refusal(Exception):
    """Base of all refusals; each kind is a subclass with its own code."""

    code = "motcua.refused"
    status = 409
    sentence = gettext_noop("This cannot be done now.")
    next_step = gettext_noop("Nothing was changed. Go back and try another way.")
    basis = ""
    # The same said to a program, which has no page to go back to; empty: the words above fit it, too.
    sentence_to_programs = ""
    next_step_to_programs = ""

    def __init__(self, *, faults: Sequence[Fault] = (), **facts: object) -> None:
        super().__init__(self.code)
        self.faults = tuple(faults)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class NotFound(Refusal):
    """What a stranger gets: it does not say whether the thing exists."""

    code = "motcua.not-found"
    status = 404
    sentence = gettext_noop("There is no such page, or it is not open to you.")
    next_step = gettext_noop("Check the address or the code, or start from the home page.")
    sentence_to_programs = gettext_noop(
        "There is nothing of this name here, or it is not open to this account."
    )
    next_step_to_programs = gettext_noop(
        "Check the address, the number or code with its secret, and whose token came with the call."
    )


class Forbidden(Refusal):
    """What a known colleague without the right gets."""

    code = "motcua.forbidden"
    status = 403
    sentence = gettext_noop("Your role does not include this act.")
    next_step = gettext_noop("Pick another of your roles, or ask the head of your unit.")


class InvalidInput(Refusal):
    """Fields to fix; carries one fault for each."""

    code = "motcua.invalid-input"
    status = 422
    sentence = gettext_noop("Some answers need to be corrected.")
    next_step = gettext_noop("Correct the fields listed, then send again. What you typed is kept.")
    next_step_to_programs = gettext_noop("Correct the fields listed, then send again. Nothing was kept.")
