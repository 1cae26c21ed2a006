"""How firmly the ranks of a round stand, in words and pictures: the range of each unit, and what the ranks hang on.

While a round is open those who run it read it here; of its sheet it stands beside the sheet, for whoever may see that.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import charts, writing
from motcua.design.charts import Figures, Interval, Mark, Words
from motcua.design.methods import takes
from motcua.foundation.refusal import gettext_noop
from motcua.indices import rounds
from motcua.indices.robustness import Influence
from motcua.indices.rounds.doubting import FLOORS_OFF, WEIGHTS_OFF
from motcua.people.access import Request, everyone

from .whatif import table_values

CHOICES = {
    "weights": gettext_noop("the weights of the components"),
    "floors": gettext_noop("the floors of ratios"),
    "errors": gettext_noop("who was drawn for the surveys"),
    "domain": gettext_noop("whether a whole domain counts"),
}
COMPONENTS_SHOWN = 10
NEAR = 1  # so many places to either side are called firm
PERCENT = Figures(0, " %")


@everyone
@takes("GET")
def robustness(request: Request, round_id: int) -> HttpResponse:
    """As the scores stand now, to those who run the round; once there is a sheet that one may see, its page."""
    if (sheet := rounds.sheet_of(round_id=round_id, reach=request.reach, at=request.at)) is not None:
        return redirect("indices:sheet-robustness", sheet)
    table = rounds.table_of_round(round_id=round_id, reach=request.reach, at=request.at)
    values: dict[str, Any] = {
        "round_id": round_id,
        "title": _("Scoring of %(year)s") % {"year": table.year},
        "framework": table.framework.name.named(get_language() or "vi"),
        **table_values(table),
        **doubt_values(table),
    }
    return render(request, "indices/rounds/robustness.html", values)


def doubt_values(table: rounds.RankedTable) -> dict[str, Any]:
    """Nothing where there are not two units to compare."""
    if not table.ranks:
        return {}
    doubted = rounds.doubts_of(table)
    pictures = {
        "chart": _ranges(table, doubted),
        "choices": _choices(table, doubted),
        "components": _components(table, doubted),
    }
    domains = _domains(table, doubted)
    findings = [one.words.finding for one in pictures.values() if one]
    if domains:
        findings.append(
            _("Without the domain %(name)s the units would move by %(places)s places on average.")
            % domains[0]
        )
    return {
        **pictures,
        "domains": domains,
        "findings": findings,
        "draws": doubted.draws,
        "weights_off": writing.percent(WEIGHTS_OFF, 0),
        "floors_off": writing.percent(FLOORS_OFF, 0),
    }


def _mark(table: rounds.RankedTable) -> Mark:
    return Mark.SIMULATED if table.simulated else Mark.COMPUTED


def _ranges(table: rounds.RankedTable, doubted: rounds.Doubted) -> Any:
    language = get_language() or "vi"
    ordered = sorted(doubted.ranges, key=lambda one: (one.rank, one.low, one.high, one.unit))
    firm = sum(one.rank - one.low <= NEAR and one.high - one.rank <= NEAR for one in ordered)
    finding = ngettext(
        "%(n)s of %(all)s units stays within one place in nine draws of ten.",
        "%(n)s of %(all)s units stay within one place in nine draws of ten.",
        firm,
    ) % {"n": firm, "all": len(ordered)}
    return charts.interval_chart(
        Words("ranges", _("Ranks and how far they move"), finding, note=_("nine draws of ten"), mark=_mark(table), head=_("Unit")),
        [Interval(table.names[one.unit].in_language(language), one.rank, one.low, one.high) for one in ordered],
        ranks_of=len(ordered),
        heads=(_("Rank"), _("Best rank"), _("Worst rank")),
    )  # fmt: skip


def _components(table: rounds.RankedTable, doubted: rounds.Doubted) -> Any:
    language = get_language() or "vi"
    known = {one.code: one.name.named(language) for one in table.framework.components}
    found = sorted(doubted.components, key=lambda one: -one.total)[:COMPONENTS_SHOWN]
    if not found or found[0].total <= 0:
        return None
    finding = _("The ranks hang most on the weight of %(code)s %(name)s.") % {"code": found[0].name, "name": known[found[0].name]}  # fmt: skip
    named = [(f"{one.name} {known[one.name]}", one) for one in found]
    return _influence_chart(table, "components", _("Which component the ranks hang on"), finding, named)


def _choices(table: rounds.RankedTable, doubted: rounds.Doubted) -> Any:
    found = sorted(doubted.choices, key=lambda one: -one.total)
    if not found or found[0].total <= 0:
        return None
    finding = _("What moves the ranks most: %(what)s.") % {"what": _(CHOICES[found[0].name])}
    named = [(_(CHOICES[one.name]), one) for one in found]
    return _influence_chart(table, "choices", _("What the ranks hang on"), finding, named)


def _influence_chart(
    table: rounds.RankedTable, id: str, title: str, finding: str, found: Sequence[tuple[str, Influence]]
) -> Any:
    """The dot is the total share; the line begins at what the choice does alone."""
    rows = []
    for name, one in found:
        total = 100 * min(1.0, max(0.0, one.total))
        rows.append(Interval(name, total, min(total, 100 * max(0.0, one.first)), total))
    return charts.interval_chart(
        Words(id, title, finding, note=_("share of the moves: the line from alone to together with others"), mark=_mark(table), head=_("Choice")),
        rows,
        figures=PERCENT,
        heads=(_("Total"), _("Alone"), _("With others")),
    )  # fmt: skip


def _domains(table: rounds.RankedTable, doubted: rounds.Doubted) -> list[dict[str, str]]:
    language = get_language() or "vi"
    names = {one.code: one.name.named(language) for one in table.framework.domains}
    ordered = sorted(doubted.left_out.items(), key=lambda one: -one[1])
    return [
        {"name": f"{code}. {names.get(code, '')}", "places": writing.number(moved, 1)}
        for code, moved in ordered
    ]
