"""Somebody is away and a colleague stands in: on these days only, for what may be moved, by whoever may say so."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people import actions, queries
from motcua.people.actions import NewAbsence
from motcua.people.models import Absence
from motcua.people.rules import Role
from motcua.people.rules.absences import AbsenceOver, AbsenceTwice, CoverAway
from tests.people.cast import NOW, make_officer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 18)
ADDRESS = "/toi/vang-mat/"


def day(n):
    return TODAY + timedelta(days=n)


def record(cast, *, by=None, away=None, cover=None, start=1, end=2, at=NOW):
    away, cover = away or cast.case, cover or cast.clerk
    form = NewAbsence(away.officer.pk, cover.officer.pk, day(start), day(end))
    return actions.record_absence(form=form, reach=cast.reach(by or away, at=at), at=at)


def roles(cast, player, *, days=0, hours=0):
    return {grant.role for grant in cast.reach(player, at=NOW + timedelta(days=days, hours=hours)).grants}


def test_the_right_to_act_moves_on_the_days_of_absence_and_comes_back_by_itself(cast):
    record(cast)
    assert roles(cast, cast.clerk) == {Role.CLERK}
    assert roles(cast, cast.clerk, days=1) == {Role.CLERK, Role.CASE_OFFICER}
    assert roles(cast, cast.clerk, days=2) == {Role.CLERK, Role.CASE_OFFICER}
    assert roles(cast, cast.clerk, days=3) == {Role.CLERK}
    assert roles(cast, cast.case, days=1) == {Role.CASE_OFFICER}, "whoever is away loses nothing"


@pytest.mark.parametrize(("hours", "stands_in"), [(14.49, False), (14.5, True), (62.49, True), (62.5, False)])
def test_the_days_begin_and_end_at_midnight_here(cast, hours, stands_in):
    """NOW is 09:30 of the day before."""
    record(cast)
    assert (Role.CASE_OFFICER in roles(cast, cast.clerk, hours=hours)) is stands_in


def test_what_is_done_is_done_under_ones_own_mandate_and_the_reach_names_the_absent(cast):
    record(cast)
    reach = cast.reach(cast.clerk, at=NOW + timedelta(days=1))
    assert reach.actor == f"mandate:{cast.clerk.mandate.pk}" and reach.officer_id == cast.clerk.officer.pk
    assert reach.covers == {cast.case.officer.pk}
    assert reach.name_covered(cast.case.officer.pk) == cast.case.person.full_name
    assert {grant.mandate_id for grant in reach.grants} == {cast.clerk.mandate.pk}


def test_signing_watching_and_running_the_machine_are_not_moved(cast):
    for away in (cast.leader, cast.watcher, cast.operator):
        with pytest.raises(InvalidInput) as refused:
            record(cast, away=away)
        assert refused.value.faults[0].field == "officer"
    assert not Absence.objects.exists()


def test_rights_do_not_pass_on_from_who_stands_in_to_who_stands_in_for_them(cast):
    record(cast, away=cast.case, cover=cast.clerk, start=1, end=5)
    with pytest.raises(CoverAway):
        record(cast, away=cast.clerk, cover=cast.case, start=2, end=2)
    record(cast, away=cast.clerk, cover=cast.head, start=2, end=2)
    assert Role.CASE_OFFICER not in roles(cast, cast.head, days=2)


def test_the_head_records_for_the_unit_and_a_colleague_does_not(cast):
    record(cast, by=cast.head)
    with pytest.raises(Forbidden):
        record(cast, by=cast.clerk, start=8, end=9)
    with pytest.raises(NotFound):
        record(cast, by=cast.stranger, start=8, end=9)
    assert Absence.objects.count() == 1


def test_a_stranger_of_another_office_cannot_stand_in(cast):
    with pytest.raises(InvalidInput) as refused:
        record(cast, cover=cast.stranger)
    assert refused.value.faults[0].field == "cover"


@pytest.mark.parametrize(
    ("start", "end", "field"), [(-1, 2, "starts_on"), (3, 2, "ends_on"), (1, 91, "ends_on")]
)
def test_days_must_come_in_order_and_not_last_for_ever(cast, start, end, field):
    with pytest.raises(InvalidInput) as refused:
        record(cast, start=start, end=end)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_nobody_stands_in_for_themselves(cast):
    with pytest.raises(InvalidInput):
        record(cast, cover=cast.case)


def test_two_absences_never_share_a_day(cast):
    record(cast, start=1, end=3)
    with pytest.raises(AbsenceTwice):
        record(cast, start=3, end=4)
    record(cast, start=4, end=4)


def test_back_earlier_ends_it_at_once_and_only_once(cast):
    absence = record(cast, start=0, end=5)
    assert Role.CASE_OFFICER in roles(cast, cast.clerk)
    later = NOW + timedelta(hours=1)
    with pytest.raises(Forbidden):
        actions.end_absence(absence_id=absence, reach=cast.reach(cast.clerk), at=later)
    actions.end_absence(absence_id=absence, reach=cast.reach(cast.case), at=later)
    assert Role.CASE_OFFICER not in roles(cast, cast.clerk, hours=1)
    with pytest.raises(AbsenceOver):
        actions.end_absence(absence_id=absence, reach=cast.reach(cast.case), at=later)


def test_the_chronicle_tells_both_in_codes(cast):
    absence = record(cast, start=0, end=5)
    actions.end_absence(absence_id=absence, reach=cast.reach(cast.case), at=NOW)
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["people.absence-recorded", "people.absence-ended"]


def test_a_unit_inside_the_agency_may_stand_in_for_it(cast):
    inside = make_officer(full_name="Lý Thị Trong", code="trong", role=Role.CASE_OFFICER, agency=cast.unit)
    before = cast.reach(inside, at=NOW).agencies(Role.CASE_OFFICER)
    record(cast, cover=inside)
    during = cast.reach(inside, at=NOW + timedelta(days=1)).agencies(Role.CASE_OFFICER)
    assert before == (cast.unit.path,) and cast.department.path in during


def test_who_am_i_costs_one_question_on_a_day_of_absence_too(cast, django_assert_num_queries):
    record(cast, start=0)
    cast.clerk.account.refresh_from_db()
    account = type(cast.clerk.account).objects.select_related("person").get(pk=cast.clerk.account.pk)
    with django_assert_num_queries(1):
        assert queries.reach(account, NOW).covers


def test_the_page_lists_records_and_ends(client, cast):
    client.force_login(cast.case.account)
    today = timezone.localdate()
    typed = {
        "officer": cast.case.officer.pk, "cover": cast.clerk.officer.pk,
        "starts_on": f"{today:%d/%m/%Y}", "ends_on": f"{today + timedelta(days=2):%d/%m/%Y}",
    }  # fmt: skip
    assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS, typed | {"cover": ""}).status_code == 422
    assert client.post(ADDRESS, typed).url == ADDRESS
    assert cast.clerk.person.full_name in client.get(ADDRESS).text
    client.force_login(cast.clerk.account)
    assert client.post(f"{ADDRESS}{Absence.objects.get().pk}/ket-thuc/").status_code == 403
    client.force_login(cast.case.account)
    assert client.post(f"{ADDRESS}{Absence.objects.get().pk}/ket-thuc/").url == ADDRESS
    assert Absence.objects.get().ended_at


def test_nobody_stands_in_is_said_and_moves_no_right(client, cast):
    client.force_login(cast.case.account)
    today = f"{timezone.localdate():%d/%m/%Y}"
    typed = {"officer": cast.case.officer.pk, "cover": "0", "starts_on": today, "ends_on": today}
    page = client.post(ADDRESS, typed, follow=True)
    assert "<b>không ai làm thay</b>" in page.text and "lãnh đạo đơn vị phân công lại" in page.text
    row = Absence.objects.get()
    assert row.cover is None and queries.away([cast.case.officer.pk], at=timezone.now())
    assert not any(cast.reach(one, at=timezone.now()).covers for one in (cast.clerk, cast.head))
    duty = {one.officer_id: one for one in queries.on_duty(at=timezone.now(), roles=[*Role])}
    assert duty[cast.case.officer.pk].is_away and not any(one.covers for one in duty.values())
    assert client.post(ADDRESS, typed).status_code == 422, "a second absence on the same day"
    assert client.post(f"{ADDRESS}{row.pk}/ket-thuc/").url == ADDRESS


def test_nobody_stands_in_for_a_leader_either(cast):
    form = NewAbsence(cast.leader.officer.pk, None, day(1), day(2))
    actions.record_absence(form=form, reach=cast.reach(cast.leader), at=NOW)
    assert Entry.objects.get().data["cover"] is None
    with pytest.raises(Forbidden):
        form = NewAbsence(cast.head.officer.pk, None, day(1), day(2))
        actions.record_absence(form=form, reach=cast.reach(cast.clerk), at=NOW)


def test_word_goes_to_who_is_there_to_read_it(cast):
    """The officer or who stands in; for the head, too, and where nobody does to who stands above."""

    def told(days=0):
        at = NOW + timedelta(days=days)
        path = cast.department.path
        return (
            [one.name for one in queries.hands_of(cast.case.officer.pk, at=at)],
            [one.name for one in queries.superiors(cast.department.pk, path, at=at)],
        )

    case, head, clerk, leader = (
        one.person.full_name for one in (cast.case, cast.head, cast.clerk, cast.leader)
    )
    assert told() == ([case], [head])
    record(cast, away=cast.case, cover=cast.clerk, start=1, end=1)
    record(cast, away=cast.head, cover=cast.clerk, start=1, end=1)
    assert told(1) == ([clerk], [clerk])
    for one in (cast.case, cast.head):
        form = NewAbsence(one.officer.pk, None, day(2), day(3))
        actions.record_absence(form=form, reach=cast.reach(one), at=NOW)
    hands, superiors = told(2)
    assert hands == [] and leader in superiors and head not in superiors
    form = NewAbsence(cast.leader.officer.pk, None, day(3), day(3))
    actions.record_absence(form=form, reach=cast.reach(cast.leader), at=NOW)
    assert set(told(3)[1]) >= {leader, head}, "everybody is away: word waits for them"
    assert told(4) == ([case], [head])


def test_an_officer_offered_only_their_own_absence_and_a_head_those_of_the_unit(cast):
    own = {one.id for one in queries.may_be_away(cast.reach(cast.clerk), at=NOW)}
    headed = {one.id for one in queries.may_be_away(cast.reach(cast.head), at=NOW)}
    assert own == {cast.clerk.officer.pk} and own < headed


def test_a_citizen_has_no_page_of_absences(client, cast):
    client.force_login(cast.hoa.account)
    assert client.get(ADDRESS).status_code == 403


# Named later -----------------------------------------------------------------------------------------------------


def alone(cast, *, away=None, start=0, end=2):
    away = away or cast.case
    form = NewAbsence(away.officer.pk, None, day(start), day(end))
    return actions.record_absence(form=form, reach=cast.reach(away), at=NOW)


def name(cast, absence, cover, *, by=None, at=NOW):
    reach = cast.reach(by or cast.case, at=at)
    return actions.name_cover(absence_id=absence, cover_id=cover.officer.pk, reach=reach, at=at)


def test_a_colleague_named_in_the_middle_stands_in_from_then_on_and_the_days_past_stay(cast):
    absence, at = alone(cast, end=4), NOW + timedelta(days=2)
    named = name(cast, absence, cast.clerk, by=cast.head, at=at)
    assert not cast.reach(cast.clerk, at=at - timedelta(minutes=1)).covers
    assert cast.reach(cast.clerk, at=at).covers == {cast.case.officer.pk}
    assert not cast.reach(cast.clerk, at=NOW + timedelta(days=5)).covers
    before, after = Absence.objects.order_by("pk")
    assert (before.pk, before.cover, before.starts_on, before.ends_on) == (absence, None, day(0), day(4))
    assert before.ended_at == at
    assert (after.pk, after.cover_id, after.starts_on, after.ends_on) == (
        named,
        cast.clerk.officer.pk,
        day(2),
        day(4),
    )
    entry = Entry.objects.get(kind="people.cover-named")
    assert entry.subject == f"absence:{named}" and entry.actor == cast.head.actor
    assert entry.data == {
        "officer": cast.case.officer.pk, "cover": cast.clerk.officer.pk, "before": None, "of": f"absence:{absence}",
    }  # fmt: skip


def test_somebody_else_stands_in_and_who_did_so_far_keeps_their_days_and_no_right(cast):
    absence, at = record(cast, start=0, end=3), NOW + timedelta(days=1)
    name(cast, absence, cast.head, at=at)
    assert cast.reach(cast.clerk, at=at - timedelta(minutes=1)).covers
    assert not cast.reach(cast.clerk, at=at).covers and cast.reach(cast.head, at=at).covers
    assert Absence.objects.get(pk=absence).cover_id == cast.clerk.officer.pk


def test_of_an_absence_still_to_come_the_same_row_says_who_stands_in(cast):
    absence = alone(cast, start=2, end=3)
    assert name(cast, absence, cast.clerk) == absence
    assert Absence.objects.get().cover_id == cast.clerk.officer.pk and not Absence.objects.get().ended_at
    assert cast.reach(cast.clerk, at=NOW + timedelta(days=2)).covers


def test_whoever_may_not_record_an_absence_may_not_name_who_stands_in(cast):
    absence = alone(cast)
    for by, refusal in ((cast.clerk, Forbidden), (cast.stranger, NotFound)):
        with pytest.raises(refusal):
            name(cast, absence, cast.clerk, by=by)
    with pytest.raises(NotFound):
        name(cast, absence + 1, cast.clerk)
    assert not Entry.objects.filter(kind="people.cover-named").exists()


def test_who_is_away_who_serves_elsewhere_and_who_stands_in_already_is_not_named(cast):
    absence = record(cast, start=0, end=3)
    alone(cast, away=cast.head, start=3, end=3)
    with pytest.raises(CoverAway):
        name(cast, absence, cast.head)
    for cover in (cast.stranger, cast.clerk, cast.case):
        with pytest.raises(InvalidInput) as refused:
            name(cast, absence, cover)
        assert refused.value.faults[0].field == "cover"
    assert Absence.objects.filter(ended_at=None).count() == 2


def test_of_what_has_ended_or_is_over_nobody_is_named_any_more(cast):
    absence = alone(cast, end=1)
    with pytest.raises(AbsenceOver):
        name(cast, absence, cast.clerk, at=NOW + timedelta(days=2))
    actions.end_absence(absence_id=absence, reach=cast.reach(cast.case), at=NOW)
    with pytest.raises(AbsenceOver):
        name(cast, absence, cast.clerk)


def test_the_page_names_who_stands_in_beside_the_absence_and_says_there_what_is_wrong(client, cast):
    client.force_login(cast.case.account)
    today = f"{timezone.localdate():%d/%m/%Y}"
    form = {"officer": cast.case.officer.pk, "cover": "0", "starts_on": today, "ends_on": today}
    client.post(ADDRESS, form)
    address = f"{ADDRESS}{Absence.objects.get().pk}/lam-thay/"
    assert f'action="{address}"' in client.get(ADDRESS).text
    for cover in ("", cast.stranger.officer.pk, cast.case.officer.pk):
        page = client.post(address, {"cover": cover})
        assert page.status_code == 422 and "<details" in page.text and " open>" in page.text
    assert client.post(address, {"cover": cast.clerk.officer.pk}).url == ADDRESS
    assert f"{cast.clerk.person.full_name} làm thay" in client.get(ADDRESS).text
    assert client.post(address, {"cover": cast.head.officer.pk}).status_code == 409, "that one has ended"
    client.force_login(cast.clerk.account)
    assert client.post(f"{ADDRESS}{Absence.objects.latest('pk').pk}/lam-thay/", {"cover": cast.head.officer.pk}).status_code == 403  # fmt: skip
