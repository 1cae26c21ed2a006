"""On PostgreSQL an act that writes once is one statement without BEGIN; whatever refuses it undoes all of it."""

from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua import database
from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Movement, Result, ResultDraft
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.notices.models import Notice
from tests.dossiers.build import act, approved, in_progress, make_world, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def world():
    return make_world()


def somebody_acts_first(monkeypatch):
    """Just before the act writes, the dossier is changed on another connection."""
    prepared = database._prepared

    def change():
        Dossier.objects.update(revision=7)
        connection.close()

    def late(statement, values):
        if statement.startswith("WITH"):
            other = Thread(target=change)
            other.start()
            other.join(20)
        return prepared(statement, values)

    monkeypatch.setattr(database, "_prepared", late)


def test_taking_in_asks_once_and_writes_once(world):
    number = submitted(world).number
    with CaptureQueriesContext(connection) as said:
        act(world, actions.take_in, number, world.cast.reception, inputs.TakeIn())
    texts = [query["sql"].lstrip() for query in said.captured_queries]
    assert [text[:6] for text in texts if not text.startswith("SELECT")] == ["WITH c"]
    assert "BEGIN" not in texts and "COMMIT" not in texts
    assert sum(text.startswith("SELECT") for text in texts) <= 2
    assert Dossier.objects.get(number=number).revision == 2


def test_a_dossier_changed_meanwhile_leaves_no_row_of_the_act(world, monkeypatch):
    number = submitted(world).number
    before = (Movement.objects.count(), Entry.objects.count())
    somebody_acts_first(monkeypatch)
    with pytest.raises(refusals.SomeoneWasFaster):
        act(world, actions.take_in, number, world.cast.reception, inputs.TakeIn())
    assert (Movement.objects.count(), Entry.objects.count()) == before


def test_what_begins_its_transaction_late_still_loses_all_of_it_when_refused(world):
    number = submitted(world).number
    with pytest.raises(ZeroDivisionError), database.act():
        database.begin()
        Dossier.objects.filter(number=number).update(revision=9)
        raise ZeroDivisionError
    assert Dossier.objects.get(number=number).revision == 1


def test_an_act_that_writes_beside_its_one_statement_is_stopped_before_it_writes(world):
    number = submitted(world).number
    with pytest.raises(AssertionError, match="begin"), database.act():
        Dossier.objects.filter(number=number).update(revision=9)
    assert Dossier.objects.get(number=number).revision == 1


def test_a_proposal_that_comes_too_late_leaves_no_draft_of_a_result(world, monkeypatch):
    done = in_progress(world)
    somebody_acts_first(monkeypatch)
    given = inputs.Propose(
        summary="Đủ điều kiện.", outcome=inputs.Outcome.GRANT, electronic=True, body="Nội dung."
    )
    with pytest.raises(refusals.SomeoneWasFaster):
        act(world, actions.propose, done.number, world.cast.case, given)
    assert not ResultDraft.objects.exists()


def test_handing_in_writes_once_and_waits_for_no_id(world):
    submitted(world)
    with CaptureQueriesContext(connection) as said:
        done = submitted(world)
    texts = [query["sql"].lstrip() for query in said.captured_queries]
    assert [text[:6] for text in texts if not text.startswith("SELECT")] == ["WITH c"]
    assert sum(text.startswith("SELECT") for text in texts) <= 1
    dossier = Dossier.objects.get(number=done.number)
    assert dossier.pk == done.dossier_id
    assert Movement.objects.get(dossier=dossier).entry_hash == done.entry_hash
    assert Notice.objects.get(subject=f"dossier:{dossier.key}").values["number"] == done.number


def test_issuing_the_result_reads_once_and_names_who_approved_it(world):
    number = approved(world).number
    with CaptureQueriesContext(connection) as said:
        act(world, actions.mark_done, number, world.cast.clerk, inputs.MarkDone(number="7"))
    texts = [query["sql"].lstrip() for query in said.captured_queries]
    assert sum(text.startswith("SELECT") for text in texts) <= 2, "who they are, and the dossier"
    assert Result.objects.get().signer_id == Movement.objects.get(act=Act.APPROVE).officer_id
