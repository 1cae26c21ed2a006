"""Whoever is named later to stand in for a colleague is told of it, once, and not when it is over by then."""

from datetime import date, timedelta

import pytest

from motcua.dossiers.actions.covers import tell_covers
from motcua.notices.models import Notice
from motcua.people import actions
from motcua.people.models import Person
from tests.chronicle.acts import seal_all
from tests.people.cast import NOW, make_cast

TODAY = date(2026, 3, 18)


@pytest.mark.django_db(transaction=True)  # the job reads what is sealed, the sealer what is committed
def test_who_is_named_is_told_once_and_in_words_and_nobody_of_what_has_ended():
    cast = make_cast()
    Person.objects.filter(pk=cast.clerk.person.pk).update(email="clerk@example.vn")
    reach = cast.reach(cast.case)
    days = (TODAY, TODAY + timedelta(days=2))
    form = actions.NewAbsence(cast.case.officer.pk, None, *days)
    absence = actions.record_absence(form=form, reach=reach, at=NOW)
    for cover in (cast.head, cast.clerk):  # the first one is changed before anybody was told
        absence = actions.name_cover(absence_id=absence, cover_id=cover.officer.pk, reach=reach, at=NOW)
    seal_all(now=NOW)
    assert tell_covers(at=NOW) == 3 and tell_covers(at=NOW) == 0
    told = Notice.objects.get()
    assert (told.template, told.name) == ("dossiers/stands-in", cast.clerk.person.full_name)
    assert told.values == {
        "officer": cast.case.person.full_name,
        "first": {"day": "2026-03-18"},
        "last": {"day": "2026-03-20"},
    }


@pytest.mark.django_db(transaction=True)
def test_who_stands_in_from_the_beginning_is_told_too():
    cast = make_cast()
    form = actions.NewAbsence(cast.case.officer.pk, cast.clerk.officer.pk, TODAY, TODAY)
    absence = actions.record_absence(form=form, reach=cast.reach(cast.case), at=NOW)
    seal_all(now=NOW)
    assert tell_covers(at=NOW) == 1
    told = Notice.objects.get()
    assert (told.subject, told.name) == (f"absence:{absence}", cast.clerk.person.full_name)


@pytest.fixture
def covered(transactional_db):
    """The clerk stands in for the officer for three days, and was told so."""
    cast = make_cast()
    Person.objects.filter(pk=cast.clerk.person.pk).update(email="clerk@example.vn")
    form = actions.NewAbsence(cast.case.officer.pk, cast.clerk.officer.pk, TODAY, TODAY + timedelta(days=2))
    absence = actions.record_absence(form=form, reach=cast.reach(cast.case), at=NOW)
    seal_all(now=NOW)
    tell_covers(at=NOW)
    Notice.objects.all().delete()
    return cast, absence


def changed(cast, absence, cover, at=NOW):
    return actions.name_cover(
        absence_id=absence, cover_id=cover.officer.pk, reach=cast.reach(cast.case), at=at
    )


def heard(at=NOW):
    """Who was told what by this run, and who stands in instead."""
    seal_all(now=at)
    tell_covers(at=at)
    rows = Notice.objects.order_by("pk")
    return [(row.template.removeprefix("dossiers/"), row.name, row.values.get("instead")) for row in rows]


def test_whoever_stood_in_before_is_told_that_they_no_longer_do_and_who_does(covered):
    cast, absence = covered
    changed(cast, absence, cast.head)
    head, clerk = cast.head.person.full_name, cast.clerk.person.full_name
    assert heard() == [("stands-in", head, None), ("stands-in-no-more", clerk, head)]
    told = Notice.objects.get(template="dossiers/stands-in-no-more")
    assert (told.values["first"], told.values["last"]) == ({"day": "2026-03-18"}, {"day": "2026-03-20"})
    assert len(heard()) == 2, "once"


def test_when_the_absence_ends_earlier_whoever_stood_in_is_told(covered):
    cast, absence = covered
    actions.end_absence(absence_id=absence, reach=cast.reach(cast.case), at=NOW)
    assert heard() == [("stands-in-no-more", cast.clerk.person.full_name, "")]


def test_who_stands_in_again_and_whose_days_are_over_is_not_told_that_they_do_not(covered):
    cast, absence = covered
    changed(cast, changed(cast, absence, cast.head), cast.clerk)
    assert heard() == [("stands-in", cast.clerk.person.full_name, None)]
    Notice.objects.all().delete()
    later = actions.NewAbsence(cast.case.officer.pk, cast.clerk.officer.pk, *[TODAY + timedelta(days=9)] * 2)
    absence = actions.record_absence(form=later, reach=cast.reach(cast.case), at=NOW)
    heard()
    changed(cast, absence, cast.head)
    Notice.objects.all().delete()
    assert heard(NOW + timedelta(days=10)) == []


def test_an_absence_without_anybody_in_place_ends_without_a_word(covered):
    cast, _ = covered
    form = actions.NewAbsence(cast.head.officer.pk, None, TODAY, TODAY)
    absence = actions.record_absence(form=form, reach=cast.reach(cast.head), at=NOW)
    actions.end_absence(absence_id=absence, reach=cast.reach(cast.head), at=NOW)
    assert heard() == []
