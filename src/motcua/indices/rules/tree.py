"""Whether a framework agrees with itself: codes, maxima at every level, blocks, survey part, sources and rules."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from motcua.foundation.refusal import Fault, gettext_noop

from .frameworks import SURVEYED, Component, Criterion, Depth, Domain, Framework, Knowledge, Source
from .points import (
    KIND_OF,
    CheckList,
    Deduction,
    ExternalIndex,
    OptionMean,
    Ratio,
    Rule,
    Table,
    Tiers,
    YesNo,
)

# What each source can be scored by.
RULES_OF: dict[Source, tuple[type[Rule], ...]] = {
    Source.APPRAISED: (YesNo, Tiers, Ratio, CheckList, Deduction, Table, ExternalIndex),
    Source.LEADER_SURVEY: (OptionMean, ExternalIndex),
    Source.SIPAS: (OptionMean, ExternalIndex),
    Source.STATISTICS: (Ratio, Table, ExternalIndex),
    Source.RECORDS: (Ratio,),
}
SUM = gettext_noop("%(code)s has a maximum of %(maximum)s, but its parts add up to %(sum)s.")


def faults_of(framework: Framework) -> list[Fault]:
    """Everything that does not agree; the field of each fault is the code it is about ("" for the whole)."""
    return [
        *_codes(framework),
        *_maxima(framework),
        *_blocks(framework),
        *_survey_part(framework),
        *_fictional(framework),
        *(fault for component in framework.components for fault in _component(component, framework)),
    ]


def _codes(framework: Framework) -> Iterator[Fault]:
    leaves = [c for d in framework.domains for c in d.criteria if not _is_leaf(c)]
    codes = Counter(
        [domain.code for domain in framework.domains]
        + [criterion.code for domain in framework.domains for criterion in domain.criteria]
        + [component.code for criterion in leaves for component in criterion.components]
    )
    for code, count in codes.items():
        if count > 1:
            yield Fault(code, gettext_noop("The code “%(code)s” is used twice."), {"code": code})
    lists = {"blocks": [b.code for b in framework.blocks], "leads": [code for code, _name in framework.leads]}
    for place, listed in lists.items():
        for code, count in Counter(listed).items():
            if count > 1:
                yield Fault(place, gettext_noop("The code “%(code)s” is used twice."), {"code": code})
    nested = gettext_noop("The code %(code)s does not begin with %(parent)s, to which it belongs.")
    for domain in framework.domains:
        for criterion in domain.criteria:
            if not criterion.code.startswith(f"{domain.code}."):
                yield Fault(criterion.code, nested, {"code": criterion.code, "parent": f"{domain.code}."})
            for component in criterion.components:
                if not _is_leaf(criterion) and not component.code.startswith(f"{criterion.code}."):
                    facts = {"code": component.code, "parent": f"{criterion.code}."}
                    yield Fault(component.code, nested, facts)


def _is_leaf(criterion: Criterion) -> bool:
    """A criterion without parts has one component of its own code."""
    return len(criterion.components) == 1 and criterion.components[0].code == criterion.code


def _maxima(framework: Framework) -> Iterator[Fault]:
    yield from _adds_up("", framework.total, [domain.maximum for domain in framework.domains])
    for domain in framework.domains:
        if domain.maximum is None and framework.depth is not Depth.BLOCKS:
            yield _unknown(domain.code)
        yield from _adds_up(domain.code, domain.maximum, [one.maximum for one in domain.criteria])
        for criterion in domain.criteria:
            parts = [component.maximum for component in criterion.components]
            yield from _adds_up(criterion.code, criterion.maximum, parts)
            if framework.complete:
                if criterion.maximum is None:
                    yield _unknown(criterion.code)
                if not criterion.components:
                    said = gettext_noop("%(code)s has nothing that is scored.")
                    yield Fault(criterion.code, said, {"code": criterion.code})
        if framework.complete and not domain.criteria:
            said = gettext_noop("%(code)s has nothing that is scored.")
            yield Fault(domain.code, said, {"code": domain.code})


def _unknown(code: str) -> Fault:
    said = gettext_noop("The maximum of %(code)s is missing; this framework says that it knows it.")
    return Fault(code, said, {"code": code})


def _adds_up(code: str, whole: Decimal | None, parts: Sequence[Decimal | None]) -> Iterator[Fault]:
    known = [part for part in parts if part is not None]
    together = sum(known, Decimal())
    if whole is None or not known:
        return
    complete = len(known) == len(parts)
    if together > whole or (complete and together != whole):
        said = SUM if code else gettext_noop("The total is %(maximum)s, but the domains add up to %(sum)s.")
        yield Fault(code, said, {"code": code, "maximum": whole, "sum": together})


def _blocks(framework: Framework) -> Iterator[Fault]:
    together = sum((block.maximum for block in framework.blocks), Decimal())
    if framework.blocks and together != framework.total:
        said = gettext_noop("The total is %(maximum)s, but the blocks add up to %(sum)s.")
        yield Fault("blocks", said, {"maximum": framework.total, "sum": together})
    homes = Counter(source for block in framework.blocks for source in block.sources)
    for source, count in homes.items():
        if count > 1:
            said = gettext_noop("Points of “%(source)s” stand in more than one block.")
            yield Fault("blocks", said, {"source": source.value})
    if not framework.complete:
        return
    for source in sorted({component.source for component in framework.components} - set(homes)):
        said = gettext_noop("Points of “%(source)s” stand in no block.")
        yield Fault("blocks", said, {"source": source.value})
    for block in framework.blocks:
        summed = _of_sources(framework, block.sources)
        if summed != block.maximum:
            said = gettext_noop(
                "The block %(code)s has a maximum of %(maximum)s, but its components add up to %(sum)s."
            )
            yield Fault("blocks", said, {"code": block.code, "maximum": block.maximum, "sum": summed})


def _survey_part(framework: Framework) -> Iterator[Fault]:
    if framework.survey_maximum is None:
        if framework.complete:
            said = gettext_noop("How many points are surveyed is not declared (survey_maximum).")
            yield Fault("survey_maximum", said)
        return
    if framework.complete:
        summed = _of_sources(framework, SURVEYED)
    else:
        surveyed = [block for block in framework.blocks if set(block.sources) & set(SURVEYED)]
        if not surveyed:
            return
        summed = sum((block.maximum for block in surveyed), Decimal())
    if summed != framework.survey_maximum:
        said = gettext_noop(
            "The survey part is said to be %(maximum)s, but what is surveyed adds up to %(sum)s."
        )
        yield Fault("survey_maximum", said, {"maximum": framework.survey_maximum, "sum": summed})


def _fictional(framework: Framework) -> Iterator[Fault]:
    """What is made up says so in each line, and nothing made up stands in a framework that is not."""
    criteria = (criterion for domain in framework.domains for criterion in domain.criteria)
    lines: list[Domain | Criterion | Component] = [*framework.domains, *criteria, *framework.components]
    for line in lines:
        if (line.knowledge is Knowledge.FICTIONAL) != framework.fictional:
            said = gettext_noop("%(code)s: a framework is fictional in all of its lines, or in none.")
            yield Fault(line.code, said, {"code": line.code})


def _of_sources(framework: Framework, sources: Sequence[Source]) -> Decimal:
    return sum((one.maximum or Decimal() for one in framework.components if one.source in sources), Decimal())


def _component(component: Component, framework: Framework) -> Iterator[Fault]:
    facts: dict[str, object] = {"code": component.code}
    if component.lead and component.lead not in dict(framework.leads):
        said = gettext_noop("%(code)s is given to “%(lead)s”, which is not among the lead departments.")
        yield Fault(component.code, said, {**facts, "lead": component.lead})
    if (component.source is Source.RECORDS) != bool(component.figure):
        said = gettext_noop(
            "%(code)s: what comes from our own records names its figure, and nothing else does."
        )
        yield Fault(component.code, said, facts)
    if framework.complete and component.maximum is None:
        yield _unknown(component.code)
    if component.maximum is not None and component.maximum <= 0:
        said = gettext_noop("%(code)s gives no points: its maximum is %(maximum)s.")
        yield Fault(component.code, said, {**facts, "maximum": component.maximum})
    rule = component.rule
    if rule is None:
        if framework.complete:
            yield Fault(component.code, gettext_noop("%(code)s has no rule, so nobody can score it."), facts)
        return
    if not isinstance(rule, RULES_OF[component.source]):
        said = gettext_noop("%(code)s: points of “%(source)s” are not scored by the rule “%(kind)s”.")
        kind = KIND_OF[type(rule)]
        yield Fault(component.code, said, {**facts, "source": component.source.value, "kind": kind})
    for fault in _rule(rule, component):
        yield Fault(component.code, fault.sentence, {**facts, **fault.facts})


def _rule(rule: Rule, component: Component) -> Iterator[Fault]:
    match rule:
        case Tiers(tiers):
            yield from _shares([one.code for one in tiers], [one.share for one in tiers])
            if len(tiers) < 2:
                yield Fault("", gettext_noop("%(code)s has fewer than two steps."))
            if max((one.share for one in tiers), default=None) != 1:
                yield Fault("", gettext_noop("%(code)s: no step gives all of the points."))
        case CheckList(items):
            yield from _shares([one.code for one in items], [one.share for one in items])
            if (together := sum((one.share for one in items), Decimal())) != 1:
                said = gettext_noop("%(code)s: the shares of the list add up to %(sum)s instead of 1.")
                yield Fault("", said, {"sum": together})
        case OptionMean(options):
            weights = [one.weight for one in options if one.weight is not None]
            yield from _shares([one.code for one in options], weights)
            if len(weights) < 2 or max(weights) != 1:
                said = gettext_noop("%(code)s: two answers or more have a weight, and the best one has 1.")
                yield Fault("", said)
        case Ratio(floor, cap):
            if not 0 <= floor <= cap or cap == 0:
                said = gettext_noop("%(code)s: a floor of %(floor)s and a cap of %(cap)s do not go together.")
                yield Fault("", said, {"floor": floor, "cap": cap})
        case Deduction(each, cap):
            if not 0 < each <= cap or cap > (component.maximum or cap):
                said = gettext_noop(
                    "%(code)s: each case takes %(each)s, all together at most %(cap)s of %(maximum)s; these do not go together."
                )
                yield Fault("", said, {"each": each, "cap": cap, "maximum": component.maximum})
        case ExternalIndex(highest, lowest):
            if lowest >= highest:
                said = gettext_noop("%(code)s: the scale from %(lowest)s to %(highest)s is empty.")
                yield Fault("", said, {"lowest": lowest, "highest": highest})
        case Table(rows):
            yield from _shares([], [share for _bound, share in rows])
            down = all(a > c and b > d for (a, b), (c, d) in pairwise(rows))
            if not down or not rows or rows[0][1] != 1:
                said = gettext_noop(
                    "%(code)s: the rows of the table run from the highest bound, with all of the points, downwards."
                )
                yield Fault("", said)


def _shares(codes: Sequence[str], shares: Sequence[Decimal]) -> Iterator[Fault]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield Fault("", gettext_noop("%(code)s: “%(part)s” stands there twice."), {"part": code})
    for share in shares:
        if not 0 <= share <= 1:
            yield Fault(
                "", gettext_noop("%(code)s: %(share)s is no share between 0 and 1."), {"share": share}
            )
