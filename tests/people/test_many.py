"""The set forms leave what the single acts leave, by the same rules."""

from datetime import timedelta

import pytest

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import InvalidInput
from motcua.people import actions, sample
from motcua.people.actions.many import NewPost, add_persons, add_posts
from motcua.people.models import Mandate, Officer, Person
from motcua.people.rules import Role

from .cast import NOW


def test_the_set_form_leaves_the_same_rows_as_one_by_one(cast):
    form = sample.Chance("one").person(address="12 Đồi Thông")
    [many] = add_persons(forms=[form], simulated=False, by=cast.reception.actor, at=NOW)
    first, entry = Person.objects.get(pk=many), Entry.objects.latest("pk")
    Person.objects.filter(pk=many).update(identity_hash="", identity_checked_at=None)
    facts = {
        name: getattr(form, name)
        for name in ("full_name", "identity_number", "birth_date", "phone", "email", "address")
    }
    one = actions.find_or_add_person(**facts, by=cast.reception.actor, at=NOW)
    second = Person.objects.get(pk=one)
    for field in Person._meta.fields:
        if field.name not in ("id", "public_id", "identity_locked", "gender"):
            assert getattr(first, field.name) == getattr(second, field.name), field.name
    other = Entry.objects.latest("pk")
    assert (entry.kind, entry.actor, entry.data) == (other.kind, other.actor, other.data)


def test_one_wrong_person_refuses_the_whole_lot(db):
    chance = sample.Chance("two")
    good, bad = chance.person(address=""), sample.Chance("three").person(address="")
    object.__setattr__(bad, "identity_number", "123")
    with pytest.raises(InvalidInput):
        add_persons(forms=[good, bad], simulated=True, by="system:sample", at=NOW)
    assert not Person.objects.exists() and not Entry.objects.exists()


def post(cast, **changes):
    facts = {
        "person": sample.Chance("four").person(address=""), "code": "moi.1", "title": "Chuyên viên",
        "agency_id": cast.department.pk, "agency_code": cast.department.code, "role": Role.CASE_OFFICER, "basis": "QĐ 1",
    }  # fmt: skip
    return NewPost(**(facts | changes))


def test_posts_leave_the_entries_of_the_single_acts(cast):
    [posted] = add_posts(forms=[post(cast)], simulated=True, by=cast.operator.actor, at=NOW)
    kinds = list(Entry.objects.order_by("pk").values_list("kind", "subject"))
    assert kinds == [
        ("people.person-added", f"person:{Person.objects.get(pk=posted.person_id).public_id}"),
        ("people.officer-added", f"officer:{posted.officer_id}"),
        ("people.mandate-given", f"mandate:{posted.mandate_id}"),
    ]
    assert Mandate.objects.get(pk=posted.mandate_id).starts_at == NOW


@pytest.mark.parametrize("wrong", [{"code": "Đ"}, {"basis": ""}, {"ends_at": NOW - timedelta(days=1)}])
def test_a_wrong_post_is_refused(cast, wrong):
    before = Officer.objects.count()
    with pytest.raises(InvalidInput):
        add_posts(forms=[post(cast, **wrong)], simulated=True, by=cast.operator.actor, at=NOW)
    assert Officer.objects.count() == before
