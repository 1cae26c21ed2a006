"""Opinions of other offices: asked with papers and a term, answered there, seen by nobody else and no longer than needed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.dossiers import actions, queries
from motcua.dossiers.actions import reminding
from motcua.dossiers.models import Opinion, Paper
from motcua.dossiers.queries import opinions
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.calendar import TZ, Unit
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices.models import Notice
from motcua.people.models import AccessLook
from motcua.people.rules import Role
from tests.dossiers.build import act, in_progress, make_world, row, submitted
from tests.dossiers.test_acts_alone import paper
from tests.people.cast import make_officer


@pytest.fixture
def asked(world, settings, tmp_path):
    """A dossier whose case officer asked the commune, showing one of its two papers."""
    settings.FILES_DIR = tmp_path / "files"
    both = (*paper(world), inputs.PaperGiven(code="khac", name="Giấy khác"))
    done = in_progress(world, papers=both)
    shown = Paper.objects.get(dossier_id=done.dossier_id, file_id__isnull=False)
    act(world, actions.ask_opinion, done.number, world.cast.case, asking(world.cast.commune, shown))
    return done


@pytest.fixture
def answering(world):
    """The case officer of the commune."""
    return world.cast.stranger_case


def asking(agency, *papers, amount=3, unit=Unit.WORKING_DAYS):
    ids = tuple(one.pk for one in papers)
    return inputs.AskOpinion(agency.pk, "Đất có tranh chấp không?", amount, unit, ids)


def give(world, player, answer="Không có tranh chấp."):
    return actions.give_opinion(
        opinion_id=Opinion.objects.get().pk,
        reach=world.reach(player),
        at=world.at,
        given=inputs.GiveOpinion(answer),
    )


def test_the_asked_office_gets_its_own_date_and_the_dossiers_term_goes_on(world, asked):
    opinion, dossier = Opinion.objects.get(), row(asked)
    assert (
        opinion.answer_by.astimezone(TZ).date().isoformat() == "2026-03-23"
    )  # Wednesday, then three working days
    assert dossier.state == State.IN_PROGRESS and dossier.due_at == dossier.promised_at
    assert dossier.holder_id is None or dossier.holder_id == world.cast.case.officer.pk


def test_several_offices_are_asked_beside_each_other_up_to_a_limit(world, asked):
    for _ in range(checks.OPINIONS_OPEN_MAX - 1):
        act(
            world,
            actions.ask_opinion,
            asked.number,
            world.cast.case,
            asking(world.cast.unit, amount=4, unit=Unit.WORKING_HOURS),
        )
    with pytest.raises(refusals.TooManyOpinions):
        act(world, actions.ask_opinion, asked.number, world.cast.case, asking(world.cast.unit))


def test_the_answer_is_given_once_and_stands_in_the_dossier(world, asked, answering):
    world.later(days=1)
    give(world, answering)
    opinion = Opinion.objects.get()
    assert opinion.answer == "Không có tranh chấp." and opinion.answered_at == world.at
    assert Entry.objects.get(kind=Act.GIVE_OPINION).data["to"] == int(State.IN_PROGRESS)
    with pytest.raises(refusals.OpinionGiven):
        give(world, answering)


def test_only_whoever_handles_it_asks_and_not_before_it_was_taken_in(world):
    with pytest.raises(refusals.StepNotAllowed):
        act(world, actions.ask_opinion, submitted(world).number, world.cast.case, asking(world.cast.commune))
    with pytest.raises(refusals.NotYourRole):
        act(
            world,
            actions.ask_opinion,
            in_progress(world).number,
            world.cast.clerk,
            asking(world.cast.commune),
        )


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(0, Unit.WORKING_DAYS), (61, Unit.WORKING_DAYS), (81, Unit.WORKING_HOURS), (1, Unit.MONTHS)],
)
def test_a_term_without_sense_is_refused(world, amount, unit):
    with pytest.raises(InvalidInput):
        act(
            world,
            actions.ask_opinion,
            in_progress(world).number,
            world.cast.case,
            asking(world.cast.commune, amount=amount, unit=unit),
        )


def test_papers_of_another_dossier_and_ones_own_office_cannot_be_named(world, asked):
    other = in_progress(world)
    strange = Paper.objects.filter(dossier_id=other.dossier_id).first()
    with pytest.raises(InvalidInput):
        act(world, actions.ask_opinion, asked.number, world.cast.case, asking(world.cast.commune, strange))
    with pytest.raises(refusals.NoSuchOffice):
        act(world, actions.ask_opinion, asked.number, world.cast.case, asking(row(asked).step_agency))


def test_the_asked_office_sees_the_question_and_the_paper_shown_and_nothing_else(
    client, world, asked, answering
):
    opinion = Opinion.objects.get()
    shown, hidden = Paper.objects.filter(dossier_id=asked.dossier_id).order_by("id")
    client.force_login(answering.account)
    page = client.get(reverse("dossiers:opinion", args=[opinion.pk]))
    assert page.status_code == 200 and [one.id for one in page.context["papers"]] == [shown.pk]
    assert world.cast.hoa.person.full_name not in page.text
    download = client.get(reverse("dossiers:opinion-paper", args=[opinion.pk, shown.pk]))
    assert download.status_code == 200 and b"".join(download.streaming_content)
    assert client.get(reverse("dossiers:opinion-paper", args=[opinion.pk, hidden.pk])).status_code == 404
    assert client.get(reverse("dossiers:dossier", args=[asked.number])).status_code == 404
    assert client.get(reverse("dossiers:paper-file", args=[asked.number, shown.pk])).status_code == 404
    looks = AccessLook.objects.filter(subject=asked.number, mandate__officer=answering.officer)
    assert looks.count() == 2 and {look.person_id for look in looks} == {world.cast.hoa.person.pk}


def test_after_the_answer_the_papers_are_closed_to_it(client, world, asked, answering):
    opinion = Opinion.objects.get()
    client.force_login(answering.account)
    sent = client.post(reverse("dossiers:opinion", args=[opinion.pk]), {"answer": "Không."})
    assert sent.status_code == 302
    page = client.get(reverse("dossiers:opinion", args=[opinion.pk]))
    assert page.status_code == 200 and page.context["papers"] == () and "Không." in page.text
    assert (
        client.get(reverse("dossiers:opinion-paper", args=[opinion.pk, opinion.papers[0]])).status_code == 404
    )


def test_when_the_dossier_has_ended_nothing_is_to_be_seen_or_answered(client, world, asked, answering):
    stop = inputs.Stop(reason="Tranh chấp.", legal_ground="Điều 2")
    act(world, actions.stop, asked.number, world.cast.leader, stop)
    client.force_login(answering.account)
    assert client.get(reverse("dossiers:opinion", args=[Opinion.objects.get().pk])).status_code == 404
    with pytest.raises(NotFound):
        give(world, answering)


@pytest.mark.parametrize("who", ["stranger", "clerk", "watcher", "hoa"])
def test_nobody_else_opens_or_answers_the_question(client, world, asked, who):
    player = getattr(world.cast, who)
    client.force_login(player.account)
    assert client.get(reverse("dossiers:opinion", args=[Opinion.objects.get().pk])).status_code in (
        302,
        403,
        404,
    )
    with pytest.raises(NotFound):
        give(world, player)


def test_an_empty_answer_is_refused_beside_its_field(client, world, asked, answering):
    client.force_login(answering.account)
    page = client.post(reverse("dossiers:opinion", args=[Opinion.objects.get().pk]), {"answer": " "})
    assert page.status_code == 422 and Opinion.objects.get().answered_at is None


def test_the_list_shows_what_is_due_first_and_what_is_late(client, world, asked, answering):
    act(world, actions.ask_opinion, asked.number, world.cast.case, asking(world.cast.commune, amount=1))
    rows = opinions.to_give(world.reach(answering))
    assert [one.answer_by for one in rows] == sorted(one.answer_by for one in rows)
    assert opinions.count_to_give(world.reach(answering)) == 2
    client.force_login(answering.account)
    page = client.get(reverse("dossiers:opinions"))
    assert [late for _, late in page.context["to_give"]] == [True, True]  # pages read the clock of today


def test_the_heads_of_a_late_office_are_reminded_once(world, asked):
    due = Opinion.objects.get().answer_by
    head = make_officer(
        full_name="Trưởng Xã",
        code="truong-xa",
        role=Role.UNIT_HEAD,
        agency=world.cast.commune,
        email="truong@example.vn",
    )
    assert reminding.remind_offices(at=due - timedelta(minutes=1)) == 0
    assert reminding.remind_offices(at=due) == 1
    assert reminding.remind_offices(at=due + timedelta(days=1)) == 0
    told = Notice.objects.filter(template="dossiers/opinion-late")
    assert [notice.name for notice in told] == [head.person.full_name]


def test_the_case_officer_reads_answer_and_lateness_on_the_dossier(client, world, asked, answering):
    world.later(days=9)
    give(world, answering, "Có một đơn tranh chấp.")
    client.force_login(world.cast.case.account)
    page = client.get(reverse("dossiers:dossier", args=[asked.number]))
    assert [late for _, late in page.context["opinions"]] == [True]
    assert "Có một đơn tranh chấp." in page.text


@pytest.mark.django_db(transaction=True)
def test_asking_and_answering_need_no_transaction_around_them():
    world = make_world()
    done = in_progress(world)
    act(world, actions.ask_opinion, done.number, world.cast.case, asking(world.cast.commune))
    give(world, world.cast.stranger_case)
    assert (
        queries.opened(done.number, reach=world.reach(world.cast.case), at=world.at).revision
        == row(done).revision
    )
