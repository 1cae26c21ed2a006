"""An office that is none, or does not take the procedure, is wrong at its field; a way that is not offered is no field."""

import pytest
from django.utils import timezone

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from tests.dossiers import listed
from tests.portal.program import new_dossier, program

pytestmark = pytest.mark.django_db
ADDRESSES = ("/dossiers", "/lists")
OF_A_COMMUNE = "000.00.77.H15"  # an office, and none for a procedure of departments


@pytest.fixture
def hoa(db):
    world = listed.make_listing()
    world.at = timezone.now()
    return program(world, world.cast.hoa)


def given(address: str, **more):
    answers = {"answers": listed.row(0)}
    return new_dossier(**more) | ({"rows": [answers]} if address == "/lists" else answers)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("code", [OF_A_COMMUNE, "000.00.99.H15", "H15", "", " "])
def test_a_wrong_office_is_a_fault_at_its_field(hoa, address, code):
    refused = hoa.post(address, given(address, agency=code))
    assert (refused.status_code, refused.body["code"]) == (422, "motcua.invalid-input")
    (fault,) = refused.body["faults"]
    assert fault["field"] == "agency" and "listOffices" in fault["sentence"]
    assert not Dossier.objects.exists()
    assert hoa.post(address, given(address)).status_code == 201


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_way_that_the_right_office_does_not_offer_is_a_refusal_of_the_whole(hoa, address, monkeypatch):
    monkeypatch.setattr(queries, "offered_on", lambda case, channel: False)
    refused = hoa.post(address, given(address))
    assert (refused.status_code, refused.body["code"]) == (409, "dossiers.not-offered")
