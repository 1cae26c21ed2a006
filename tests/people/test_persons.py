"""Persons: found by their number, never mixed up, their number never in clear."""

import threading
from datetime import date

import pytest
from django.db import connection

from motcua.chronicle.models import Entry
from motcua.foundation import secret_text
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people import actions, identity, queries
from motcua.people.models import Organisation, Person
from motcua.people.rules import IdentityMismatch, IdentityTaken, NotOneself, Role

from .cast import NOW, make_cast

NUMBER = "000190000777"


def add(cast, *, by="reception", **changes):
    facts = {"full_name": "Siu  H’Lan", "identity_number": NUMBER, "phone": "0905 777 888"}
    return actions.find_or_add_person(**(facts | changes), by=getattr(cast, by).actor, at=NOW)


def test_a_person_is_added_once_and_found_again_however_the_number_is_typed(cast):
    id = add(cast)
    assert add(cast, identity_number="000 190 000 777") == id
    assert add(cast, full_name="siu h'lan", phone="") == id
    assert Entry.objects.filter(kind="people.person-added").count() == 1


def test_the_number_is_stored_neither_in_clear_nor_as_a_plain_hash(cast):
    person = Person.objects.get(pk=add(cast))
    row = " ".join(str(getattr(person, field.name)) for field in Person._meta.fields)
    assert NUMBER not in row and identity.unlock(person) == NUMBER
    import hashlib

    assert person.identity_hash != hashlib.sha256(NUMBER.encode()).hexdigest()


def test_a_locked_number_copied_to_another_person_does_not_open(cast):
    first = Person.objects.get(pk=add(cast))
    Person.objects.filter(pk=cast.hoa.person.pk).update(identity_locked=first.identity_locked)
    with pytest.raises(secret_text.Tampered):
        queries.identity_number(cast.hoa.person.pk)


def test_a_known_number_with_another_name_is_refused(cast):
    add(cast)
    with pytest.raises(IdentityMismatch):
        add(cast, full_name="Nay H’Bia")
    assert Person.objects.filter(full_name__contains="Bia").count() == 0


def test_what_is_known_stays_and_what_is_empty_is_filled(cast):
    id = add(cast)
    add(cast, phone="0905 000 111", birth_date=date(1990, 1, 2))
    person = Person.objects.get(pk=id)
    assert person.phone == "0905 777 888" and person.birth_date == date(1990, 1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"identity_number": "1234"}, "identity_number"),
        ({"full_name": ""}, "full_name"),
        ({"phone": "abc"}, "phone"),
        ({"email": "x@y"}, "email"),
        ({"birth_date": date(2030, 1, 1)}, "birth_date"),
    ],
)
def test_wrong_facts_are_named_and_nobody_is_added(cast, change, field):
    before = Person.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        add(cast, **change)
    assert [fault.field for fault in refusal.value.faults] == [field]
    assert Person.objects.count() == before


def test_a_citizens_word_does_not_find_the_checked_person(cast):
    checked = add(cast)
    assert add(cast, by="hoa") != checked
    assert queries.persons_of_identity(NUMBER)[0] == checked


def test_the_card_makes_a_written_number_a_checked_one(cast):
    id = add(cast, by="hoa")
    assert not queries.person(id).identity_checked
    actions.check_identity(person_id=id, identity_number=NUMBER, reach=cast.reach(cast.reception), at=NOW)
    actions.check_identity(person_id=id, identity_number=NUMBER, reach=cast.reach(cast.reception), at=NOW)
    assert queries.person(id).identity_checked
    assert Entry.objects.filter(kind="people.identity-checked").count() == 1


def test_a_number_is_checked_for_one_person_only(cast):
    add(cast)
    second = add(cast, by="hoa")
    with pytest.raises(IdentityTaken):
        actions.check_identity(
            person_id=second, identity_number=NUMBER, reach=cast.reach(cast.reception), at=NOW
        )
    for id, number, refusal in [
        (cast.nam.person.pk, "123", InvalidInput),
        (cast.reception.person.pk, "000190000778", NotOneself),
        (10**9, "000190000778", NotFound),
    ]:
        with pytest.raises(refusal):
            actions.check_identity(
                person_id=id, identity_number=number, reach=cast.reach(cast.reception), at=NOW
            )
    with pytest.raises(Forbidden):
        actions.check_identity(person_id=second, identity_number=NUMBER, reach=cast.reach(cast.case), at=NOW)


