"""Bundles: handed in once, one code, each part a dossier of its own; what one needs of another, and a part that fails."""

from datetime import timedelta

import pytest

from motcua.dossiers import actions
from motcua.dossiers.actions import bundles
from motcua.dossiers.models import Bundle, Dossier, Movement, Paper
from motcua.dossiers.queries import bundles as asked
from motcua.dossiers.queries import next_acts, visible_to
from motcua.dossiers.rules import bundles as rules
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.states import Act, Channel, State
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices.models import Notice
from motcua.procedures import actions as procedures
from tests.dossiers.build import act
from tests.dossiers.bundled import finished, given, make_bundled, sent, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_bundled()


def test_one_request_becomes_a_dossier_at_each_agency_with_one_code_and_one_letter(world):
    done = sent(world)
    birth, home, card = (world.part(done.number, code) for code in ("khai-sinh", "thuong-tru", "the-bhyt"))
    assert done.number == f"LT-{birth.number}"
    assert [one.agency for one in (birth, home, card)] == [world.cast.commune, world.police, world.insurance]
    assert [one.awaits_part for one in (birth, home, card)] == [False, True, True]
    assert home.data["child_name"] == card.data["child_name"] == "Nguyễn Mai Chi", "asked once"
    assert "clinic" in card.data and "clinic" not in birth.data, "each part keeps what it asks, no more"
    assert [notice.template for notice in Notice.objects.all()] == ["dossiers/bundle-submitted"]
    whole = world.whole(done.number)
    assert [part.waits_for for part in whole.parts] == [(), ("Register a birth",), ("Register a birth",)]
    secret = asked.secret_of(whole.bundle)
    assert asked.found_by_secret(number=done.number.lower(), typed=secret) == done.number
    assert asked.found_by_secret(number=done.number, typed="AAAA0000") == ""


def test_sent_twice_it_is_one(world):
    request = given(world)
    first, second = (
        actions.submit_bundle(reach=world.reach(world.cast.hoa), at=world.at, given=request) for _ in range(2)
    )
    assert (first.number, first.is_new, second.is_new) == (second.number, True, False)
    assert Dossier.objects.count() == 3


def test_what_is_wrong_is_said_where_it_was_asked_and_nothing_is_sent(world):
    data = {**given(world).data, "clinic": ""}
    with pytest.raises(InvalidInput) as refused:
        sent(world, data=data)
    assert [fault.field for fault in refused.value.faults] == ["clinic"]
    with pytest.raises(refusals.PapersMissing):
        sent(world, papers=())
    assert not Dossier.objects.exists() and not Bundle.objects.exists()


def test_a_bundle_is_no_dossier_and_a_procedure_no_bundle(world):
    with pytest.raises(refusals.NotOffered):
        actions.submit(reach=world.reach(world.cast.hoa), at=world.at, given=given(world))
    version = Dossier.objects.get(pk=sent(world).dossiers[0].dossier_id).version_id
    with pytest.raises(refusals.NotOffered):
        sent(world, version_id=version, case="trong-nuoc")


def test_a_part_waits_for_the_result_it_needs_and_its_term_runs_from_that_result(world):
    done = sent(world)
    home = world.part(done.number, "thuong-tru")
    police = world.reach(world.officers["police-reception"])
    with pytest.raises(rules.WaitsForPart):
        actions.take_in(number=home.number, reach=police, at=world.at, given=inputs.TakeIn())
    offer = next(one for one in next_acts(home, police, world.at) if one.act is Act.TAKE_IN)
    assert not offer.is_open, "shown, with the reason"
    assert bundles.begin_parts(at=world.at) == 0

    world.later(hours=1)
    finished(world, done.dossiers[0].number, "commune")
    result_at = world.at
    world.later(minutes=3)
    assert bundles.begin_parts(at=world.at) == 2
    assert bundles.begin_parts(at=world.at) == 0
    home.refresh_from_db()
    assert (home.awaits_part, home.counts_from) == (False, result_at)
    paper = Paper.objects.get(dossier=home, code="giay-khai-sinh")
    assert (paper.source, paper.name) == (PaperSource.RESULT, "Giấy khai sinh của trẻ (12/2026)")

    world.later(hours=2)
    act(world, actions.take_in, home.number, world.officers["police-reception"], inputs.TakeIn())
    home.refresh_from_db()
    assert home.received_at == result_at, "not from when an officer opened it"
    began = Movement.objects.get(dossier=home, act=Act.BEGIN_PART)
    assert (began.actor, began.facts["without"]) == ("system:dossiers", [])


