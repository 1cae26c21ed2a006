"""At the counter for a firm or for another person: what the desk saw counts as checked, what is wrong is said at its field."""

from dataclasses import replace
from datetime import date

import pytest

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel, State
from motcua.people.models import Organisation, Person
from motcua.people.rules import OrganisationMismatch
from tests.dossiers.build import (
    CHILD,
    FIRM,
    for_firm,
    request,
    row,
)

pytestmark = pytest.mark.django_db


def registered(world, **changes):
    given = inputs.Register(
        request=request(
            world, channel=Channel.COUNTER, applicant=for_firm(world), submitted_by_id=None, **changes
        ),
        then=inputs.TakeIn(),
        identity_number="066190000123",
    )
    return actions.register(reach=world.reach(world.cast.reception), at=world.at, given=given)


def test_at_the_counter_a_firm_counts_as_checked_and_whoever_came_as_its_sender(world):
    done = registered(world)
    dossier = row(done)
    assert dossier.state == State.RECEIVED
    assert dossier.applicant_checked_at == world.at
    assert Organisation.objects.get().checked_at == world.at
    came = Person.objects.get(pk=dossier.sender_id)
    assert (came.full_name, came.identity_checked_at) == (world.cast.hoa.person.full_name, world.at)
    assert dossier.applicant_id is None


def test_at_the_counter_another_name_for_a_known_code_is_refused_and_leaves_nothing(world):
    registered(world)
    with pytest.raises(OrganisationMismatch):
        given = inputs.Register(
            request=request(world, channel=Channel.COUNTER, applicant=replace(for_firm(world), name="Hợp tác xã Khác"), submitted_by_id=None),
            then=inputs.TakeIn(),
            identity_number="066190000123",
        )  # fmt: skip
        actions.register(reach=world.reach(world.cast.reception), at=world.at, given=given)
    assert Dossier.objects.count() == 1


def test_the_counter_finds_a_checked_firm_by_its_code_and_sends_for_it(client, world):
    registered(world)
    client.force_login(world.cast.reception.account)
    typed = {
        "ap-identity": "066190000123",
        "ap-name": world.cast.hoa.person.full_name,
        "org-code": "6000 123 456",
        "paper-tick": ["giay-chung-minh"],
        "delivery-way": "at-counter",
    }
    page = client.post("/quay/?thu-tuc=1.000001", typed | {"find-organisation": "1"})
    assert FIRM in page.content.decode()
    wrong = client.post("/quay/?thu-tuc=1.000001", typed | {"org-name": FIRM})
    assert wrong.status_code == 422
    assert wrong.context["screen"].faults.keys() == {"org-post"}
    sent = client.post("/quay/?thu-tuc=1.000001", typed | {"org-name": FIRM, "org-post": "Giám đốc"})
    assert sent.status_code == 302, sent.context and sent.context["screen"].faults
    dossier = Dossier.objects.latest("pk")
    assert (dossier.applicant_name, dossier.representation.relation) == (FIRM, "Giám đốc")


FOR_CHILD = {
    "ap-identity": "066190000123",
    "ap-name": "Nguyễn Thị Hoa",
    "behalf-identity": "066 314 000 123",
    "behalf-name": CHILD,
    "behalf-birth": "19/04/2014",
    "behalf-relation": "Mẹ",
    "paper-tick": ["giay-chung-minh"],
    "delivery-way": "at-counter",
}


@pytest.fixture
def quay(client, world):
    client.force_login(world.cast.reception.account)
    return lambda **changes: client.post("/quay/?thu-tuc=1.000001", FOR_CHILD | changes)


def test_the_counter_takes_in_the_request_of_a_mother_for_her_child(quay, world):
    sent = quay()
    assert sent.status_code == 302, sent.context and sent.context["screen"].faults
    dossier = Dossier.objects.get()
    representation = dossier.representation
    assert (dossier.applicant_name, dossier.applicant) == (CHILD, None)
    assert (representation.party, representation.relation) == (inputs.Party.PERSON, "Mẹ")
    assert (representation.representative, dossier.sender.full_name) == ("Nguyễn Thị Hoa", "Nguyễn Thị Hoa")
    assert representation.birth_date == date(2014, 4, 19)
    assert dossier.applicant_checked_at is None, "an officer compares the number with the paper apart"


def test_a_scanned_card_of_the_other_person_fills_the_fields_of_the_counter(quay):
    card = f"066314000123|240912345|{CHILD}|19042014|Nữ|12 Lê Duẩn|05062021"
    blank = {"behalf-name": "", "behalf-birth": ""}
    assert quay(**{"behalf-identity": card, **blank}).status_code == 302
    assert Dossier.objects.get().applicant_name == CHILD


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"behalf-identity": "123"}, {"behalf-identity"}),
        ({"behalf-birth": "31/02/2014"}, {"behalf-birth"}),
        ({"behalf-birth": ""}, {"behalf-birth"}),
        ({"behalf-relation": ""}, {"behalf-relation"}),
        ({"behalf-name": ""}, {"behalf-name"}),
        ({"org-name": FIRM}, {"behalf-name"}),
    ],
)
def test_what_is_wrong_about_the_other_person_is_said_at_its_field_and_nothing_is_sent(quay, wrong, where):
    answer = quay(**wrong)
    assert answer.status_code == 422
    assert answer.context["screen"].faults.keys() == where
    assert FOR_CHILD["ap-name"] in answer.content.decode()
    assert not Dossier.objects.exists()
