"""The person's store offered by an office: in an answer to what it asked for, at the desk, on the counter's screen; a firm's too."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.documents.models import Hold, Original
from motcua.documents.rules import Status
from motcua.dossiers import actions
from motcua.dossiers.actions import holding
from motcua.dossiers.models import Dossier, DraftPaper, Held, Paper, Reuse
from motcua.dossiers.queries import digitising
from motcua.dossiers.queries import held as store
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.digital import AlreadyDigital
from motcua.dossiers.rules.held import NoConsent
from motcua.dossiers.rules.states import Channel, State
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.people import actions as people
from motcua.people.models import AccessLook, Organisation
from tests.dossiers.build import (
    AUTHORISATION_GIVEN,
    FIRM,
    FIRM_CODE,
    act,
    approved,
    for_firm,
    request,
    row,
    submitted,
    taken_in,
)
from tests.dossiers.stored import (
    NUMBER,
    asked_for,
    begun,
    held_result,
    office_of_today,
    stored,
    use,
    with_original,
)
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    return office_of_today(settings, tmp_path)


# Used in the answer to a supplement request ----------------------------------------------------------------


def test_an_answer_takes_a_stored_paper_and_the_clock_goes_on(office):
    found, done = held_result(office), asked_for(office)
    client, place = signed_in(office.cast.hoa), reverse("dossiers:own-supplement", args=[done.number])
    page = client.get(place).content.decode()
    assert str(found.key) in page and "Sở Tư pháp" in page
    assert client.post(place, {"_use": f"giay-chung-minh:{found.key}"}).status_code == 302
    assert str(found.key) not in client.get(place).content.decode(), "what stands there is not offered again"
    assert client.post(place, {"_send": "1", "note": ""}).status_code == 302
    paper = Paper.objects.get(dossier_id=done.dossier_id, wait__isnull=False)
    assert (paper.file_id, paper.held_id, paper.source) == (found.file_id, found.pk, "result")
    assert row(done).state == State.RECEIVED and not DraftPaper.objects.exists()
    assert Reuse.objects.get().paper_id == paper.pk and digitising.digital_flags(row(done)).reused
    entry = Entry.objects.get(kind="dossier.paper-reused")
    assert (entry.subject, entry.actor) == (
        f"dossier:{row(done).key}",
        f"person:{office.cast.hoa.person.public_id}",
    )
    assert Hold.objects.filter(file_id=found.file_id, holder=f"dossiers.paper:{paper.pk}").exists()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_fits_is_offered_in_whatever_language_the_page_is_read(office, language):
    held_result(office, name="Giấy chứng minh")
    client = signed_in(office.cast.hoa)
    client.cookies["django_language"] = language
    page = client.get(reverse("dossiers:own-supplement", args=[asked_for(office).number]))
    (block,) = page.context["blocks"]
    assert [one.name for one in block["offered"]] == ["Giấy chứng minh"] and not block["others"]


def test_an_answer_takes_nothing_that_ended_meanwhile_or_belongs_to_another(office):
    found, done = held_result(office, original=uuid4()), asked_for(office)
    original, reach = with_original(office, found), office.reach(office.cast.hoa)
    client, place = signed_in(office.cast.hoa), reverse("dossiers:own-supplement", args=[done.number])
    client.post(place, {"_use": f"giay-chung-minh:{found.key}"})
    Original.objects.filter(pk=original.pk).update(status=Status.REVOKED)
    assert client.post(place, {"_send": "1", "note": ""}).status_code == 409
    assert row(done).state == State.SUPPLEMENT and not Reuse.objects.exists() and DraftPaper.objects.exists()
    Held.objects.update(person=office.cast.nam.person)
    assert client.post(place, {"_use": f"giay-chung-minh:{found.key}"}).status_code == 404
    given = inputs.Supplement(
        papers=(inputs.PaperGiven("giay-chung-minh", "Giấy", file_id=found.file_id, held_id=found.pk),)
    )
    for player in (office.cast.hoa, office.cast.reception):
        with pytest.raises(NotFound):
            act(office, actions.supplement, done.number, player, given)
    assert reach.person_id == row(done).applicant_id and not Paper.objects.filter(wait__isnull=False).exists()


# Used at the desk ------------------------------------------------------------------------------------------


def at_desk(world, found, done, *, player=None, agreed=True):
    paper = Paper.objects.get(dossier_id=done.dossier_id)
    return actions.reuse_paper(
        number=done.number, paper_id=paper.pk, key=found.key, has_agreed=agreed,
        reach=world.reach(player or world.cast.reception), at=world.at,
    )  # fmt: skip


def test_the_desk_uses_a_stored_paper_when_the_person_agrees_and_both_are_written_down(office):
    found, done = held_result(office), taken_in(office)
    at_desk(office, found, done)
    paper = Paper.objects.get(dossier_id=done.dossier_id)
    assert paper.file_id == found.file_id and paper.source == "result"
    assert Reuse.objects.get().officer == office.cast.reception.officer
    assert AccessLook.objects.filter(what="reused-paper", person=office.cast.hoa.person).count() == 1
    assert Entry.objects.filter(kind="dossier.paper-reused").count() == 1
    with pytest.raises(AlreadyDigital):
        at_desk(office, found, done)


def test_without_consent_or_right_nothing_is_used_at_the_desk(office):
    found, done = held_result(office), taken_in(office)
    with pytest.raises(NoConsent):
        at_desk(office, found, done, agreed=False)
    with pytest.raises(NotFound):
        at_desk(office, found, done, player=office.cast.stranger)
    assert not Reuse.objects.exists() and Paper.objects.get(dossier_id=done.dossier_id).file_id is None


def test_the_desk_finds_only_what_belongs_to_this_applicant(office):
    found = held_result(office)
    nam = office.cast.nam
    other = taken_in(
        office, by=nam, submitted_by_id=nam.person.pk,
        applicant=inputs.Applicant(name=nam.person.full_name, person_id=nam.person.pk),
    )  # fmt: skip
    assert store.of_applicant(row(other), at=office.at) == ()
    with pytest.raises(NotFound):
        at_desk(office, found, other)


def test_the_desk_page_wants_the_yes_and_then_puts_the_paper_in_its_place(office):
    found = held_result(office)
    office.at += timedelta(seconds=1)
    done = taken_in(office, channel=Channel.COUNTER)
    paper = Paper.objects.get(dossier_id=done.dossier_id)
    client, place = signed_in(office.cast.reception), reverse("dossiers:reuse", args=[done.number, paper.pk])
    assert place in client.get(reverse("dossiers:dossier", args=[done.number])).content.decode()
    assert str(found.key) in client.get(place).content.decode()
    assert AccessLook.objects.filter(what="opened-store").count() == 1
    assert client.post(place, {"use": str(found.key)}).status_code == 422
    assert client.post(place, {"use": "rubbish", "agreed": "on"}).status_code == 404
    assert client.post(place, {"use": str(found.key), "agreed": "on"}).status_code == 302
    assert Paper.objects.get(pk=paper.pk).held_id == found.pk
    own = signed_in(office.cast.hoa).get(reverse("dossiers:held")).content.decode()
    assert done.number in own


# Used on the counter's one screen --------------------------------------------------------------------------


@pytest.fixture
def known(office):
    """Hoa's number was compared with her card before, and a result is held for her."""
    people.check_identity(
        person_id=office.cast.hoa.person.pk, identity_number=NUMBER, reach=office.reach(office.cast.reception), at=office.at
    )  # fmt: skip
    return held_result(office)


