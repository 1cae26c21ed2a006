"""Decisions about the law, and the refusal beside each."""

from datetime import date

import pytest

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.law import actions, queries, shipped
from motcua.law.actions import DayForm, HoursForm, ValueForm
from motcua.law.models import CalendarOverride, DatedValue, OpeningHours
from motcua.law.rules import AlreadyVerified, DayAlreadySo, DayKind, HoursAlreadyFrom, ValueOutOfOrder
from tests.people.cast import NOW

pytestmark = pytest.mark.django_db

DRAFTS = "dossiers.draft-life-days"


def kinds() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="law.").order_by("pk").values_list("kind", flat=True))


def longer_drafts(**changes) -> ValueForm:
    return ValueForm(
        **{"key": DRAFTS, "value": 60, "starts_on": date(2026, 6, 1), "basis": "QĐ 1/QĐ-UBND"} | changes
    )


def storm(**changes) -> DayForm:
    facts = {"date": date(2026, 10, 14), "kind": DayKind.OFF, "name": "Nghỉ tránh bão", "basis": "CĐ 1"}
    return DayForm(**facts | changes)


def test_loading_twice_changes_nothing_the_second_time():
    first = actions.load(at=NOW)
    second = actions.load(at=NOW)
    assert first.added > 10
    assert (second.added, second.renewed, second.removed, second.kept) == (0, 0, 0, 0)
    assert kinds() == ["law.loaded"]


def test_loading_renews_what_shipped_and_keeps_what_was_decided_here(cast):
    actions.load(at=NOW)
    actions.set_value(form=longer_drafts(), reach=cast.reach(cast.operator), at=NOW)
    DatedValue.objects.filter(key="dossiers.extensions-max").update(value=9)
    actions.decide_day(
        form=storm(date=date(2026, 1, 2), kind=DayKind.WORK), reach=cast.reach(cast.operator), at=NOW
    )
    again = actions.load(at=NOW)
    assert (again.added, again.renewed, again.removed, again.kept) == (0, 1, 0, 2)
    assert queries.value("dossiers.extensions-max", date(2026, 3, 18)).value == 1
    assert queries.value(DRAFTS, date(2026, 6, 1)).value == 60


def test_a_new_value_ends_the_old_one_the_day_before(cast):
    actions.set_value(form=longer_drafts(), reach=cast.reach(cast.operator), at=NOW)
    assert queries.value(DRAFTS, date(2026, 5, 31)).value == 30
    assert queries.value(DRAFTS, date(2026, 6, 1)).value == 60
    assert kinds() == ["law.loaded", "law.value-set"]


def test_a_value_cannot_begin_before_the_last_one(cast):
    reach = cast.reach(cast.operator)
    actions.set_value(form=longer_drafts(), reach=reach, at=NOW)
    with pytest.raises(ValueOutOfOrder):
        actions.set_value(form=longer_drafts(value=90), reach=reach, at=NOW)
    with pytest.raises(ValueOutOfOrder):
        actions.set_value(form=longer_drafts(value=90, starts_on=date(2026, 5, 1)), reach=reach, at=NOW)
    assert DatedValue.objects.filter(key=DRAFTS).count() == 2


@pytest.mark.parametrize("wrong", ["60", -1, True, None, 1.5])
def test_a_value_keeps_its_form(cast, wrong):
    with pytest.raises(InvalidInput) as refused:
        actions.set_value(form=longer_drafts(value=wrong), reach=cast.reach(cast.operator), at=NOW)
    assert [fault.field for fault in refused.value.faults] == ["value"]


@pytest.mark.parametrize("wrong", ["25:00", "3pm", "", 15])
def test_an_hour_stays_an_hour(cast, wrong):
    form = longer_drafts(key="same-day.cut-off", value=wrong)
    with pytest.raises(InvalidInput):
        actions.set_value(form=form, reach=cast.reach(cast.operator), at=NOW)


def test_a_value_without_a_basis_is_refused(cast):
    with pytest.raises(InvalidInput):
        actions.set_value(form=longer_drafts(basis="  "), reach=cast.reach(cast.operator), at=NOW)


def test_an_unknown_key_is_not_found(cast):
    with pytest.raises(NotFound):
        actions.set_value(form=longer_drafts(key="no.such"), reach=cast.reach(cast.operator), at=NOW)


