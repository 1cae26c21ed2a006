"""The people of the sample province: invented, labelled, and the same again from the same seed."""

from datetime import date

import pytest
from django.db import transaction

from motcua.chronicle.models import Entry
from motcua.people import actions, identity, queries, sample
from motcua.people.models import Account, Agency, Mandate, Person
from motcua.people.rules import Level, Role

from .cast import NOW


def make(**sizes):
    return sample.settle(seed=7, at=NOW, **({"citizens": 200, "citizens_2023": 60, "communes": 8} | sizes))


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """Made once for all tests of this file, and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


@pytest.fixture
def made(province, db):
    return province


def test_the_tree_read_at_once_answers_what_the_database_answers(made):
    tree = queries.tree()
    roots = [made.living.province.path, made.history.province.path]
    for on in (date(2023, 4, 19), date(2025, 6, 30), date(2025, 7, 1), NOW.date()):
        for levels in ([], [Level.COMMUNE], [Level.DISTRICT, Level.DEPARTMENT]):
            wanted = {"on": on, "paths": roots[:1], "levels": levels}
            assert tree.acting(**wanted) == queries.acting_agencies(**wanted)
    assert tree.acting(on=NOW.date()) == queries.acting_agencies(on=NOW.date())


def test_the_living_part_has_communes_and_no_districts_and_history_has_both(made):
    assert len(made.living.communes) == 8 and not made.living.districts
    assert len(made.history.districts) == 5 and len(made.history.communes) == 20
    today = {agency.level for agency in queries.acting_agencies(on=NOW.date())}
    assert Level.DISTRICT not in today
    then = queries.acting_agencies(on=date(2023, 4, 19), levels=[Level.DISTRICT])
    assert len(then) == 5


def test_everything_invented_says_so(made):
    assert not Agency.objects.filter(key__startswith="mau", simulated=False).exists()
    assert not Person.objects.filter(simulated=False).exists()
    assert not Account.objects.filter(simulated=False).exists()


def test_numbers_telephones_and_addresses_belong_to_nobody(made):
    for person in Person.objects.all()[:80]:
        assert identity.unlock(person).startswith("000")
        assert person.phone.startswith("0000")
        assert not person.email or person.email.endswith(".invalid")


def test_every_office_has_someone_for_each_role(made):
    for office in (*made.living.departments, *made.living.communes):
        for role in sample.COMMUNE_STAFF:
            assert office.holding(role), (office.name, role)


def test_every_commune_has_its_police_and_the_province_a_social_insurance(made):
    part = made.living
    assert [office.name for office in part.police] == [
        f"Công an {office.name[0].lower()}{office.name[1:]}" for office in part.communes
    ]
    assert "Bảo hiểm xã hội tỉnh" in [office.name for office in part.departments]
    for office in part.police:
        for role in sample.POLICE_STAFF:
            assert office.holding(role), (office.name, role)
    assert not made.history.police


def test_a_worker_reaches_what_signing_in_would_reach(made):
    worker = made.living.departments[0].holding(Role.CASE_OFFICER)[0]
    person = Person.objects.get(pk=worker.person_id)
    account = Account(person=person, name="x", is_active=True, pk=0)
    reach = queries.reach(account, NOW)
    assert reach.grants == worker.reach.grants and reach.actor == worker.reach.actor


def test_officers_of_history_hold_no_mandate_today(made):
    ids = [worker.mandate_id for office in made.history.communes for worker in office.workers]
    assert ids and not queries.in_force(NOW).filter(pk__in=ids).exists()


def test_making_it_again_finds_the_same(made):
    counts = [model.objects.count() for model in (Agency, Person, Mandate, Account, Entry)]
    assert make() == made
    assert [model.objects.count() for model in (Agency, Person, Mandate, Account, Entry)] == counts


def test_the_same_seed_draws_the_same_people(db):
    draw = [sample.Chance("x").person(address="") for _ in range(2)]
    assert draw[0] == draw[1]
    chances = sample.Chance("x"), sample.Chance("x")
    lots = [[chance.person(address="") for _ in range(50)] for chance in chances]
    assert lots[0] == lots[1]
    assert len({person.identity_number for person in lots[0]}) == 50


def test_players_of_the_demo_come_in_with_one_click_and_some_have_several_hats(made):
    players = queries.demo_players(NOW)
    assert [player.name for player in players if not player.role] == ["demo.nguoi-dan-1", "demo.nguoi-dan-2"]
    assert {player.role for player in players} >= set(Role)
    hats = [len(queries.hats(queries.demo_account(player.name), NOW)) for player in players]
    # The ward's head of the unit has two; at its police and at the social insurance one player handles all of it.
    assert sorted(set(hats)) == [0, 1, 2, 4] and hats.count(2) == 1 and hats.count(4) == 2
    assert actions.sign_in(name="demo.tiep-nhan", password=sample.PASSWORD, address="", at=NOW)


def test_citizens_live_in_households_in_communes_of_the_part(made):
    keys = {office.key for office in made.living.communes}
    assert {citizen.office_key for citizen in made.living.citizens} <= keys
    assert len(made.living.citizens) == 200 and len(made.history.citizens) == 60
    first = made.living.citizens[0]
    near = [c.id for c in made.living.citizens if c.address == first.address and c.id != first.id]
    assert all(queries.same_household(first.id, id) for id in near[:1])
