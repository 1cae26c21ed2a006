"""The electronic result of a dossier: where it stands, and what may be done while a signature is awaited."""

from enum import StrEnum

from motcua.dossiers.rules.states import Act


class Electronic(StrEnum):
    """Kept on the dossier; empty when the result is a paper."""

    DRAFT = "draft"  # proposed; the leader can read it
    SIGNING = "signing"  # the leader has asked for the signature
    SIGNED = "signed"
    STAMPING = "stamping"  # the clerk has given number and date and asked for the stamp
    ISSUED = "issued"


WAITING = frozenset({Electronic.SIGNING, Electronic.STAMPING})
# A signature that is on its way closes no other door than those that would change what is signed.
WHILE_WAITING = frozenset(
    {Act.RECALL, Act.NOTE, Act.KEEP_ORIGINALS, Act.RETURN_ORIGINALS, Act.WITHDRAW, Act.STOP, Act.EXTEND}
)
# Only where there is an electronic result in this stage.
ONLY_AT = {
    Act.SIGN: frozenset({Electronic.DRAFT}),
    Act.STAMP: frozenset({Electronic.SIGNED}),
    Act.RECALL: WAITING,
}
# What is done by itself once the signature is there, and else by hand on paper.
NOT_AT = {Act.MARK_DONE: frozenset({Electronic.SIGNED})}


def fits(act: Act, stage: str) -> bool:
    """Whether an act makes sense where the electronic result stands."""
    if stage in WAITING and act not in WHILE_WAITING:
        return False
    if act in ONLY_AT:
        return stage in ONLY_AT[act]
    return stage not in NOT_AT.get(act, ())