def test_the_whole_is_done_when_every_part_is(world):
    done = sent(world)
    finished(world, done.dossiers[0].number, "commune")
    bundles.begin_parts(at=world.at)
    finished(world, done.dossiers[1].number, "police")
    assert (world.whole(done.number).done, world.whole(done.number).is_done) == (2, False)
    finished(world, done.dossiers[2].number, "insurance")
    assert world.whole(done.number).is_done


def test_a_refused_part_leaves_the_others_alone_and_they_begin_without_it(world):
    done = sent(world)
    no = inputs.Refuse(
        reason="Giấy chứng sinh không đọc được.", legal_ground="Điều 9 Nghị định 123/2015/NĐ-CP"
    )
    act(world, actions.refuse, done.dossiers[0].number, world.cast.stranger, no)
    assert bundles.begin_parts(at=world.at) == 0, "the refusal may still be taken back"
    world.later(minutes=11)
    assert bundles.begin_parts(at=world.at) == 2
    whole = world.whole(done.number)
    assert [part.state for part in whole.parts] == [State.NOT_RECEIVED, State.NEW, State.NEW]
    assert [part.lacks for part in whole.parts] == [(), ("Register a birth",), ("Register a birth",)]
    home = world.part(done.number, "thuong-tru")
    assert home.counts_from is None and not Paper.objects.filter(dossier=home, code="giay-khai-sinh").exists()
    letter = Notice.objects.filter(template="dossiers/part-begun").first()
    assert letter.values["lacks"] == ["Đăng ký khai sinh"]
    act(world, actions.take_in, home.number, world.officers["police-reception"], inputs.TakeIn())


def test_a_waiting_part_can_be_withdrawn_and_begins_no_more(world):
    done = sent(world)
    hoa = world.reach(world.cast.hoa)
    actions.withdraw(number=done.dossiers[1].number, reach=hoa, at=world.at, given=inputs.Withdraw())
    finished(world, done.dossiers[0].number, "commune")
    assert bundles.begin_parts(at=world.at) == 1, "the card only"
    assert world.part(done.number, "thuong-tru").state == State.WITHDRAWN


def test_each_agency_sees_its_own_part_only(world):
    done = sent(world)
    numbers = [one.number for one in done.dossiers]
    for place, own in (("commune", 0), ("police", 1), ("insurance", 2)):
        reach = world.reach(world.officers[f"{place}-reception"])
        seen = set(visible_to(reach, at=world.at).values_list("number", flat=True))
        assert seen == {numbers[own]}
    with pytest.raises(NotFound):
        asked.own(done.number, reach=world.reach(world.cast.nam))
    assert asked.own(done.number, reach=world.reach(world.cast.hoa)).number == done.number


def test_at_the_counter_the_desk_takes_in_its_own_part_and_hands_in_the_others(world):
    request = given(world, channel=Channel.COUNTER, submitted_by_id=None)
    register = inputs.Register(
        request=request,
        then=inputs.TakeIn(papers_checked=("giay-chung-sinh",)),
        identity_number="066190000117",
    )
    done = actions.register_bundle(reach=world.reach(world.cast.stranger), at=world.at, given=register)
    states = [part.state for part in world.whole(done.number).parts]
    assert states == [State.RECEIVED, State.NEW, State.NEW]
    again = actions.register_bundle(reach=world.reach(world.cast.stranger), at=world.at, given=register)
    assert (again.number, again.is_new) == (done.number, False)
    with pytest.raises(refusals.NotYourRole):
        actions.register_bundle(reach=world.reach(world.cast.reception), at=world.at, given=register)