def screen(found, **changes):
    typed = {
        "submission-id": str(uuid4()), "ap-identity": NUMBER, "ap-name": "Nguyễn Thị Hoa", "ap-phone": "0905000001",
        "sets-number": "1", "delivery-way": "at-counter", "answer-way": "take-in", "held-agreed": "on",
        "held-for": f"person-{found.person_id}", "held-giay-chung-minh": str(found.key),
    }  # fmt: skip
    return {name: value for name, value in {**typed, **changes}.items() if value}


COUNTER = "/quay/?thu-tuc=1.000001"


def test_the_counter_shows_what_is_held_only_after_the_yes_and_uses_it_in_one_go(office, known):
    client = signed_in(office.cast.reception)
    asked = client.post(COUNTER, screen(known, **{"find-person": "1", "held-agreed": ""})).content.decode()
    assert "held-agreed" in asked and str(known.key) not in asked
    refused = client.post(COUNTER, screen(known, **{"find-held": "1", "held-agreed": ""}))
    assert refused.status_code == 422 and not AccessLook.objects.filter(what="opened-store").exists()
    shown = client.post(COUNTER, screen(known, **{"find-held": "1", "held-giay-chung-minh": ""}))
    assert str(known.key) in shown.content.decode()
    assert AccessLook.objects.get(what="opened-store").person == office.cast.hoa.person
    assert client.post(COUNTER, screen(known)).status_code == 302
    done = Dossier.objects.latest("pk")
    paper = Paper.objects.get(dossier=done)
    assert done.state == State.RECEIVED and (paper.file_id, paper.source) == (known.file_id, "result")
    assert Reuse.objects.get().officer == office.cast.reception.officer
    assert AccessLook.objects.filter(what="reused-paper", person=office.cast.hoa.person).count() == 1
    assert Entry.objects.filter(kind="dossier.paper-reused", subject=f"dossier:{done.key}").count() == 1