def test_the_card_corrects_a_number_that_was_mistyped_and_then_stands(cast):
    id, card, reach = add(cast, by="hoa"), "000190000778", cast.reach(cast.reception)
    actions.check_identity(person_id=id, identity_number=card, reach=reach, at=NOW)
    assert queries.persons_of_identity(card) == [id] and queries.persons_of_identity(NUMBER) == []
    assert queries.identity_number(id) == card
    assert Entry.objects.latest("pk").data == {"as_written": False}
    with pytest.raises(IdentityTaken):
        actions.check_identity(person_id=id, identity_number=NUMBER, reach=reach, at=NOW)
    assert [look.what for look in queries.looks_at(id).looks] == ["compared-card"]


def test_a_correction_writes_which_fields_and_not_what_they_hold(cast):
    actions.correct_person(
        person_id=cast.hoa.person.pk, full_name="Nguyễn Thị Hoa", birth_date=None, phone="0905 000 999",
        email="hoa@example.vn", address="Thôn 3", reach=cast.reach(cast.hoa), at=NOW,
    )  # fmt: skip
    entry = Entry.objects.get()
    assert entry.data == {"fields": ["address", "phone"]}
    assert "0905" not in str(entry.__dict__)
    assert Person.objects.get(pk=cast.hoa.person.pk).phone_digits == "0905000999"


def test_a_correction_that_changes_nothing_leaves_no_entry(cast):
    person = cast.hoa.person
    actions.correct_person(
        person_id=person.pk, full_name=person.full_name, birth_date=person.birth_date, phone=person.phone,
        email=person.email, address=person.address, reach=cast.reach(cast.hoa), at=NOW,
    )  # fmt: skip
    assert not Entry.objects.exists()


def correct(cast, *, by, **changes):
    person = Person.objects.get(pk=cast.hoa.person.pk)
    facts = {name: getattr(person, name) for name in ("full_name", "birth_date", "phone", "email", "address")}
    actions.correct_person(person_id=person.pk, **(facts | changes), reach=cast.reach(by), at=NOW)


def test_others_are_corrected_at_a_desk_only(cast):
    for by in (cast.nam, cast.case, cast.auditor):
        with pytest.raises(Forbidden):
            correct(cast, by=by, address="Buôn 9")
    correct(cast, by=cast.reception, address="Buôn 9")
    assert Person.objects.get(pk=cast.hoa.person.pk).address == "Buôn 9"


def test_a_name_compared_with_the_card_is_not_changed_by_oneself(cast):
    correct(cast, by=cast.hoa, full_name="Nguyễn Thị Hoà")
    actions.check_identity(
        person_id=cast.hoa.person.pk, identity_number=NUMBER, reach=cast.reach(cast.reception), at=NOW
    )
    with pytest.raises(Forbidden):
        correct(cast, by=cast.hoa, full_name="Nay H’Bia")
    correct(cast, by=cast.hoa, address="Buôn 9")
    correct(cast, by=cast.reception, full_name="Nguyễn Thị Hoa")
    assert Person.objects.get(pk=cast.hoa.person.pk).full_name == "Nguyễn Thị Hoa"


def test_an_organisation_is_found_by_its_tax_code(cast):
    facts = {"name": "Hợp tác xã Cà phê Mẫu", "by": cast.reception.actor, "at": NOW}
    id = actions.find_or_add_organisation(**facts, tax_code="6000 000 001")
    assert actions.find_or_add_organisation(**facts, tax_code="6000000001") == id
    assert actions.find_or_add_organisation(**facts) != id
    with pytest.raises(InvalidInput):
        actions.find_or_add_organisation(**facts, tax_code="12")
    assert Organisation.objects.count() == 2


