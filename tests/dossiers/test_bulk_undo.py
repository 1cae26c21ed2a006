"""One act on many taken back: set by set what a single taking back leaves, each once, and what stays is named."""

from datetime import timedelta

import pytest

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.actions import bulk, undo_many
from motcua.dossiers.models import Dossier, FoundDefect, Movement, Passage, Wait
from motcua.dossiers.queries import bulk as asked
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.bulk import LineState, Stage
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.states import Act, State
from motcua.notices import actions as notices
from motcua.notices.models import Notice
from motcua.people.models import Mandate
from tests.dossiers.build import act, in_progress, make_world, row, taken_in
from tests.dossiers.test_bulk import asked_for, plain, returned, undone, yes

BAD = inputs.AskSupplement(
    reason="Mờ.",
    papers=(inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh", defects=(Defect.ILLEGIBLE,)),),
)
COLUMNS = [field.attname for field in Dossier._meta.concrete_fields if field.attname not in {
    "id", "key", "number", "submission", "salt", "sealed", "entry_hash"
}]  # fmt: skip


def given_for(world, kind):
    return {
        Act.ASSIGN: (in_progress, world.cast.head, inputs.Assign(officer_id=world.cast.case.officer.pk)),
        Act.HAND_OVER: (taken_in, world.cast.reception, inputs.HandOn(note="Chuyển.")),
        Act.ASK_SUPPLEMENT: (in_progress, world.cast.case, BAD),
    }[kind]


@pytest.mark.parametrize("kind", [Act.ASK_SUPPLEMENT, Act.ASSIGN, Act.HAND_OVER])
def test_each_of_many_taken_back_leaves_what_a_single_taking_back_leaves(world, kind):
    """The yardstick: one dossier by the single act and `undo`, one by the set."""
    begin, player, given = given_for(world, kind)
    one, many = begin(world), begin(world)
    world.later(hours=2)
    act(world, bulk.FUNCTIONS[kind], one.number, player, given)
    found = yes(world, asked_for(world, kind, [many], player), given, player)
    bulk.go_on(at=world.at)
    world.later(minutes=3)
    actions.undo(number=one.number, reach=world.reach(player), at=world.at)
    assert undone(world, found, player).stage is Stage.UNDONE
    for model in (Movement, Wait, FoundDefect, Passage):
        left, right = plain(model, dossier=one.dossier_id), plain(model, dossier=many.dossier_id)
        assert left == right, model
    assert [getattr(row(one), name) for name in COLUMNS] == [getattr(row(many), name) for name in COLUMNS]
    keys = [f"dossier:{row(done).key}" for done in (one, many)]
    assert plain(Entry, subject=keys[0]) == plain(Entry, subject=keys[1])
    states = [list(Notice.objects.filter(subject=key).order_by("pk").values_list("template", "state", "values")) for key in keys]  # fmt: skip
    assert [(template, state) for template, state, _values in states[0]] == [
        (template, state) for template, state, _values in states[1]
    ]
    hashes = Movement.objects.filter(dossier=many.dossier_id).values_list("entry_hash", flat=True)
    assert {bytes(one) for one in hashes} <= {
        bytes(one) for one in Entry.objects.values_list("hash", flat=True)
    }


def test_whoever_was_told_meanwhile_keeps_it_and_is_counted(world):
    told, other = in_progress(world), in_progress(world)
    found = returned(world, [told, other])
    notice = Notice.objects.get(template="dossiers/supplement", subject=f"dossier:{row(told).key}")
    assert notices.claim(notice=notice, at=notice.next_try_at)
    world.later(minutes=1)
    assert undone(world, found).stage is Stage.UNDONE
    counts = asked.counts(found)
    assert (counts[LineState.UNDONE], counts[LineState.KEPT], counts[LineState.DONE]) == (1, 1, 0)
    (kept,) = asked.refused(found, state=LineState.KEPT)
    assert kept.why.code == "dossiers.already-told" and [one.pk for one in kept.dossiers] == [told.dossier_id]
    assert row(told).state == State.SUPPLEMENT and row(other).state == State.IN_PROGRESS
    assert Wait.objects.get(dossier=told.dossier_id).undone_at is None
    notice.refresh_from_db()
    assert notice.state == "queued" and notice.values, "what is being sent is left alone"


def test_an_officer_whose_rights_ended_takes_nothing_back(world):
    done = in_progress(world)
    found = returned(world, [done])
    Mandate.objects.filter(officer=world.cast.case.officer).update(ends_at=world.at)
    world.later(minutes=1)
    undone(world, found)
    assert asked.counts(found)[LineState.KEPT] == 1 and row(done).state == State.SUPPLEMENT
    assert not Movement.objects.filter(act=Act.UNDO).exists()


def test_taking_back_costs_few_questions_however_many_there_are(
    world, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    dones = [in_progress(world) for _ in range(12)]
    with django_capture_on_commit_callbacks(execute=True):  # a published version is kept
        found = returned(world, dones)
    bulk.undo_all(key=found.key, reach=world.reach(world.cast.case), at=world.at)
    with django_assert_max_num_queries(30):
        assert bulk.go_on(at=world.at) == 12
    assert asked.counts(found)[LineState.UNDONE] == 12


@pytest.mark.django_db(transaction=True)
def test_who_acts_while_a_lot_is_taken_back_makes_it_read_again(monkeypatch):
    world = make_world()
    first, second = in_progress(world), in_progress(world)
    found = returned(world, [first, second])
    world.later(minutes=1)
    hold, tries = undo_many._hold, []

    def overtaken(back):
        if not tries:
            Dossier.objects.filter(pk=second.dossier_id).update(revision=row(second).revision + 1)
        tries.append(len(back))
        hold(back)

    monkeypatch.setattr(undo_many, "_hold", overtaken)
    bulk.undo_all(key=found.key, reach=world.reach(world.cast.case), at=world.at + timedelta(seconds=1))
    bulk.go_on(at=world.at)
    # The first try was rolled back whole, what the other wrote in it too; the second found all as it was read.
    assert tries == [2, 2] and asked.counts(found)[LineState.UNDONE] == 2
    assert Movement.objects.filter(act=Act.UNDO).count() == 2
