"""How a request is found from the desk: by code, name, phone and identity number."""

from uuid import uuid4

import pytest
from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk
from motcua.dossiers.queries.desk import Filter
from motcua.foundation.text import fold
from motcua.people import identity
from motcua.people import queries as people
from motcua.people.models import AccessLook, Organisation
from motcua.people.rules import Look
from tests.dossiers.build import (
    MORNING,
    row,
    submitted,
)
from tests.dossiers.test_pages_desk import DESK, numbers


def found_by(client, text):
    answer = client.post(DESK, {"tim": text, "xem": "cua-toi"})
    assert answer.status_code == 302
    return answer.url


def test_a_whole_code_opens_the_dossier_itself(at_desk, world):
    done = submitted(world)
    assert found_by(at_desk(world.cast.reception), done.number.lower()) == f"/ho-so/{done.number}/"


def test_a_code_of_another_office_is_only_searched_for_and_not_found(at_desk, world):
    done = submitted(world)
    client = at_desk(world.cast.stranger)
    answer = client.get(found_by(client, done.number))
    assert answer.status_code == 200
    assert numbers(answer.context["page"]) == []


@pytest.mark.parametrize("text", ["hoa", "NGUYEN THI", "Nguyễn Thị Hoa", "0905 000 001", "1"])
def test_a_search_finds_by_name_without_marks_by_phone_and_by_the_end_of_the_code(at_desk, world, text):
    done = submitted(world)
    if text == "1":
        # The end of the code as the new layout writes it.
        text = done.number.rpartition("-")[2]
    client = at_desk(world.cast.reception)
    answer = client.get(found_by(client, text))
    assert numbers(answer.context["page"]) == [done.number]


def test_what_was_searched_for_never_stands_in_an_address(at_desk, world):
    submitted(world)
    url = found_by(at_desk(world.cast.reception), "Nguyễn Thị Hoa")
    assert "Nguy" not in url and "Hoa" not in url and "tim=" in url


def test_an_address_with_somebody_elses_search_finds_nothing_of_it(at_desk, world):
    submitted(world)
    url = found_by(at_desk(world.cast.reception), "Hoa")
    answer = at_desk(world.cast.returner).get(url)
    assert answer.context["wanted"].text == ""


def give_identity(person, number="066190000123"):
    person.identity_hash = identity.fingerprint(number)
    person.identity_locked = identity.lock(number, public_id=person.public_id)
    person.identity_checked_at = MORNING
    person.save()
    return number


def test_searching_a_person_by_identity_number_is_a_look_the_person_can_read(at_desk, world):
    done = submitted(world)
    number = give_identity(world.cast.hoa.person)
    client = at_desk(world.cast.reception)
    answer = client.get(found_by(client, f"{number[:3]} {number[3:]}"))
    assert numbers(answer.context["page"]) == [done.number]
    look = AccessLook.objects.get()
    assert (look.what, look.person_id, look.subject) == (Look.SEARCH, world.cast.hoa.person.pk, "")


@pytest.mark.parametrize("typed", ["066190000123", "0905123456", "Hoa", "H15.15-1", "1234567"])
def test_a_search_costs_at_most_fifteen_questions(
    at_desk, world, typed, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    submitted(world)
    give_identity(world.cast.hoa.person)
    client = at_desk(world.cast.reception)
    url = found_by(client, typed)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(url)  # a node asks once for what stays as it is
    with django_assert_max_num_queries(15):
        client.get(url)


def test_a_person_and_a_household_business_with_the_same_code_are_both_found(world):
    number = give_identity(world.cast.hoa.person)
    firm = Organisation.objects.create(tax_code=number, name="Hộ kinh doanh Hoa", added_at=MORNING)
    assert people.bearers_of_code(number) == ([world.cast.hoa.person.pk], [firm.pk])
    assert people.bearers_of_code("066190000124") == ([], [])


def test_a_search_for_a_name_is_not_a_look(at_desk, world):
    submitted(world)
    found_by(at_desk(world.cast.reception), "Hoa")
    assert not AccessLook.objects.exists()


def test_one_or_two_letters_find_the_beginning_of_a_word(world):
    an, hoang, duyen = (submitted(world) for _ in range(3))
    for done, name in ((an, "Lê An"), (hoang, "Hoàng Văn Bình"), (duyen, "H’Duyên Êban")):
        Dossier.objects.filter(number=done.number).update(applicant_name=name, applicant_folded=fold(name))
    reach = world.reach(world.cast.reception)

    def found(text):
        return set(numbers(desk.page(reach, at=MORNING, wanted=Filter(text=text))))

    assert found("an") == {an.number}
    assert found("H") == {hoang.number, duyen.number}
    assert found("eb") == {duyen.number}
    assert found("oan") == {hoang.number}


def test_the_end_of_a_number_is_found_in_both_layouts_short_or_long(world):
    old, new, long = "000.00.15.H15-260318-0023", "H15.15-20260318-0000024", "000.00.15.H15-260318-10023"
    for number in (old, new, long):
        Dossier.objects.filter(number=submitted(world).number).update(number=number)
    reach = world.reach(world.cast.reception)

    def found(text):
        return numbers(desk.page(reach, at=MORNING, wanted=Filter(text=text)))

    assert found("23") == found("0023") == [old]
    assert found("24") == found("0000024") == [new]
    assert found("10023") == [long]
    assert found("3") == found("0") == []


@pytest.mark.postgres
def test_the_end_of_a_number_is_found_by_an_index_the_newest_first(world):
    one = row(submitted(world))  # of a few only, any index is as good
    same = {field.attname: getattr(one, field.attname) for field in Dossier._meta.concrete_fields}
    for name in ("id", "key", "submission", "number"):
        del same[name]
    Dossier.objects.bulk_create(
        Dossier(**same, submission=uuid4(), number=f"H15.15-20260318-{n:07}") for n in range(100, 600)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = Dossier.objects.filter(desk.text_match("7")).order_by("-pk")[:26].explain()
    assert "Scan Backward using dossiers_by_end" in plan, plan


@pytest.mark.postgres
def test_any_part_of_a_name_is_found_by_an_index(world):
    with connection.cursor() as cursor:
        # A small table is read faster than any index: what is asked is whether the index can answer.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    for text in ("quach tinh", "an", "y"):
        plan = Dossier.objects.filter(desk.text_match(text)).explain()
        assert "dossiers_name_parts" in plan, plan
