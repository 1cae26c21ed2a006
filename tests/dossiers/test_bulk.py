"""One act on many dossiers: what goes and what not, each with entry and notice, in lots, restartable, taken back whole."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.dossiers import actions, jobs
from motcua.dossiers.actions import bulk
from motcua.dossiers.models import BulkAct, BulkLine, Dossier, Movement, Wait
from motcua.dossiers.pages import bulk_forms
from motcua.dossiers.queries import bulk as asked
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.rules import bulk as rules
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.bulk import LineState, Stage
from motcua.dossiers.rules.refusals import BulkUndoTooLate, NothingToUndo
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices.models import Notice
from motcua.people.models import Mandate
from tests.chronicle.processes import in_threads
from tests.dossiers.build import act, in_progress, issued, make_world, row, submitted, taken_in

RETURN = inputs.AskSupplement(
    reason="Bản chụp mờ, không đọc được.", papers=(inputs.PaperAsked("khac", "Giấy chứng minh"),)
)


def of(*dones):
    return [done.dossier_id for done in dones]


def asked_for(world, kind, dones, player):
    return bulk.ask(act=kind, ids=of(*dones), reach=world.reach(player), at=world.at)


def yes(world, found, given, player, **more):
    return bulk.confirm(key=found.key, given=given, reach=world.reach(player), at=world.at, **more)


def returned(world, dones, player=None):
    player = player or world.cast.case
    found = asked_for(world, Act.ASK_SUPPLEMENT, dones, player)
    found = yes(world, found, RETURN, player)
    bulk.go_on(at=world.at)
    found.refresh_from_db()
    return found


def undone(world, found, player=None):
    bulk.undo_all(key=found.key, reach=world.reach(player or world.cast.case), at=world.at)
    bulk.go_on(at=world.at)
    found.refresh_from_db()
    return found


def plain(model, **which):
    """Rows without what differs by chance or by which dossier it is."""
    left_out = {"id", "salt", "entry_hash", "uid", "hash", "dossier_id", "subject", "key", "data", "number"}
    rows = model.objects.filter(**which).order_by("pk").values()
    return [{name: value for name, value in one.items() if name not in left_out} for one in rows]


@pytest.mark.parametrize("kind", [Act.ASK_SUPPLEMENT, Act.ASSIGN, Act.HAND_OVER])
def test_each_of_many_leaves_what_the_single_act_leaves(world, kind):
    """The yardstick: one dossier by the single act, one by the set."""
    begin = taken_in if kind is Act.HAND_OVER else in_progress
    player = {Act.ASSIGN: world.cast.head, Act.HAND_OVER: world.cast.reception}.get(kind, world.cast.case)
    given = {
        Act.ASSIGN: inputs.Assign(officer_id=world.cast.case.officer.pk, note="Nhờ anh xem."),
        Act.HAND_OVER: inputs.HandOn(note="Chuyển."),
    }.get(kind, RETURN)
    one, many = begin(world), begin(world)
    world.later(hours=2)
    act(world, bulk.FUNCTIONS[kind], one.number, player, given)
    yes(world, asked_for(world, kind, [many], player), given, player)
    assert bulk.go_on(at=world.at) == 1
    for model in (Movement, Wait):
        left, right = plain(model, dossier=one.dossier_id), plain(model, dossier=many.dossier_id)
        assert left == right, model
    left, right = (
        {name: getattr(row(done), name) for name in ("state", "step", "holder_id", "due_at", "desk_at", "revision", "supplements", "state_since", "step_since", "step_role", "step_agency_id")}
        for done in (one, many)
    )  # fmt: skip
    assert left == right
    keys = [f"dossier:{row(done).key}" for done in (one, many)]
    assert plain(Entry, subject=keys[0]) == plain(Entry, subject=keys[1])
    told = [
        [(n.template, n.queued_at, n.next_try_at, sorted(n.values)) for n in Notice.objects.filter(subject=key).order_by("pk")]
        for key in keys
    ]  # fmt: skip
    assert told[0] == told[1]
    hashes = Movement.objects.filter(dossier=many.dossier_id).values_list("entry_hash", flat=True)
    assert {bytes(one) for one in hashes} <= {
        bytes(one) for one in Entry.objects.values_list("hash", flat=True)
    }


def test_what_will_not_go_is_said_before_and_the_rest_goes(world):
    good, ended = in_progress(world), issued(world)
    found = asked_for(world, Act.ASSIGN, [good, ended], world.cast.head)
    (reason,) = asked.refused(found)
    assert [one.pk for one in reason.dossiers] == [ended.dossier_id] and reason.why.sentence
    assert row(good).holder_id is None, "only asked"
    yes(world, found, inputs.Assign(officer_id=world.cast.case.officer.pk), world.cast.head)
    bulk.go_on(at=world.at)
    assert row(good).holder_id == world.cast.case.officer.pk
    assert asked.counts(found)[LineState.DONE] == 1 == asked.counts(found)[LineState.REFUSED]


def test_who_acted_between_asking_and_doing_is_not_overrun(world):
    first, second = in_progress(world), in_progress(world)
    found = asked_for(world, Act.ASK_SUPPLEMENT, [first, second], world.cast.case)
    act(world, actions.note, second.number, world.cast.case, inputs.Words(text="Đã gọi."))
    yes(world, found, RETURN, world.cast.case)
    bulk.go_on(at=world.at)
    assert row(first).state == State.SUPPLEMENT and row(second).state == State.IN_PROGRESS
    assert BulkLine.objects.get(state=LineState.REFUSED).why["code"] == "dossiers.someone-was-faster"


def test_rights_are_those_of_the_moment_at_which_it_is_done(world):
    done = in_progress(world)
    found = asked_for(world, Act.ASK_SUPPLEMENT, [done], world.cast.case)
    yes(world, found, RETURN, world.cast.case)
    Mandate.objects.filter(officer=world.cast.case.officer).update(ends_at=world.at)
    bulk.go_on(at=world.later(minutes=1))
    assert row(done).state == State.IN_PROGRESS and BulkLine.objects.get().state == LineState.REFUSED


def test_a_party_of_a_dossier_is_not_given_it_by_the_lot(world):
    mine, other = in_progress(world), in_progress(world)
    Dossier.objects.filter(pk=mine.dossier_id).update(applicant=world.cast.case.person)
    found = asked_for(world, Act.ASSIGN, [mine, other], world.cast.head)
    yes(world, found, inputs.Assign(officer_id=world.cast.case.officer.pk), world.cast.head)
    bulk.go_on(at=world.at)
    assert row(mine).holder_id is None and row(other).holder_id == world.cast.case.officer.pk


def test_the_applicants_are_told_only_when_the_while_is_over(world):
    found = returned(world, [in_progress(world), in_progress(world)])
    waiting = Notice.objects.filter(template="dossiers/supplement")
    assert {one.next_try_at for one in waiting} == {asked.undo_until(found)}


def test_all_of_it_is_taken_back_before_anybody_is_told_and_can_be_done_again(world):
    dones = [in_progress(world) for _ in range(3)]
    before = {done.number: row(done).due_at for done in dones}
    found = undone(world, returned(world, dones))
    assert found.stage is Stage.UNDONE and asked.counts(found)[LineState.UNDONE] == 3
    assert all(row(done).state == State.IN_PROGRESS for done in dones)
    assert {done.number: row(done).due_at for done in dones} == before
    assert {one.state for one in Notice.objects.filter(template="dossiers/supplement")} == {"recalled"}
    world.later(minutes=1)
    again = returned(world, dones)
    assert asked.counts(again)[LineState.DONE] == 3
    assert Notice.objects.filter(template="dossiers/supplement", state="queued").count() == 3


def test_what_somebody_worked_on_meanwhile_is_kept_and_named(world):
    first, second = in_progress(world), in_progress(world)
    found = returned(world, [first, second])
    world.later(minutes=1)
    act(world, actions.note, second.number, world.cast.case, inputs.Words(text="Đã gọi."))
    found = undone(world, found)
    assert row(first).state == State.IN_PROGRESS and row(second).state == State.SUPPLEMENT
    (kept,) = asked.refused(found, state=LineState.KEPT)
    assert [one.pk for one in kept.dossiers] == [second.dossier_id]


def test_after_the_while_it_stands(world):
    found = returned(world, [in_progress(world)])
    world.later(minutes=11)
    with pytest.raises(BulkUndoTooLate):
        bulk.undo_all(key=found.key, reach=world.reach(world.cast.case), at=world.at)
    with pytest.raises(NotFound):
        bulk.undo_all(key=found.key, reach=world.reach(world.cast.head), at=world.at)


def test_what_was_never_confirmed_is_not_done_and_cannot_be_taken_back(world):
    found = asked_for(world, Act.ASK_SUPPLEMENT, [in_progress(world)], world.cast.case)
    assert bulk.go_on(at=world.at) == 0
    with pytest.raises(NothingToUndo):
        bulk.undo_all(key=found.key, reach=world.reach(world.cast.case), at=world.at)
    assert bulk.clear(at=world.later(days=2)) == 1 and not BulkAct.objects.exists()


class Killed(Exception):
    """The worker is gone."""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_lot_leaves_nothing_half_written(monkeypatch):
    world = make_world()
    dones = [in_progress(world) for _ in range(5)]
    monkeypatch.setattr(bulk, "LOT_ROWS", 2)
    found = yes(world, asked_for(world, Act.ASK_SUPPLEMENT, dones, world.cast.case), RETURN, world.cast.case)
    assert bulk.go_on(at=world.at) == 2
    entries = Entry.objects.count()
    with monkeypatch.context() as broken, pytest.raises(Killed):
        broken.setattr(bulk.BulkLine.objects, "bulk_update", _dies)
        bulk.go_on(at=world.at)
    assert Entry.objects.count() == entries and asked.counts(found)[LineState.WAITING] == 3
    while bulk.go_on(at=world.at):
        pass
    found.refresh_from_db()
    assert found.stage is Stage.DONE and asked.counts(found)[LineState.DONE] == 5
    assert Notice.objects.filter(template="dossiers/supplement").count() == 5 == Wait.objects.count()
    with transaction.atomic():
        assert connection.in_atomic_block
    assert {row(done).supplements for done in dones} == {1}


def _dies(*_args, **_names):
    raise Killed


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_once(monkeypatch):
    world = make_world()
    dones = [in_progress(world) for _ in range(6)]
    monkeypatch.setattr(bulk, "LOT_ROWS", 3)
    found = yes(world, asked_for(world, Act.ASK_SUPPLEMENT, dones, world.cast.case), RETURN, world.cast.case)
    in_threads(*[lambda: bulk.go_on(at=world.at)] * 3)
    while bulk.go_on(at=world.at):
        pass
    assert asked.counts(found)[LineState.DONE] == 6 == Wait.objects.count()


def test_a_lot_costs_few_questions_however_many_it_holds(
    world, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    dones = [in_progress(world) for _ in range(12)]
    with django_capture_on_commit_callbacks(execute=True):  # a published version is kept
        found = asked_for(world, Act.ASK_SUPPLEMENT, dones, world.cast.case)
    yes(world, found, RETURN, world.cast.case)
    with django_assert_max_num_queries(25):
        assert bulk.go_on(at=world.at) == 12
    assert any(job.name == "dossiers.bulk" for job in jobs.JOBS)


def test_a_filter_means_what_the_list_shows_and_nothing_of_another_office(world):
    mine = in_progress(world)
    submitted(world)
    wanted = Filter(view=View.ALL, state=State.IN_PROGRESS)
    assert asked.matching_ids(world.reach(world.cast.head), at=world.at, wanted=wanted) == of(mine)
    assert asked.matching_ids(world.reach(world.cast.stranger_case), at=world.at, wanted=wanted) == []


# Pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_desk(client, monkeypatch, world):
    def sign_in(player):
        monkeypatch.setattr("django.utils.timezone.now", lambda: world.at)
        client.force_login(player.account)
        return client

    return sign_in


RETURNING = {"reason": "Bản chụp mờ.", "paper": "Giấy chứng minh"}


def test_all_that_the_filter_shows_is_returned_shown_and_taken_back(at_desk, world, monkeypatch):
    dones = [in_progress(world) for _ in range(3)]
    submitted(world)
    client = at_desk(world.cast.case)
    url = reverse("dossiers:bulk", args=["yeu-cau-bo-sung"])
    page = client.post(url, {"tat-ca": "1", "xem": "tat-ca", "trang-thai": "4"}).url
    assert client.get(page).context["waiting"] == 3
    assert client.post(page, {"reason": ""}).status_code == 422
    monkeypatch.setattr(bulk, "AT_ONCE_MAX", 1)
    assert client.post(page, RETURNING).url == page
    running = client.get(page)
    assert running.context["goes_on"] and "<progress" in running.content.decode()
    bulk.go_on(at=world.at)
    done = client.get(page)
    assert done.context["went"] == 3 and done.context["undo_until"]
    assert (
        reverse("dossiers:bulk-act", args=[BulkAct.objects.get().key])
        in client.get("/ban-lam-viec/").content.decode()
    )
    client.post(f"{page}rut-lai/")
    bulk.go_on(at=world.at)
    assert client.get(page).context["undone"] == 3
    assert {row(done).state for done in dones} == {State.IN_PROGRESS}


def test_several_papers_are_asked_for_at_once_from_the_list_and_beyond(at_desk, world):
    done = in_progress(world)
    found = asked_for(world, Act.ASK_SUPPLEMENT, [done], world.cast.case)
    client, page = at_desk(world.cast.case), reverse("dossiers:bulk-act", args=[found.key])
    listed, others, _reason = client.get(page).context["fields"]
    assert [choice.value for choice in listed.choices] == list(asked.papers_of_all(found))
    assert "giay-chung-minh" in asked.papers_of_all(found) and not others.required
    given = {"papers": ["giay-chung-minh"], "paper": " Bản vẽ\n\nẢnh 4x6\nBản vẽ ", "reason": "Bản chụp mờ."}
    for wrong in (
        {"papers": ["giay-chung-minh", "khong-co"]},
        {"papers": [], "paper": " \n "},
        {"paper": "\n".join(f"Giấy {n}" for n in range(21))},
        {"paper": "x" * 301},
    ):
        answer = client.post(page, given | wrong)
        assert answer.status_code == 422 and row(done).state == State.IN_PROGRESS, wrong
        assert sum(bool(field.error) for field in answer.context["fields"]) == 1, wrong
    assert client.post(page, given).url == page
    items = Wait.objects.get(dossier__number=done.number).items
    assert [item["code"] for item in items] == ["giay-chung-minh", inputs.OTHER_PAPER, inputs.OTHER_PAPER]
    assert [item["name"] for item in items][1:] == ["Bản vẽ", "Ảnh 4x6"]


def test_papers_that_one_of_the_cases_does_not_know_are_named_and_not_ticked(rf, world):
    first, second = in_progress(world), in_progress(world)
    found = asked_for(world, Act.ASK_SUPPLEMENT, [first, second], world.cast.case)
    Dossier.objects.filter(number=second.number).update(case="khac")
    papers = asked.papers_of_all(found)
    assert papers == {}
    request = rf.post("/", {"papers": "giay-chung-minh", "paper": "Bản vẽ", "reason": "Mờ."})
    others, _reason = bulk_forms.fields(request, Act.ASK_SUPPLEMENT, [], papers, {})
    assert others.name == "paper" and others.required
    with pytest.raises(InvalidInput) as refusal:
        bulk_forms.read(request, Act.ASK_SUPPLEMENT, papers)
    assert [fault.field for fault in refusal.value.faults] == ["papers"]


def test_more_papers_than_one_letter_asks_for_are_refused_once_before_anything_is_done(rf, world):
    done = in_progress(world)
    found = asked_for(world, Act.ASK_SUPPLEMENT, [done], world.cast.case)
    papers = {f"giay-{n}": Wording(f"Giấy {n}", f"Paper {n}") for n in range(21)}
    typed = {"papers": list(papers), "paper": "\n".join(f"Khác {n}" for n in range(20)), "reason": "Mờ."}
    with pytest.raises(InvalidInput) as refusal:
        bulk_forms.read(rf.post("/", typed), Act.ASK_SUPPLEMENT, papers)
    assert [(fault.field, fault.facts) for fault in refusal.value.faults] == [("papers", {"most": 40})]
    many = tuple(inputs.PaperAsked("khac", f"Giấy {n}") for n in range(41))
    with pytest.raises(InvalidInput):
        yes(world, found, inputs.AskSupplement(reason="Mờ.", papers=many), world.cast.case)
    found.refresh_from_db()
    assert found.stage is Stage.ASKED and BulkLine.objects.get().state == LineState.WAITING


def test_nobody_else_sees_it_or_takes_it_back(at_desk, world):
    found = asked_for(world, Act.ASK_SUPPLEMENT, [in_progress(world)], world.cast.case)
    client = at_desk(world.cast.head)
    page = reverse("dossiers:bulk-act", args=[found.key])
    assert client.get(page).status_code == client.post(f"{page}rut-lai/").status_code == 404
    assert client.post(page, RETURNING).status_code == 404


def test_more_than_the_bound_is_refused_before_anything_is_noted(at_desk, world, monkeypatch):
    for _ in range(3):
        in_progress(world)
    monkeypatch.setattr(asked, "LINES_MAX", 2)
    monkeypatch.setattr("motcua.dossiers.pages.bulk.LINES_MAX", 2)
    url = reverse("dossiers:bulk", args=["yeu-cau-bo-sung"])
    assert at_desk(world.cast.case).post(url, {"tat-ca": "1", "xem": "tat-ca"}).status_code == 422
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("vi", "Hãy thu hẹp bộ lọc"), ("en", "Narrow the filter")])
def test_fifteen_hundred_ticks_are_read_and_five_thousand_are_told_what_to_do(
    at_desk, world, language, words
):
    number = in_progress(world).number
    url, client = reverse("dossiers:bulk", args=["yeu-cau-bo-sung"]), at_desk(world.cast.case)
    client.cookies["django_language"] = language
    ticks = [number, *(f"không-có-{n}" for n in range(4999))]
    page = client.post(url, {"h": ticks})
    assert page.status_code == 422 and words in page.text and not BulkAct.objects.exists()
    assert client.post(url, {"h": ticks[:1500]}).status_code == 302
    assert BulkLine.objects.get().dossier.number == number


def test_what_was_typed_comes_back_as_it_was_read(world):
    for kind, given in (
        (Act.ASSIGN, inputs.Assign(officer_id=3, note="x")),
        (Act.HAND_OVER, inputs.HandOn(note="y")),
        (Act.ASK_SUPPLEMENT, RETURN),
    ):
        assert rules.read_input(kind, rules.kept_input(given)) == given