def test_each_person_whose_store_the_counter_shows_has_a_look_of_their_own(office, known):
    nam, number = office.cast.nam.person, "001090012345"
    people.check_identity(
        person_id=nam.pk, identity_number=number, reach=office.reach(office.cast.reception), at=office.at
    )
    other = held_result(office, person=nam)
    client = signed_in(office.cast.reception)
    for found, typed in (
        (known, {}),
        (other, {"ap-identity": number, "ap-name": nam.full_name}),
        (known, {}),
    ):
        client.post(COUNTER, screen(found, **typed, **{"find-held": "1"}))
    looks = AccessLook.objects.filter(what="opened-store").order_by("pk")
    assert [look.person_id for look in looks] == [office.cast.hoa.person.pk, nam.pk]


@pytest.mark.parametrize(
    "changes",
    [
        {"held-agreed": ""},
        {"held-for": "person-0"},  # the yes of whoever stood here before
        {"held-giay-chung-minh": "rubbish"},
        {"ap-identity": "066190000124"},  # nobody known: nobody's store
        {"behalf-name": "Nguyễn Thị Bé", "behalf-identity": "066314000123"},  # only stated, by whoever came
    ],
)
def test_the_counter_uses_nothing_without_the_yes_of_exactly_its_owner(office, known, changes):
    count = Dossier.objects.count()
    answer = signed_in(office.cast.reception).post(COUNTER, screen(known, **changes))
    assert answer.status_code == 422 and Dossier.objects.count() == count and not Reuse.objects.exists()


@pytest.mark.parametrize(("agreed", "of"), [(False, "hoa"), (True, "nam")])
def test_the_act_at_the_counter_refuses_too_and_leaves_no_request(office, known, agreed, of):
    Held.objects.update(person=getattr(office.cast, of).person)
    count = Dossier.objects.count()
    asked = request(office, channel=Channel.COUNTER, applicant=inputs.Applicant(name="Nguyễn Thị Hoa"))
    given = inputs.Register(
        request=asked, then=inputs.TakeIn(), identity_number=NUMBER, held={"giay-chung-minh": known.key}, has_agreed=agreed
    )  # fmt: skip
    with pytest.raises(NotFound if of == "nam" else NoConsent):
        actions.register(reach=office.reach(office.cast.reception), at=office.at, given=given)
    assert Dossier.objects.count() == count and not Reuse.objects.exists()


# Of an organisation ----------------------------------------------------------------------------------------


def held_for_firm(world):
    """A result for a firm that the desk compared with its certificate."""
    done = approved(world, applicant=for_firm(world))
    act(
        world,
        actions.check_applicant,
        done.number,
        world.cast.reception,
        inputs.CheckApplicant(FIRM_CODE, FIRM),
    )
    act(
        world,
        actions.mark_done,
        done.number,
        world.cast.clerk,
        inputs.MarkDone(number="13/XN", file_id=stored(world)),
    )
    holding.fill_from(row(done), at=world.at)
    return Held.objects.get(dossier_id=done.dossier_id)


