"""Which points a rule can give at all, and which of them is nearest to a wish: plain values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from .points import NONE, ONE, CheckList, Deduction, Ratio, Rule, Table, Tiers, YesNo, rounded

EXACT_DIGITS = 120  # as points are counted: no last digit is lost before they are rounded
# Beyond so many levels a list with odd shares counts as one that gives any number of points.
LEVELS_MAX = 2_000


@dataclass(frozen=True)
class Reachable:
    """Some levels only, rising; or – without levels – nothing, and everything from `floor` to `maximum`."""

    maximum: Decimal
    levels: tuple[Decimal, ...] = ()
    floor: Decimal = NONE
    decimals: int = 2

    def nearest(self, wish: Decimal) -> Decimal:
        """Of two that are as near, the lower one."""
        if self.levels:
            return min(self.levels, key=lambda level: (abs(level - wish), level))
        kept = min(max(wish, NONE), self.maximum).quantize(ONE.scaleb(-self.decimals), ROUND_HALF_UP)
        if NONE < kept < self.floor:
            return NONE if kept <= self.floor - kept else self.floor
        return kept


def reachable(rule: Rule | None, *, maximum: Decimal, decimals: int = 2, today: Decimal = NONE) -> Reachable:
    """Of a component. Today's points stay among the levels even where a council set others than the rule gives."""
    with localcontext(prec=EXACT_DIGITS):
        levels = _levels(rule, maximum)
    if levels is None or len(levels) > LEVELS_MAX:
        return Reachable(maximum, floor=_floor(rule, maximum, decimals), decimals=decimals)
    printed = {rounded(level, ONE, decimals) for level in levels}
    return Reachable(maximum, tuple(sorted(printed | {today})), decimals=decimals)


def _levels(rule: Rule | None, maximum: Decimal) -> set[Decimal] | None:
    """Exact points; nothing where the rule gives any number of them."""
    match rule:
        case YesNo():
            return {NONE, maximum}
        case Tiers(tiers=tiers):
            return {maximum * tier.share for tier in tiers}
        case CheckList(items=items):
            return {maximum * share for share in _sums(item.share for item in items)}
        case Table(rows=rows):
            return {NONE, *(maximum * share for _bound, share in rows)}
        case Deduction(each=each, cap=cap):
            least = max(maximum - cap, NONE)
            cases = int((maximum - least) / each) + 1 if each else 0
            return {max(maximum - each * case, least) for case in range(min(cases, LEVELS_MAX) + 1)}
        case _:
            return None


def _sums(shares: Iterable[Decimal]) -> set[Decimal]:
    """What any choice of items gives together."""
    found = {NONE}
    for share in shares:
        found |= {so_far + share for so_far in found}
        if len(found) > LEVELS_MAX:
            break
    return found


def _floor(rule: Rule | None, maximum: Decimal, decimals: int) -> Decimal:
    """The least that a ratio gives once its floor is passed."""
    return rounded(maximum * rule.floor, rule.cap, decimals) if isinstance(rule, Ratio) else NONE
