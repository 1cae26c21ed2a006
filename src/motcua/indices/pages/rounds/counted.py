"""What our own records say about a component, as its page shows it: counted before, with its period and the way to what it counts."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.indices import actions, named_figures, rounds
from motcua.indices.explaining import in_words
from motcua.indices.rules.frameworks import Component
from motcua.indices.rules.points import score
from motcua.people.access import Request


def values(request: Request, case: rounds.Case, one: Component, *, may_take: bool) -> dict[str, Any] | None:
    """None for a component that names no figure."""
    if not one.figure:
        return None
    if (sentence := named_figures.missing(one.figure)) is not None:
        return {"missing": _(sentence) % {"figure": one.name.named(get_language() or "vi")}}
    row = rounds.counted_of(case.unit.pk, one)
    if row is None:
        return {
            "missing": _("The figure of our own records is counted within an hour after the round opens.")
        }
    found: dict[str, Any] = {
        "sentence": _sentence(one.figure),
        "numerator": row.numerator,
        "denominator": row.denominator,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "counted_at": row.counted_at,
        "simulated": row.simulated,
        "link": _link(request, case, row),
        "may_take": False,
    }
    given = rounds.given_by(row)
    if given is None or one.rule is None or one.maximum is None:
        return found
    scored = score(one.rule, maximum=one.maximum, given=given, decimals=case.framework.decimals)
    return found | {
        "share": writing.percent(row.numerator / row.denominator),
        "words": in_words(scored),
        "may_take": may_take,
    }


def _sentence(name: str) -> str:
    """What the figure says it counts, in the reader's language."""
    query, language = named_figures.known()[name], "en" if get_language() == "en" else "vi"
    return _("%(numerator)s, out of all %(denominator)s") % {
        "numerator": query.numerator[language],
        "denominator": query.denominator[language],
    }


def _link(request: Request, case: rounds.Case, row: rounds.CountedFigure) -> str:
    unit = case.unit.agency
    return named_figures.link(
        row.name, agency_id=unit.pk, path=unit.path, ends_on=row.ends_on, reach=request.reach
    )


def take(request: Request, case: rounds.Case, one: Component, seen: int | None) -> Any:
    """The unit's own note says where the figure came from, since no file stands behind it."""
    row = rounds.counted_of(case.unit.pk, one)
    note = ""
    if row is not None:
        note = _("Counted from our own records from %(start)s to %(end)s, as of %(at)s.") % {
            "start": writing.day(row.starts_on),
            "end": writing.day(row.ends_on),
            "at": writing.moment(row.counted_at),
        }
    return actions.take_figure(
        round_id=case.round.pk,
        unit_id=case.unit.pk,
        code=one.code,
        note=note,
        reach=request.reach,
        at=request.at,
        seen=seen,
    )
