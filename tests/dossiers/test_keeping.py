"""How long papers are kept begins to count when the request has ended, and not before."""

from datetime import date

import pytest

from motcua.documents import actions as documents
from motcua.documents.models import Hold
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions
from motcua.dossiers.actions.keeping import note_keeping
from motcua.dossiers.rules import inputs
from tests.chronicle.acts import seal_all
from tests.dossiers.build import act, make_world, pdf, submitted

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)  # the job reads what is sealed, the sealer what is committed
def test_the_time_of_keeping_begins_when_the_request_ends():
    world = make_world()
    stored = documents.store(content=pdf(), name="a.pdf", accept=PAPERS, by="system:tests", at=world.at)
    given = inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh", file_id=stored.id)
    done = submitted(world, papers=(given,))
    seal_all(now=world.at)
    assert note_keeping() == 0 and Hold.objects.get().until is None
    act(world, actions.refuse, done.number, world.cast.reception, inputs.Refuse(reason="Không thuộc thẩm quyền", legal_ground="Điều 1"))  # fmt: skip
    seal_all(now=world.at)
    assert note_keeping() == 1
    assert Hold.objects.get().until == date(world.at.year + 10, world.at.month, world.at.day)
    assert note_keeping() == 0
