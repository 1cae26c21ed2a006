"""A neighbour acts for somebody: what they may, what is written down, who is told, and every refusal beside it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers import actions, queries
from motcua.dossiers.actions import helping
from motcua.dossiers.models import Assistance, Dossier, Draft, Movement
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.refusals import OwnDossier
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import NotFound
from motcua.notices.models import Notice
from motcua.people import actions as people
from motcua.people import queries as asked
from motcua.people.models import AccessLook
from motcua.people.rules.helping import HelpNotCovered
from tests.dossiers.build import act, request
from tests.dossiers.online import online_world
from tests.dossiers.walking import CODE, Walker, begin, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    made = online_world()
    made.at = timezone.now()
    return made


def mandate(world, *, allowed=("send", "answer"), procedures=(CODE,), dossier="", helper=None):
    """Hoa lets her neighbour act for her."""
    helper = helper or world.cast.nam
    form = people.NewHelper(
        name=helper.person.full_name, capacity="near", allowed=allowed, procedures=procedures,
        dossier=dossier, ends_at=world.at + timedelta(days=30),
    )  # fmt: skip
    reach = asked_reach(world, world.cast.hoa)
    code = people.name_helper(form=form, reach=reach, at=world.at).code
    return helping.confirm(code=code, reach=asked_reach(world, helper), at=world.at)


def asked_reach(world, player):
    return asked.reach(player.account, world.at)


def acting(world, found, *, at=None, player=None):
    own = asked.reach((player or world.cast.nam).account, at or world.at)
    return asked.acting_for(own, found.public_id, at=at or world.at)


def walker(world, found) -> Walker:
    """The neighbour's browser, in her place."""
    client = signed_in(world.cast.nam)
    answer = client.post(reverse("dossiers:helper-act", args=[found.public_id]))
    assert answer.status_code == 302 and answer.url == reverse("dossiers:start", args=[CODE])
    started = client.post(answer.url)
    assert started.status_code == 302, started.content.decode()
    walker = Walker(world, client, Draft.objects.get(helping__public_id=found.public_id).pk)
    walker.resume()
    return walker


@pytest.fixture
def helped(world):
    """A request that the neighbour sent for her."""
    found = mandate(world)
    return found, walker(world, found).sent()


def test_it_is_her_request_with_her_messages_and_his_name(world, helped):
    found, dossier = helped
    hoa, nam = world.cast.hoa.person, world.cast.nam.person
    assert dossier.applicant_id == dossier.sender_id == hoa.pk
    assert (dossier.applicant_phone, dossier.applicant_email) == (
        hoa.phone,
        hoa.email or dossier.applicant_email,
    )
    assert Notice.objects.get(template="dossiers/submitted").person_id == hoa.pk
    assistance = Assistance.objects.get(dossier=dossier)
    assert (assistance.helper_name, assistance.capacity) == (nam.full_name, "near")
    assert dossier.channel == 2  # counted as online, and apart by the row beside it
    movement = Movement.objects.get(dossier=dossier)
    assert movement.actor == f"person:{nam.public_id}"
    assert movement.facts["helper"] == {"name": nam.full_name, "for": hoa.full_name}
    entry = Entry.objects.get(kind=Act.SUBMIT)
    assert entry.data["for"] == hoa.public_id and entry.data["mandate"] == found.public_id
    assert nam.full_name not in str(entry.data)


def test_both_see_it_and_who_did_what_for_whom(world, helped):
    _found, dossier = helped
    words = f"{world.cast.nam.person.full_name} thay {world.cast.hoa.person.full_name}"
    page = signed_in(world.cast.hoa).get(reverse("dossiers:own", args=[dossier.number])).content.decode()
    assert words in page
    client = signed_in(world.cast.reception)
    assert words in client.get(reverse("dossiers:dossier", args=[dossier.number])).content.decode()
    client = signed_in(world.cast.nam)
    client.post(reverse("dossiers:helper-act", args=[_found.public_id]))
    page = client.get(reverse("dossiers:own", args=[dossier.number])).content.decode()
    assert words in page and "Ông, bà đang làm thay" in page
    look = AccessLook.objects.get(person=world.cast.hoa.person, what="opened-dossier", mandate=None)
    assert look.actor == f"person:{world.cast.nam.person.public_id}"