def test_only_who_runs_the_node_sets_the_law(cast):
    for player in (cast.leader, cast.case, cast.stranger, cast.auditor):
        with pytest.raises(Forbidden):
            actions.set_value(form=longer_drafts(), reach=cast.reach(player), at=NOW)
        with pytest.raises(Forbidden):
            actions.decide_day(form=storm(), reach=cast.reach(player), at=NOW)
    assert kinds() == []


def test_a_value_is_verified_once(cast):
    row = next(value for value in shipped.values() if value.key == DRAFTS)
    actions.verify_value(key=DRAFTS, starts_on=row.starts_on, reach=cast.reach(cast.operator), at=NOW)
    assert queries.value(DRAFTS, date(2026, 3, 18)).verified
    with pytest.raises(AlreadyVerified):
        actions.verify_value(key=DRAFTS, starts_on=row.starts_on, reach=cast.reach(cast.operator), at=NOW)
    with pytest.raises(NotFound):
        actions.verify_value(key=DRAFTS, starts_on=date(1999, 1, 1), reach=cast.reach(cast.operator), at=NOW)


def test_deciding_a_day_the_same_way_twice_is_refused_and_leaves_one_entry(cast):
    reach = cast.reach(cast.operator)
    actions.decide_day(form=storm(), reach=reach, at=NOW)
    with pytest.raises(DayAlreadySo):
        actions.decide_day(form=storm(), reach=reach, at=NOW)
    assert kinds() == ["law.day-decided"]


def test_a_day_decided_otherwise_replaces_the_first_decision(cast):
    reach = cast.reach(cast.operator)
    actions.decide_day(form=storm(), reach=reach, at=NOW)
    actions.decide_day(form=storm(kind=DayKind.WORK, name="Làm việc"), reach=reach, at=NOW)
    assert CalendarOverride.objects.get().kind == "work"


def test_a_day_outside_the_calendar_or_without_a_name_is_refused(cast):
    with pytest.raises(InvalidInput) as refused:
        actions.decide_day(
            form=storm(date=date(2080, 1, 1), name=""), reach=cast.reach(cast.operator), at=NOW
        )
    assert {fault.field for fault in refused.value.faults} == {"date", "name"}


def test_an_office_out_of_reach_is_not_found(cast):
    form = storm(agency_id=cast.commune.pk)
    with pytest.raises(NotFound):
        actions.decide_day(form=form, reach=cast.reach(cast.leader), at=NOW)


@pytest.mark.parametrize(
    "week",
    [
        [["7-11"]] * 7,
        [["07:00-11:30"]] * 6,
        [[]] * 7,
        [["13:30-17:00", "07:00-11:30"]] * 7,
        [["17:00-07:00"]] * 7,
        [["07:00-25:00"]] * 7,
    ],
)
def test_impossible_hours_are_refused(cast, week):
    with pytest.raises(InvalidInput):
        actions.set_hours(
            agency_id=cast.department.pk,
            form=HoursForm(week=week, basis="TB"),
            reach=cast.reach(cast.operator),
            at=NOW,
        )


ORDINARY = [["07:30-11:30"]] * 5 + [[], []]
LATER = [["08:00-11:30"]] * 5 + [[], []]


def set_hours(cast, **facts):
    form = HoursForm(**({"week": ORDINARY, "basis": "TB 1"} | facts))
    actions.set_hours(agency_id=cast.department.pk, form=form, reach=cast.reach(cast.operator), at=NOW)


def test_hours_entered_ahead_may_be_corrected_until_they_begin_and_not_after(cast):
    coming, begun = date(2026, 4, 1), date(2026, 3, 18)
    set_hours(cast, starts_on=coming)
    set_hours(cast, starts_on=coming, week=LATER)
    assert OpeningHours.objects.get().week == LATER
    set_hours(cast, starts_on=begun)
    with pytest.raises(HoursAlreadyFrom):
        set_hours(cast, starts_on=begun, week=LATER)
    set_hours(cast)
    with pytest.raises(HoursAlreadyFrom):
        set_hours(cast, week=LATER)
    assert OpeningHours.objects.count() == 3
    assert Entry.objects.filter(kind="law.hours-set").count() == 4


@pytest.mark.parametrize("facts", [{"ends_on": date(2026, 5, 1)}, {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}])  # fmt: skip
def test_hours_that_end_before_they_begin_are_refused(cast, facts):
    with pytest.raises(InvalidInput):
        set_hours(cast, **facts)
    assert not OpeningHours.objects.exists()
