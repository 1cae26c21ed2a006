"""Which state can come after which: the table of acts, followed to its end, since a batch leaves out the steps between."""

from functools import cache

from motcua.dossiers.rules import TABLE, Act, State


@cache
def reachable() -> frozenset[tuple[int, int]]:
    """Pairs (before, after) that some acts in a row lead through; each state can be told again."""
    steps = {(one, one) for one in State}
    for rule in TABLE.values():
        for before in rule.frm:
            # Supplements lead back to where the request was when they were asked for.
            back = (State.NEW, State.RECEIVED, State.IN_PROGRESS) if rule.act is Act.SUPPLEMENT else (before,)
            steps |= {(before, rule.to)} if rule.to is not None else {(before, one) for one in back}
    # A tax or fee falls due and is cleared; its acts come with the room of payments.
    steps |= {(State.RECEIVED, State.DUTY), (State.IN_PROGRESS, State.DUTY)}
    steps |= {(State.DUTY, State.RECEIVED), (State.DUTY, State.IN_PROGRESS)}
    while True:
        more = {(a, d) for a, b in steps for c, d in steps if b == c} - steps
        if not more:
            return frozenset((int(a), int(b)) for a, b in steps)
        steps |= more
