"""Which state can come after which: the table of acts, followed to its end, since a batch leaves out the steps between."""

from functools import cache

from motcua.dossiers.rules import TABLE, UNDOABLE, Act, State

BACK_TO = {
    Act.SUPPLEMENT: (State.NEW, State.RECEIVED, State.IN_PROGRESS),
    Act.CLEAR_DUTY: (State.RECEIVED, State.IN_PROGRESS),
}


@cache
def reachable() -> frozenset[tuple[int, int]]:
    """Pairs (before, after) that some acts in a row lead through; each state can be told again."""
    steps = {(one, one) for one in State}
    for rule in TABLE.values():
        for before in rule.frm:
            # What ends a wait leads back to where the request was when it was asked for.
            back = BACK_TO.get(rule.act, (before,))
            steps |= {(before, rule.to)} if rule.to is not None else {(before, one) for one in back}
    # What was taken back goes back to where it was; a nation may have heard of it already.
    for act in UNDOABLE:
        if (after := TABLE[act].to) is not None:
            steps |= {(after, before) for before in TABLE[act].frm}
    while True:
        more = {(a, d) for a, b in steps for c, d in steps if b == c} - steps
        if not more:
            return frozenset((int(a), int(b)) for a, b in steps)
        steps |= more
