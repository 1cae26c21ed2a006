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