def test_both_are_told_of_the_mandate_and_of_its_end(world):
    found = mandate(world)
    helping.end(public_id=found.public_id, reach=asked_reach(world, world.cast.nam), at=world.at)
    told = Notice.objects.filter(template__startswith="dossiers/helper-").values_list("template", "person_id")
    both = (world.cast.hoa.person.pk, world.cast.nam.person.pk)
    assert set(told) == {(f"dossiers/helper-{what}", who) for what in ("confirmed", "ended") for who in both}


def test_once_it_is_withdrawn_the_next_try_is_refused_in_words_and_nothing_is_left(world, helped):
    found, dossier = helped
    client = signed_in(world.cast.nam)
    client.post(reverse("dossiers:helper-act", args=[found.public_id]))
    address = reverse("dossiers:own", args=[dossier.number])
    assert client.get(address).status_code == 200
    helping.end(public_id=found.public_id, reach=asked_reach(world, world.cast.hoa), at=world.at)
    refused = client.get(address)
    assert refused.status_code == 403
    assert "people.help-over" in refused.content.decode()
    assert world.cast.hoa.person.full_name in refused.content.decode()
    assert client.get(address).status_code == 404  # for himself it does not exist
    assert client.post(reverse("dossiers:helper-act", args=[found.public_id])).status_code == 404


def test_a_helper_sees_what_the_mandate_lets_and_nothing_else_of_hers(world):
    own = begin(world).sent()
    hers = Draft.objects.create(
        person=world.cast.hoa.person, version_id=own.version_id,
        started_at=world.at, saved_at=world.at, expires_at=world.at + timedelta(days=9),
    )  # fmt: skip
    found = mandate(world)
    reach = acting(world, found)
    assert list(queries.visible_to(reach, at=world.at)) == []
    assert queries.drafts_of(reach, at=world.at) == []
    with pytest.raises(NotFound):
        queries.draft(draft_id=hers.pk, reach=reach, at=world.at)
    with pytest.raises(NotFound):
        follow.own(number=own.number, reach=reach, at=world.at)
    with pytest.raises(NotFound):
        actions.withdraw(number=own.number, reach=reach, at=world.at, given=inputs.Withdraw())
    one = mandate(world, allowed=("answer",), procedures=(), dossier=f"dossier:{own.key}")
    assert list(queries.visible_to(acting(world, one), at=world.at)) == [own]


def test_what_is_not_covered_is_refused_by_the_act_itself(world, helped):
    found, dossier = helped
    reach = acting(world, found)
    with pytest.raises(HelpNotCovered):
        actions.withdraw(number=dossier.number, reach=reach, at=world.at, given=inputs.Withdraw())
    offered = {offer.act for offer in queries.next_acts(dossier, reach, world.at) if offer.is_open}
    assert Act.WITHDRAW not in offered
    other = mandate(world, procedures=("1.000001",))
    with pytest.raises(HelpNotCovered):
        given = request(world, version_id=dossier.version_id)
        actions.submit(reach=acting(world, other), at=world.at, given=given)
    assert Dossier.objects.count() == 1


def test_a_helper_hands_in_what_is_missing_when_the_mandate_lets_them(world, helped):
    found, dossier = helped
    missing = (inputs.PaperAsked("hop-dong", "Hợp đồng", what="Trang 2"),)
    asked_for = inputs.AskSupplement(reason="Thiếu trang 2.", papers=missing)
    act(world, actions.ask_supplement, dossier.number, world.cast.reception, asked_for)
    paper = inputs.PaperGiven(code="hop-dong", name="Hợp đồng")
    given = inputs.Supplement(papers=(paper,), note="")
    only = mandate(world, allowed=("withdraw",), procedures=(), dossier=f"dossier:{dossier.key}")
    with pytest.raises(HelpNotCovered):
        actions.supplement(number=dossier.number, reach=acting(world, only), at=world.at, given=given)
    actions.supplement(number=dossier.number, reach=acting(world, found), at=world.at, given=given)
    assert Movement.objects.filter(dossier=dossier, facts__has_key="helper").count() == 2