def test_a_part_without_an_office_is_named(world):
    world.insurance.__class__.objects.filter(pk=world.insurance.pk).update(valid_until="2020-01-01")
    with pytest.raises(rules.NoOfficeForPart) as refused:
        sent(world)
    assert "bảo hiểm y tế" in str(refused.value.facts["part"])


def test_the_police_of_a_commune_receive_only_what_is_theirs(world):
    from motcua.dossiers.queries import offices
    from tests.dossiers.bundled import definition_of

    assert world.police.pk not in {one.id for one in offices(definition_of("1.001193"), at=world.at)}
    assert world.police.pk in {one.id for one in offices(definition_of("1.004222"), at=world.at)}


def test_a_bundle_whose_part_asks_what_nobody_answers_is_not_published(world):
    text = text_of("1.002759").replace("          - code: clinic", "          - code: clinic_of_choice")
    loaded = procedures.load(text=text, by="system:tests", at=world.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
    )
    bundle = procedures.load(text=text_of("2.002621").replace("minutes_to_fill: 15", "minutes_to_fill: 16"), by="system:tests", at=world.at)  # fmt: skip
    with pytest.raises(procedures.FileRefused) as refused:
        procedures.publish(
            version_id=bundle.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
        )
    assert [fault.facts["code"] for fault in refused.value.faults] == ["clinic_of_choice"]
    with pytest.raises(rules.PartDoesNotFit):
        sent(world)


def test_when_a_part_begins_by_the_rule():
    at = given_at = given_time()
    undo = timedelta(minutes=10)
    still = rules.Needed("a", State.IN_PROGRESS, None, None)
    done = rules.Needed("b", State.DONE, at, at)
    early = rules.Needed("c", State.RETURNED, at - timedelta(days=1), at)
    ended = rules.Needed("d", State.STOPPED, None, at - undo)
    assert rules.begins([done, still], at=at, undo=undo) is None
    assert rules.begins([done, early], at=at, undo=undo) == rules.Begin(given_at, ())
    assert rules.begins([done, ended], at=at, undo=undo) == rules.Begin(None, ("d",))
    assert rules.begins([ended], at=at - timedelta(seconds=1), undo=undo) is None


def given_time():
    from tests.dossiers.build import MORNING

    return MORNING


# Taken back as a whole ---------------------------------------------------------------------------------------


def withdrawn(world, number, *, by=None):
    reach = world.reach(by or world.cast.hoa)
    return actions.withdraw_bundle(
        number=number, reach=reach, at=world.at, given=inputs.Withdraw(reason="Chuyển đi nơi khác.")
    )


def test_all_parts_are_withdrawn_by_one_act_and_one_message_tells_of_it(world):
    done = sent(world)
    act(world, actions.withdraw, done.dossiers[2].number, world.cast.hoa, inputs.Withdraw())
    assert withdrawn(world, done.number) == 2
    assert {one.state for one in Dossier.objects.all()} == {State.WITHDRAWN}
    assert Movement.objects.filter(act=Act.WITHDRAW).count() == 3, "each part has its own entry"
    told = list(Notice.objects.values_list("template", flat=True))
    assert told.count("dossiers/bundle-withdrawn") == 1 and told.count("dossiers/withdrawn") == 1
    with pytest.raises(rules.NothingToWithdraw):
        withdrawn(world, done.number)


def test_a_part_with_its_result_keeps_the_whole_from_being_withdrawn(world):
    done = sent(world)
    finished(world, done.dossiers[0].number, "commune")
    with pytest.raises(rules.NotAllCanBeWithdrawn):
        withdrawn(world, done.number)
    assert not Movement.objects.filter(act=Act.WITHDRAW).exists()


def test_only_whom_it_belongs_to_withdraws_it(world):
    done = sent(world)
    for player in (world.cast.nam, world.cast.stranger):
        with pytest.raises(NotFound):
            withdrawn(world, done.number, by=player)
    with pytest.raises(InvalidInput):
        actions.withdraw_bundle(
            number=done.number,
            reach=world.reach(world.cast.hoa),
            at=world.at,
            given=inputs.Withdraw(reason="x" * 3000),
        )
    assert {one.state for one in Dossier.objects.all()} == {State.NEW}
