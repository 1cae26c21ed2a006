"""Procedures as people read them: terms, fees, steps and conditions in finished words for the templates."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design.writing import day, number
from motcua.foundation.calendar import Term, Unit
from motcua.foundation.forms import Condition, Field, Form, Group, Kind
from motcua.foundation.forms.conditions import All, AnyOf, Not, Other, Test
from motcua.foundation.money import dong
from motcua.procedures.rules import (
    Card,
    Case,
    Channel,
    Definition,
    Fee,
    FeeKind,
    Level,
    Paper,
    PaperKind,
    PaperWay,
    Part,
)

HOURS_A_DAY = 8


@dataclass(frozen=True)
class ShownPaper:
    name: str
    note: str
    kind: str
    way: str
    icon: str
    when: str  # in which case it is needed, "" when always


@dataclass(frozen=True)
class ShownFee:
    name: str
    amount: str
    unit: str
    channel: str
    exemptions: tuple[str, ...]


@dataclass(frozen=True)
class ShownTerm:
    channel: str
    words: str


@dataclass(frozen=True)
class ShownStep:
    name: str
    when: str
    where: str


@dataclass(frozen=True)
class ShownPart:
    """One procedure of a bundle."""

    code: str
    name: str
    agency: str
    term: str
    note: str


def part(value: Part, offered: Definition, way: Channel, language: str) -> ShownPart:
    case = offered.case(value.case)
    return ShownPart(
        code=offered.code,
        name=offered.name.in_language(language),
        agency=offered.agencies[0].name.in_language(language),
        term=short_term(case.terms[way] if way in case.terms else case.terms[case.channels[0]]),
        note=value.note.in_language(language),
    )


@dataclass(frozen=True)
class ShownCase:
    code: str
    name: str
    current: bool


@dataclass(frozen=True)
class Sheet:
    """A procedure with one of its cases, ready for its page."""

    code: str
    name: str
    field: str
    field_code: str
    summary: str
    audience: str
    level: str
    minutes: int
    cases: tuple[ShownCase, ...]
    case: ShownCase
    term: str  # one line when all channels agree, otherwise ""
    terms: tuple[ShownTerm, ...]
    fees: tuple[ShownFee, ...]
    fee: str  # one line for the summary
    channels: str
    where: str
    result: str
    papers: tuple[ShownPaper, ...]
    steps: tuple[ShownStep, ...]
    conditions: tuple[str, ...]
    legal_basis: tuple[tuple[str, bool], ...]  # the title with its number, and whether it was verified
    agencies: tuple[str, ...]
    source: str
    terms_verified: bool
    fees_verified: bool
    basis_verified: bool
    has_form: bool
    number: int
    starts_on: date | None


def term(value: Term) -> str:
    """A legal term in words."""
    if value.same_day:
        return _("the same day; what comes after 15:00, the next working day")
    words = {
        Unit.WORKING_HOURS: ngettext("%(n)s working hour", "%(n)s working hours", value.amount),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", value.amount),
        Unit.CALENDAR_DAYS: ngettext("%(n)s day", "%(n)s days", value.amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", value.amount),
    }
    return words[value.unit] % {"n": value.amount}


def short_term(value: Term) -> str:
    return _("the same day") if value.same_day else term(value)


def channel(value: Channel) -> str:
    return {
        Channel.COUNTER: _("at the counter"),
        Channel.ONLINE: _("online"),
        Channel.POST: _("by public post"),
    }[value]


def level(value: Level) -> str:
    return {Level.FULL: _("Fully online"), Level.PARTIAL: _("Partly online")}[value]


def fee_line(case: Case, verified: bool, language: str) -> str:
    """What it costs, in one line."""
    if not case.fees:
        return _("Free of charge") if verified else _("Set by the provincial People’s Council")
    if all(fee.amount == 0 for fee in case.fees):
        return _("No charge")
    amounts = sorted({fee.amount for fee in case.fees})
    if len(amounts) == 1:
        return f"{dong(amounts[0], language)} {case.fees[0].unit.in_language(language)}"
    if len(case.fees) > 1 and all(fee.channel for fee in case.fees):
        return ", ".join(
            f"{dong(fee.amount, language)} {channel(fee.channel)}" for fee in case.fees if fee.channel
        )
    return _("%(count)s amounts, from %(least)s to %(most)s") % {
        "count": len(case.fees),
        "least": dong(amounts[0], language),
        "most": dong(amounts[-1], language),
    }


def paper_kind(value: PaperKind) -> str:
    return {
        PaperKind.ORIGINAL: _("original"),
        PaperKind.CERTIFIED: _("certified copy"),
        PaperKind.COPY: _("copy"),
        PaperKind.ELECTRONIC: _("electronic"),
    }[value]


_ICONS = {
    PaperWay.FILLED_IN: "pen",
    PaperWay.HANDED_IN: "paper",
    PaperWay.SHOWN: "eye",
    PaperWay.LOOKED_UP: "id",
}


def paper_way(paper: Paper) -> str:
    if paper.way is PaperWay.HANDED_IN and (not paper.required or paper.when is not None):
        return _("may be needed")
    return {
        PaperWay.FILLED_IN: _("filled in here"),
        PaperWay.HANDED_IN: _("to hand in"),
        PaperWay.SHOWN: _("to show"),
        PaperWay.LOOKED_UP: _("looked up by us"),
    }[paper.way]


def paper(value: Paper, form: Form | None, language: str) -> ShownPaper:
    kind = paper_kind(value.kind)
    if value.quantity > 1:
        kind = f"{kind} × {value.quantity}"
    return ShownPaper(
        name=value.name.in_language(language),
        note=value.note.in_language(language),
        kind="" if value.way is PaperWay.FILLED_IN else kind,
        way=paper_way(value),
        icon=_ICONS[value.way],
        when=describe(value.when, form, language) if value.when is not None and form is not None else "",
    )


def fee(value: Fee, language: str) -> ShownFee:
    kind = _("fee") if value.kind is FeeKind.FEE else _("charge")
    return ShownFee(
        name=value.name.in_language(language) or kind,
        amount=dong(value.amount, language) if value.amount else _("no charge"),
        unit=value.unit.in_language(language) if value.amount else "",
        channel=channel(value.channel) if value.channel else "",
        exemptions=tuple(each.in_language(language) for each in value.exemptions),
    )


def step_time(whole: Term, share_percent: int) -> str:
    """About how long a step may take of the whole term; planning, never a promise."""
    if whole.same_day:
        return _("within the day")
    if whole.unit in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
        hours = whole.amount * share_percent / 100 * (HOURS_A_DAY if whole.unit is Unit.WORKING_DAYS else 1)
        if hours < HOURS_A_DAY:
            return _("about %(n)s working hours") % {"n": number(max(1, round(hours)))}
        return _("about %(n)s working days") % {"n": number(_halves(hours / HOURS_A_DAY))}
    if whole.unit is Unit.CALENDAR_DAYS:
        return _("about %(n)s days") % {"n": number(_halves(max(0.5, whole.amount * share_percent / 100)))}
    return ""


def _halves(days: float) -> float:
    return round(days * 2) / 2


def sheet(
    definition: Definition, case_code: str, *, language: str, number: int, starts_on: date | None
) -> Sheet:
    """Everything the page of a procedure says, for one case; an unknown case falls back to the first."""
    case = next((each for each in definition.cases if each.code == case_code), definition.cases[0])
    form = definition.form(case)
    cases = tuple(
        ShownCase(each.code, each.name.in_language(language), each is case) for each in definition.cases
    )
    agencies = tuple(each.name.in_language(language) for each in definition.agencies)
    whole = case.terms[case.channels[0]]
    agree = len(set(case.terms.values())) == 1
    return Sheet(
        code=definition.code,
        name=definition.name.in_language(language),
        field=definition.field.name.in_language(language),
        field_code=definition.field.code,
        summary=definition.summary.in_language(language),
        audience=definition.audience.in_language(language),
        level=level(definition.level),
        minutes=definition.minutes_to_fill,
        cases=cases,
        case=next(each for each in cases if each.current),
        term=term(whole) if agree else "",
        terms=tuple(ShownTerm(channel(each), term(case.terms[each])) for each in case.channels),
        fees=tuple(fee(each, language) for each in case.fees),
        fee=fee_line(case, definition.fees_verified, language),
        channels=" · ".join(channel(each) for each in case.channels),
        where=definition.where.in_language(language),
        result=definition.result.name.in_language(language),
        papers=tuple(paper(each, form, language) for each in case.papers),
        steps=tuple(
            ShownStep(
                each.name.in_language(language),
                step_time(whole, each.share_percent),
                agencies[each.agency] if len(agencies) > 1 else "",
            )
            for each in definition.steps
        ),
        conditions=tuple(each.in_language(language) for each in definition.conditions),
        legal_basis=tuple(
            (f"{each.name}, số {each.number}", each.verified) for each in definition.legal_basis
        ),
        agencies=agencies,
        source=definition.source,
        terms_verified=definition.terms_verified,
        fees_verified=definition.fees_verified,
        basis_verified=all(each.verified for each in definition.legal_basis),
        has_form=form is not None,
        number=number,
        starts_on=starts_on,
    )


# Lists ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownCard:
    code: str
    name: str
    field: str
    summary: str
    facts: tuple[str, ...]


def card(value: Card, definition: Definition | None, language: str) -> ShownCard:
    """A line of a list; with the definition also how long and how much."""
    facts = [level(value.level)]
    if definition is not None:
        case = definition.cases[0]
        facts += [
            short_term(case.terms[case.channels[0]]),
            fee_line(case, definition.fees_verified, language),
        ]
    return ShownCard(
        value.code,
        value.name.in_language(language),
        value.field.name.in_language(language),
        value.summary.in_language(language),
        tuple(facts),
    )


# Conditions in words ------------------------------------------------------------------------------------------


def describe(condition: Condition, form: Form, language: str) -> str:
    """A condition as people read it: “Loại địa điểm” là “Chợ”."""
    match condition:
        case Test():
            return _describe_test(condition, form, language)
        case Not():
            return _("not (%(inner)s)") % {"inner": describe(condition.part, form, language)}
        case AnyOf():
            return _(" or ").join(_describe_part(part, form, language) for part in condition.parts)
        case All():
            return _(" and ").join(_describe_part(part, form, language) for part in condition.parts)
    return ""


def _describe_part(part: Condition, form: Form, language: str) -> str:
    """One of several: what is itself composed stands in brackets, so that “and” and “or” cannot be confused."""
    words = describe(part, form, language)
    return f"({words})" if isinstance(part, All | AnyOf) and len(part.parts) > 1 else words


def _describe_test(test: Test, form: Form, language: str) -> str:
    item = find(form, test.field)
    if item is None:
        # A condition that is still being written may name what is not there.
        return _("“%(code)s”, which is not in the form") % {"code": test.field} if test.field else "…"
    label = item.label.in_language(language).rstrip("?") or item.code
    value = _describe_value(test, item, form, language)
    words = {
        "is": _("“%(label)s” is “%(value)s”"),
        "in": _("“%(label)s” is “%(value)s”"),
        "has": _("“%(label)s” includes “%(value)s”"),
        "is_not": _("“%(label)s” is not “%(value)s”"),
        "not_in": _("“%(label)s” is not “%(value)s”"),
        "lacks": _("“%(label)s” does not include “%(value)s”"),
        "filled": _("“%(label)s” is filled in") if test.value else _("“%(label)s” is left empty"),
        "more_than": _("“%(label)s” is more than %(value)s"),
        "less_than": _("“%(label)s” is less than %(value)s"),
        "at_least": _("“%(label)s” is at least %(value)s"),
        "at_most": _("“%(label)s” is at most %(value)s"),
    }
    if isinstance(item, Field) and item.kind in (Kind.DATE, Kind.MONTH):
        words |= {
            "more_than": _("“%(label)s” is after %(value)s"),
            "less_than": _("“%(label)s” is before %(value)s"),
            "at_least": _("“%(label)s” is on or after %(value)s"),
            "at_most": _("“%(label)s” is on or before %(value)s"),
        }
    return words[test.verb] % {"label": label, "value": value}


def _describe_value(test: Test, item: Field | Group, form: Form, language: str) -> str:
    if isinstance(test.value, Other):
        other = find(form, test.value.field)
        words = other.label.in_language(language) if other else test.value.field
        return words if test.verb in ("is", "is_not") else _("“%(label)s”") % {"label": words}
    if isinstance(item, Group) or test.verb == "filled":
        return ""
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return _("” or “").join(
        item.option_name(str(value), language) if item.options else item.show(value, language) or "…"
        for value in values
    )


def find(form: Form, code: str) -> Field | Group | None:
    for item in form.fields.values():
        if item.code == code:
            return item
        if isinstance(item, Group) and (column := item.field(code)) is not None:
            return column
    return None


def in_force_words(starts_on: date | None, ends_on: date | None) -> str:
    """How long a version is in force, in words."""
    if starts_on is None:
        return _("Draft")
    if ends_on is None:
        return _("in force from %(start)s") % {"start": day(starts_on)}
    return _("in force from %(start)s until the day before %(end)s") % {
        "start": day(starts_on),
        "end": day(ends_on),
    }
