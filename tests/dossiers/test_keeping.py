"""How long papers are kept begins to count when the request has ended, and not before."""

from datetime import date

import pytest

from motcua.documents import actions as documents
from motcua.documents.models import Hold
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions
from motcua.dossiers.actions.keeping import note_keeping
from motcua.dossiers.models import Paper, ResultDraft
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


@pytest.mark.django_db(transaction=True)
def test_the_scan_that_nobody_signed_off_and_the_draft_of_the_result_are_kept_no_longer_than_papers():
    world = make_world()
    done = submitted(world, papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    paper = Paper.objects.get(dossier_id=done.dossier_id)
    draft = ResultDraft.objects.create(dossier_id=done.dossier_id, locked="x", proposed_at=world.at)
    for holder in (f"dossiers.scan:{paper.pk}", f"dossiers.draft:{draft.pk}"):
        stored = documents.store(content=pdf(), name="a.pdf", accept=PAPERS, by="system:tests", at=world.at)
        documents.keep(file_id=stored.id, holder=holder)
    act(world, actions.refuse, done.number, world.cast.reception, inputs.Refuse(reason="Không thuộc thẩm quyền", legal_ground="Điều 1"))  # fmt: skip
    seal_all(now=world.at)
    assert note_keeping() == 1
    assert {until.year for until in Hold.objects.values_list("until", flat=True)} == {world.at.year + 10}