def test_one_household_is_one_person_or_one_key(cast):
    hoa, nam = cast.hoa.person.pk, cast.nam.person.pk
    assert queries.same_household(hoa, hoa) and not queries.same_household(hoa, nam)
    Person.objects.filter(pk__in=[hoa, nam]).update(household_key="h1")
    assert queries.same_household(hoa, nam)


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_add_the_same_person_at_once_get_one():
    cast = make_cast()
    found = []

    def one():
        try:
            found.append(add(cast))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert Entry.objects.filter(kind="people.person-added").count() == 1


def test_looking_is_written_down_and_the_person_sees_office_and_role(cast):
    reach, hoa = cast.reach(cast.case), cast.hoa.person.pk
    actions.log_access(
        reach=reach, what="opened-dossier", subject="000.00.15.H15-260318-0001", person_id=hoa, at=NOW
    )
    [look] = queries.looks_at(hoa).looks
    assert (look.role, look.agency_name, look.subject) == (
        Role.CASE_OFFICER,
        "Sở Tư pháp",
        "000.00.15.H15-260318-0001",
    )
    assert queries.looks_at(cast.nam.person.pk).looks == ()
    assert not Entry.objects.exists()


def test_looking_at_ones_own_is_not_written_down(cast):
    actions.log_access(
        reach=cast.reach(cast.hoa), what="opened-dossier", subject="x", person_id=cast.hoa.person.pk, at=NOW
    )
    assert queries.looks_at(cast.hoa.person.pk).looks == ()


def test_auditors_see_looks_within_their_reach_by_mandate(cast):
    hoa = cast.hoa.person.pk
    for player in (cast.case, cast.stranger, cast.stranger):
        actions.log_access(
            reach=cast.reach(player), what="opened-dossier", subject="x", person_id=hoa, at=NOW
        )
    assert len(queries.looks_by(paths=[cast.province.path]).looks) == 3
    assert len(queries.looks_by(paths=[cast.department.path]).looks) == 1
    assert len(queries.looks_by(paths=["/"], mandate_id=cast.stranger.mandate.pk).looks) == 2
    assert queries.looks_by(paths=[]).looks == ()


def test_many_looks_come_page_by_page_in_a_bounded_number_of_questions(cast, django_assert_num_queries):
    hoa = cast.hoa.person.pk
    for _ in range(120):
        actions.log_access(
            reach=cast.reach(cast.case), what="opened-dossier", subject="x", person_id=hoa, at=NOW
        )
    seen, before = [], None
    for _ in range(3):
        with django_assert_num_queries(1):
            page = queries.looks_at(hoa, before=before)
        seen += [look.id for look in page.looks]
        before = page.before
    assert len(seen) == len(set(seen)) == 120 and before is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": "Hoa\x00"}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"address": "x" * 301}, "address"),
        ({"address": "Thôn 3\x00"}, "address"),
        ({"email": "x" * 250 + "@a.vn"}, "email"),
        ({"phone": "0905 123 456" + " " * 30}, "phone"),
        ({"phone": "٠٩٠٥١٢٣٤٥٦"}, "phone"),
    ],
)
def test_what_a_table_cannot_hold_is_a_fault_and_no_breakdown(cast, change, field):
    with pytest.raises(InvalidInput) as refusal:
        add(cast, **change)
    assert [fault.field for fault in refusal.value.faults] == [field]


@pytest.mark.parametrize("name", ["김철수 " * 20, "Ŀİẞ" * 40, "Nguyễn\u00a0Thị\u00a0Hoa", "Ａn Bình"])
def test_names_of_other_scripts_fit_their_columns(cast, name):
    person = Person.objects.get(pk=add(cast, full_name=name.strip()))
    assert len(person.full_name_folded) <= 120


def test_a_child_born_this_morning_is_not_born_tomorrow(cast):
    early = NOW.replace(hour=20)  # 03:00 of the next day here
    born = date(2026, 3, 19)
    assert actions.find_or_add_person(
        full_name="An", identity_number="", birth_date=born, by=cast.reception.actor, at=early
    )