def note_representative(world, player, **changes) -> int:
    """On the page that compares who asks, in another request of this firm; the status of the answer."""
    if not player.person.identity_checked_at:
        people.check_identity(
            person_id=player.person.pk, identity_number=NUMBER, reach=world.reach(world.cast.reception), at=world.at
        )  # fmt: skip
    papers = (inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"), AUTHORISATION_GIVEN)
    applicant = for_firm(world, by=player, **changes)
    done = submitted(world, applicant=applicant, by=player, submitted_by_id=player.person.pk, papers=papers)
    place = reverse("dossiers:act", args=[done.number, "doi-chieu"])
    typed = {"code": FIRM_CODE, "name": FIRM, "is_representative": "on", "seen": "1"}
    client = signed_in(world.cast.reception)
    assert ("is_representative" in client.get(place).content.decode()) == ("capacity" not in changes)
    return client.post(place, typed).status_code


def test_only_a_legal_representative_whose_card_was_compared_is_noted(office):
    held_for_firm(office)
    hoa, nam = office.cast.hoa, office.cast.nam
    assert note_representative(office, nam, capacity=inputs.Capacity.AUTHORISED) == 422
    assert note_representative(office, nam, representative="Hồ Văn Khác") == 422
    done = submitted(office, applicant=for_firm(office))
    given = inputs.CheckApplicant(FIRM_CODE, FIRM, is_representative=True)
    with pytest.raises(InvalidInput):
        act(office, actions.check_applicant, done.number, office.cast.reception, given)
    assert row(done).applicant_checked_at is None and Organisation.objects.get().representative is None
    assert not hoa.person.identity_checked_at
    nam.person.refresh_from_db()
    assert note_representative(office, nam) == 302
    assert Organisation.objects.get().representative == nam.person
    assert Entry.objects.filter(kind="people.organisation-represented").count() == 1


def test_a_firms_paper_is_the_firms_and_shown_to_whom_the_law_names(office):
    found, cast = held_for_firm(office), office.cast
    assert found.organisation.tax_code == FIRM_CODE and found.person is None
    reach = office.reach(cast.hoa)
    assert store.own(reach=reach, at=office.at) == (), "who sent a request is not yet who represents the firm"
    assert note_representative(office, cast.hoa) == 302
    (shown,) = store.own(reach=reach, at=office.at)
    assert shown.organisation == FIRM and store.own(reach=office.reach(cast.nam), at=office.at) == ()
    draft_id = begun(office)
    use(office, draft_id, found)
    with pytest.raises(NotFound):
        use(office, begun(office, cast.nam), found, cast.nam)


def test_the_desk_uses_a_firms_paper_once_the_firm_of_the_request_was_compared(office):
    found, reception = held_for_firm(office), office.cast.reception
    done = taken_in(office, applicant=for_firm(office))
    assert store.of_applicant(row(done), at=office.at) == ()
    with pytest.raises(NotFound):
        at_desk(office, found, done)
    act(office, actions.check_applicant, done.number, reception, inputs.CheckApplicant(FIRM_CODE, FIRM))
    at_desk(office, found, done)
    assert Reuse.objects.get().held_id == found.pk


def test_the_counter_uses_a_firms_paper_for_whoever_brings_its_certificate(office):
    found = held_for_firm(office)
    typed = {
        "ap-identity": "", "ap-name": "Trần Văn Nam", "org-code": FIRM_CODE, "org-name": FIRM, "org-post": "Giám đốc",
        "org-capacity": "legal", "held-for": f"organisation-{found.organisation_id}",
    }  # fmt: skip
    client = signed_in(office.cast.reception)
    shown = client.post(COUNTER, screen(found, **typed, **{"find-held": "1"}))
    assert str(found.key) in shown.content.decode()
    assert client.post(COUNTER, screen(found, **typed)).status_code == 302
    assert Reuse.objects.get().held_id == found.pk and Paper.objects.latest("pk").file_id == found.file_id