@pytest.mark.parametrize(
    "route", ["people:me", "people:contact", "people:looks", "people:tokens", "dossiers:held", "dossiers:helper-give", "notices:reaching", "dossiers:desk"]
)  # fmt: skip
def test_in_her_place_nothing_else_is_open(world, route):
    client = signed_in(world.cast.nam)
    client.post(reverse("dossiers:helper-act", args=[mandate(world).public_id]))
    refused = client.get(reverse(route))
    assert refused.status_code == 403 and "people.not-for-helpers" in refused.content.decode()
    client.post(reverse("dossiers:helper-out"))
    assert client.get(reverse("people:me")).status_code == 200


def test_an_officer_takes_the_hat_off_and_handles_nothing_of_whom_they_help(world, helped):
    _found, dossier = helped
    theirs = mandate(world, helper=world.cast.reception)
    reach = acting(world, theirs, player=world.cast.reception)
    assert reach.grants == () and reach.officer_id is None
    with pytest.raises(OwnDossier):
        actions.take_in(
            number=dossier.number, reach=asked_reach(world, world.cast.reception), at=world.at, given=inputs.TakeIn()
        )  # fmt: skip


def test_a_stranger_acts_for_nobody(world):
    found = mandate(world)
    client = signed_in(world.cast.case)
    assert client.post(reverse("dossiers:helper-act", args=[found.public_id])).status_code == 404
    assert client.post(reverse("dossiers:helper-end", args=[found.public_id])).status_code == 404


def test_the_pages_name_somebody_and_the_helper_confirms(world):
    hoa, nam = signed_in(world.cast.hoa), signed_in(world.cast.nam)
    until = world.at + timedelta(days=20)
    given = {
        "name": world.cast.nam.person.full_name, "matter": f"procedure:{CODE}", "capacity": "near",
        "until": f"{until:%d/%m/%Y}", "allowed": ["answer"],
    }  # fmt: skip
    wrong = hoa.post(reverse("dossiers:helper-give"), {**given, "until": "", "matter": ""})
    assert wrong.status_code == 422 and wrong.content.decode().count("aria-invalid") == 2
    page = hoa.post(reverse("dossiers:helper-give"), given).content.decode()
    code = page.split('<code class="mono-5">')[1].split("</code>")[0]
    assert nam.post(reverse("dossiers:helper-accept"), {"code": "abcde"}).status_code == 422
    assert nam.post(reverse("dossiers:helper-accept"), {"code": code}).status_code == 302
    assert world.cast.hoa.person.full_name in nam.get(reverse("dossiers:helpers")).content.decode()
    assert world.cast.nam.person.full_name in hoa.get(reverse("dossiers:helpers")).content.decode()


def test_at_the_counter_an_officer_notes_it_from_the_paper(world):
    nam = world.cast.nam.person
    people.check_identity(
        person_id=nam.pk, identity_number="066190000777", reach=asked_reach(world, world.cast.reception), at=world.at
    )  # fmt: skip
    client = signed_in(world.cast.reception)
    given = {
        "helped_name": "Lò Thị Bà", "helped_identity": "066140000123", "helped_birth": "02/09/1940",
        "name": nam.full_name, "helper_identity": "066190000777", "capacity": "near",
        "matter": f"procedure:{CODE}", "until": f"{world.at + timedelta(days=9):%d/%m/%Y}",
        "paper": "Giấy ủy quyền số 12/CT, UBND phường chứng thực",
    }  # fmt: skip
    address = reverse("dossiers:counter-helper")
    assert client.get(address).status_code == 200
    assert client.post(address, {**given, "paper": "", "helper_identity": "066190000778"}).status_code == 422
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    (found,) = asked.mandates_about(nam.pk)
    assert found.is_noted and acting(world, found, at=timezone.now()) is not None
    assert signed_in(world.cast.case).get(address).status_code == 403
