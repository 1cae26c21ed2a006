"""The sample's offices can receive every bundle that ships: from each commune, each part at one agency with somebody for each step."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from motcua.dossiers.models import Bundle, Dossier, Movement
from motcua.dossiers.queries import bundles
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import OPEN, Act, State
from motcua.dossiers.sample import linked
from motcua.dossiers.sample.making import Maker, Part
from motcua.people import queries as people
from motcua.people import sample as people_sample
from motcua.people.rules import Role
from motcua.procedures import queries as procedures
from tests.dossiers.test_sample import _Nowhere

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # a Friday
SHIPPED = "2.002621"
pytestmark = pytest.mark.slow  # makes a province


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """Made once for the tests of this file; taken away again at the end."""
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        for room in ("law", "people", "procedures"):
            call_command(room, "load", verbosity=0, stdout=_Nowhere())
        yield people_sample.settle(seed=7, at=NOON, citizens=200, citizens_2023=20, communes=8).living
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
        connection.close()


def shipped():
    return [facts for facts in procedures.offered(NOON) if facts.definition.is_bundle]


def test_every_bundle_that_ships_is_received_at_every_commune_by_agencies_that_can_handle_it(province, db):
    assert SHIPPED in {facts.definition.code for facts in shipped()}
    offices = {office.id: office for office in province.offices}
    for facts in shipped():
        for commune in province.communes:
            places = bundles.placed(facts.definition, people.agency(commune.id), at=NOON)
            assert len({place.office.id for place in places}) == len(places) == len(facts.definition.parts)
            for place in places:
                office = offices[place.office.id]
                wanted = {stop.role for stop in route(place.definition) if stop.role} | {Role.RETURN}
                assert all(office.holding(role) for role in wanted), (office.name, wanted)


def test_a_birth_goes_to_the_ward_to_its_own_police_and_to_the_social_insurance(province, db):
    facts = next(one for one in shipped() if one.definition.code == SHIPPED)
    for commune, police in zip(province.communes, province.police, strict=True):
        places = bundles.placed(facts.definition, people.agency(commune.id), at=NOON)
        names = [place.office.name for place in places]
        assert names == [commune.name, police.name, "Bảo hiểm xã hội tỉnh"]


@pytest.fixture(scope="module")
def linked_requests(province, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        maker = Maker(Part(age="living", seed=7, until=NOON, on=NOON.date()))
        return maker, linked.make(maker, dossiers=20_000, at=NOON)


def test_the_sample_sends_some_and_they_stand_at_different_stages(linked_requests, db):
    _maker, made = linked_requests
    assert made == Bundle.objects.count() >= linked.FEWEST
    wholes = [bundles.whole(bundle, language="vi") for bundle in Bundle.objects.all()]
    assert all(whole.simulated and len(whole.parts) == 3 for whole in wholes)
    assert not Dossier.objects.filter(bundle__isnull=False, simulated=False).exists()
    stages = {tuple(part.state for part in whole.parts) for whole in wholes}
    assert any(whole.is_done for whole in wholes) and not all(whole.is_done for whole in wholes)
    assert len(stages) >= 4
    begun = Movement.objects.filter(act=Act.BEGIN_PART)
    assert begun.exists()
    for dossier in Dossier.objects.filter(awaits_part=True):
        assert dossier.state in (State.NEW, State.WITHDRAWN)


def test_the_demos_citizen_has_sent_one_of_them_at_the_ward(linked_requests, province, db):
    first = Bundle.objects.get(applicant_id=province.citizens[0].id)
    assert first.agency_id == province.communes[0].id


def test_a_later_day_moves_them_on_and_twice_changes_nothing(linked_requests, db):
    maker, _made = linked_requests
    still_open = Dossier.objects.filter(bundle__isnull=False, state__in=OPEN)
    before, later = still_open.count(), NOON + timedelta(days=20)
    assert linked.move_on(maker, at=later) > 0
    assert still_open.count() < before
    assert linked.move_on(maker, at=later) == 0
