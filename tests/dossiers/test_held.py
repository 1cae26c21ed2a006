"""The person's store: filled by what offices did, used with consent and never otherwise, copied out and erased."""

import io
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.documents import actions as documents
from motcua.documents.models import File, Hold, Original
from motcua.documents.rules import Status
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts, holding
from motcua.dossiers.models import Digitisation, Dossier, DraftPaper, Held, Paper, Result, Reuse
from motcua.dossiers.queries import digitising, filling
from motcua.dossiers.queries import held as store
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.digital import AlreadyDigital
from motcua.dossiers.rules.held import HeldPaperEnded, HeldSource, NoConsent, Validity, validity
from motcua.dossiers.rules.states import Channel, State
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.people import actions as people
from motcua.people.models import AccessLook, Organisation
from tests.documents import test_signed_uploads as signed_uploads
from tests.dossiers.build import (
    AUTHORISATION_GIVEN,
    FIRM,
    FIRM_CODE,
    act,
    approved,
    for_firm,
    make_world,
    pdf,
    request,
    row,
    sent_for_child,
    submitted,
    taken_in,
)
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    world = make_world()
    world.at = timezone.now()
    return world


def stored(world, name="ket-qua.pdf"):
    return documents.store(
        content=pdf(), name=name, accept=("application/pdf",), by="system:tests", at=world.at
    ).id


def issued(world, *, outcome=inputs.Outcome.GRANT, **changes):
    """A request of Hoa's whose result is a file."""
    done = approved(world, **changes)
    act(
        world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="12/XN", file_id=stored(world))
    )  # fmt: skip
    return done


def held_result(world, **facts):
    done = issued(world)
    holding.fill_from(row(done), at=world.at)
    Held.objects.filter(dossier_id=done.dossier_id).update(**facts)
    return Held.objects.get(dossier_id=done.dossier_id)


def with_original(world, found, status=Status.VALID):
    """The record of issued originals knows it."""
    other = File.objects.get(pk=found.file_id)
    return Original.objects.create(
        key=found.original, holder=f"tests:{found.key}", what="Giấy xác nhận", issuer="H15.15", issuer_name="Sở Tư pháp",
        number="12/XN", issued_on=world.at.date(), content_sha256="0" * 64, file=other, file_sha256="1" * 64,
        status=status, status_at=world.at,
    )  # fmt: skip


def begun(world, player=None):
    """A draft of the same procedure, whose slot is a supporting paper."""
    player = player or world.cast.hoa
    draft_id = drafts.begin(reach=world.reach(player), version_id=world.version_id, at=world.at)
    chosen = drafts.DraftChanges(case="chung", agency_id=world.cast.department.pk)
    drafts.save(draft_id=draft_id, reach=world.reach(player), at=world.at, changes=chosen)
    return draft_id


def use(world, draft_id, found, player=None):
    return actions.use_in_draft(
        draft_id=draft_id, reach=world.reach(player or world.cast.hoa), at=world.at, code="giay-chung-minh", key=found.key
    )  # fmt: skip


def send(world, draft_id):
    found = filling.filling(draft_id=draft_id, reach=world.reach(world.cast.hoa), at=world.at)
    papers = tuple(
        inputs.PaperGiven(code=one.code, name="Giấy", file_id=one.file_id, held_id=one.held_id) for one in found.papers
    )  # fmt: skip
    given = request(world, papers=papers, draft_id=draft_id, submission=draft_id)
    return actions.submit(reach=world.reach(world.cast.hoa), at=world.at, given=given)


# Filled ----------------------------------------------------------------------------------------------------


def test_a_result_that_was_issued_as_a_file_is_held_once_for_its_applicant(office):
    found = held_result(office)
    holding.fill_from(Dossier.objects.get(pk=found.dossier_id), at=office.at)
    assert Held.objects.count() == 1 and found.person == office.cast.hoa.person
    assert found.source == HeldSource.RESULT and found.issuer == "Sở Tư pháp"
    assert Hold.objects.filter(file_id=found.file_id).count() == 2, "the result holds it, and the store"
    assert File.objects.filter(pk=found.file_id).count() == 1


def test_a_refusal_and_what_was_only_handed_in_are_not_held(office):
    paper = inputs.PaperGiven(code="giay-chung-minh", name="Giấy", file_id=stored(office))
    done = issued(office, papers=(paper,))
    Result.objects.filter(dossier_id=done.dossier_id).update(outcome=inputs.Outcome.DENY)
    holding.fill_from(row(done), at=office.at)
    assert Held.objects.count() == 0


def test_a_paper_that_was_compared_at_the_desk_is_held_with_its_last_day(office):
    done = taken_in(office)
    paper, officer = Paper.objects.get(dossier_id=done.dossier_id), office.cast.reception.officer
    scan = documents.store(
        content=pdf(), name="a.pdf", accept=("application/pdf",), by="system:tests", at=office.at
    ).id
    Digitisation.objects.create(
        paper=paper, scan_id=scan, copy_id=1, scanned_at=office.at, scanned_by=officer, signed_off_at=office.at,
        signed_off_by=officer, expires_on=date(2031, 5, 4),
    )  # fmt: skip
    Paper.objects.filter(pk=paper.pk).update(file_id=scan)
    holding.fill_from(row(done), at=office.at)
    found = Held.objects.get()
    assert found.source == HeldSource.SCANNED and found.code == paper.code
    assert found.expires_on == date(2031, 5, 4)


def test_nothing_is_held_for_somebody_an_officer_has_not_compared(office):
    done = sent_for_child(office)
    holding.fill_from(row(done), at=office.at)
    assert Held.objects.count() == 0


def test_a_file_whose_signatures_hold_is_held_when_the_request_is_done_and_an_unknown_ones_is_not(
    office, settings, tmp_path
):
    sound, strange = signed_uploads.Issuer(), signed_uploads.Issuer()
    root = tmp_path / "root.pem"
    root.write_bytes(sound.certificate.public_bytes(serialization.Encoding.PEM))
    settings.TRUST_DIR = str(tmp_path)
    papers = []
    for code, issuer in (("giay-chung-minh", sound), ("khac", strange)):
        content = io.BytesIO(signed_uploads.signed(*signed_uploads.fresh(issuer)))
        file_id = documents.store(
            content=content, name="a.pdf", accept=("application/pdf",), by="system:tests", at=office.at
        ).id
        papers.append(inputs.PaperGiven(code=code, name="Giấy", file_id=file_id))
    done = taken_in(office, papers=tuple(papers))
    holding.fill_from(row(done), at=office.at)
    found = Held.objects.get()
    assert (found.source, found.code, found.file_id) == (
        HeldSource.SIGNED,
        "giay-chung-minh",
        papers[0].file_id,
    )
    (offered,) = store.usable(reach=office.reach(office.cast.hoa), at=office.at)
    assert offered.key == found.key


# May it be used --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Validity.VALID),
        ({"expires_on": date(2026, 3, 18)}, Validity.VALID),
        ({"expires_on": date(2026, 3, 17)}, Validity.EXPIRED),
        ({"status": Status.REPLACED}, Validity.REPLACED),
        ({"status": Status.REVOKED, "expires_on": date(2020, 1, 1)}, Validity.REVOKED),
        ({"is_erased": True, "status": Status.REVOKED}, Validity.ERASED),
    ],
)
def test_whether_a_stored_paper_may_be_used_is_asked_of_the_day_and_of_the_record(facts, expected):
    plain = {"expires_on": None, "status": None, "is_erased": False}
    assert validity(**plain | facts, on=date(2026, 3, 18)) is expected


@pytest.mark.parametrize("end", ["expired", "revoked", "erased"])
def test_what_ended_is_neither_offered_nor_used(office, end):
    found = held_result(office, original=uuid4())
    original = with_original(office, found)
    reach = office.reach(office.cast.hoa)
    assert [one.key for one in store.usable(reach=reach, at=office.at)] == [found.key]
    if end == "expired":
        Held.objects.update(expires_on=date(2020, 1, 1))
    elif end == "revoked":
        Original.objects.filter(pk=original.pk).update(status=Status.REVOKED)
    else:
        actions.erase_held(key=found.key, reach=reach, at=office.at)
    assert store.usable(reach=reach, at=office.at) == ()
    with pytest.raises(NotFound if end == "erased" else HeldPaperEnded):
        use(office, begun(office), found)
    assert not DraftPaper.objects.exists()


# Used by its owner -----------------------------------------------------------------------------------------


def test_a_stored_paper_is_used_by_reference_with_one_entry_and_counts_as_reused(office):
    found = held_result(office)
    files = File.objects.count()
    draft_id = begun(office)
    use(office, draft_id, found)
    assert use(office, draft_id, found).pk, "pressed twice, it stands there once"
    assert DraftPaper.objects.count() == 1
    done = send(office, draft_id)
    paper = Paper.objects.get(dossier_id=done.dossier_id)
    assert paper.file_id == found.file_id and paper.held_id == found.pk and File.objects.count() == files
    assert Hold.objects.filter(file_id=found.file_id, holder=f"dossiers.paper:{paper.pk}").exists()
    assert digitising.digital_flags(row(done)).reused
    entries = Entry.objects.filter(kind="dossier.paper-reused")
    assert [entry.subject for entry in entries] == [f"dossier:{row(done).key}"]
    assert "Hoa" not in str(entries[0].data) and found.name not in str(entries[0].data)
    (shown,) = store.own(reach=office.reach(office.cast.hoa), at=office.at)
    assert [use.number for use in shown.used] == [done.number] and not shown.used[0].by_officer


def test_what_was_revoked_after_it_was_chosen_is_not_sent(office):
    found = held_result(office, original=uuid4())
    original = with_original(office, found)
    draft_id = begun(office)
    use(office, draft_id, found)
    Original.objects.filter(pk=original.pk).update(status=Status.REVOKED)
    count = Dossier.objects.count()
    with pytest.raises(HeldPaperEnded):
        send(office, draft_id)
    assert Dossier.objects.count() == count and not Reuse.objects.exists() and DraftPaper.objects.exists()


def test_nobody_uses_the_paper_of_another(office):
    found = held_result(office)
    nam = office.cast.nam
    with pytest.raises(NotFound):
        use(office, begun(office, nam), found, nam)
    given = request(
        office, submitted_by_id=nam.person.pk, applicant=inputs.Applicant(name="Nam", person_id=nam.person.pk),
        papers=(inputs.PaperGiven("giay-chung-minh", "Giấy", file_id=found.file_id, held_id=found.pk),),
    )  # fmt: skip
    with pytest.raises(NotFound):
        actions.submit(reach=office.reach(nam), at=office.at, given=given)
    assert not Reuse.objects.exists()


# Used in the answer to a supplement request ----------------------------------------------------------------


def asked_for(world):
    """A request of Hoa's in which the office waits for its supporting paper."""
    done = taken_in(world)
    paper = inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh", what="Bản rõ hơn")
    act(
        world, actions.ask_supplement, done.number, world.cast.reception, inputs.AskSupplement(reason="Mờ.", papers=(paper,))
    )  # fmt: skip
    return done


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


# Used on the counter's one screen --------------------------------------------------------------------------

NUMBER = "066190000123"


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


# Erased and taken away -------------------------------------------------------------------------------------


def test_its_owner_has_a_paper_erased_and_reads_what_the_law_keeps(office):
    found = held_result(office)
    documents.finish(holders=[f"dossiers.result:{found.dossier_id}"], on=date(2026, 3, 18))
    kept = actions.erase_held(key=found.key, reach=office.reach(office.cast.hoa), at=office.at)
    assert [(one.until, one.years) for one in kept] == [(date(2096, 3, 18), 70)] and "33/2024/QH15" in kept[
        0
    ].basis
    gone = Held.objects.get()
    assert gone.file_id is None and gone.name == "" and gone.erased_at
    assert not Hold.objects.filter(holder=f"dossiers.held:{gone.pk}").exists()
    assert Entry.objects.filter(kind="dossier.held-erased", subject=f"held:{found.key}").count() == 1
    holding.fill_from(Dossier.objects.get(pk=found.dossier_id), at=office.at)
    assert Held.objects.count() == 1, "what was erased does not come back by itself"


def test_nobody_erases_the_paper_of_another(office):
    found = held_result(office)
    for player in (office.cast.nam, office.cast.reception):
        with pytest.raises(NotFound):
            actions.erase_held(key=found.key, reach=office.reach(player), at=office.at)
    assert Held.objects.get().erased_at is None


def test_a_copy_of_everything_is_one_file_with_a_plain_list(office):
    found = held_result(office, name="=Giấy/xác nhận")
    answer = signed_in(office.cast.hoa).get(reverse("dossiers:held-copy"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as copy:
        names = copy.namelist()
        assert len(names) == 2 and names[1] == "danh-muc.csv" and ".." not in names[0]
        assert copy.read(names[0]) == pdf().getvalue()
        text = copy.read("danh-muc.csv").decode("utf-8-sig")
        assert "'=Giấy/xác nhận" in text and found.dossier.number in text
    assert signed_in(office.cast.nam).get(reverse("dossiers:held-copy")).status_code == 302


def test_a_copy_holds_more_than_a_page_shows(office):
    held_result(office), held_result(office)
    reach = office.reach(office.cast.hoa)
    assert len(store.own(reach=reach, at=office.at, limit=1)) == 1
    answer = signed_in(office.cast.hoa).get(reverse("dossiers:held-copy"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as copy:
        assert len(copy.namelist()) == 3


# Pages -----------------------------------------------------------------------------------------------------


def test_the_page_of_papers_offers_what_is_held_and_takes_the_yes(office):
    found = held_result(office)
    client, place = signed_in(office.cast.hoa), reverse("dossiers:draft-papers", args=[begun(office)])
    page = client.get(place).content.decode()
    assert str(found.key) in page and "Sở Tư pháp" in page
    assert client.post(place, {"_use": f"giay-chung-minh:{found.key}"}).status_code == 302
    assert DraftPaper.objects.get().held_id == found.pk
    assert str(found.key) not in client.get(place).content.decode(), "what stands there is not offered again"
    assert client.post(place, {"_use": "giay-chung-minh:rubbish"}).status_code == 404


def test_a_paper_that_expired_meanwhile_says_so_at_its_place(office, english):
    found = held_result(office, expires_on=date(2020, 1, 1))
    client, place = signed_in(office.cast.hoa), reverse("dossiers:draft-papers", args=[begun(office)])
    assert str(found.key) not in client.get(place).content.decode()
    answer = client.post(place, {"_use": f"giay-chung-minh:{found.key}"})
    assert answer.status_code == 422 and "it has expired" in answer.content.decode()


def test_a_paper_of_the_same_name_is_offered_before_the_others(office):
    found = held_result(office)
    other = held_result(office, name="Thẻ thương binh")
    papers = store.usable(reach=office.reach(office.cast.hoa), at=office.at)
    fit, others = store.fitting(papers, code="khac", name="giấy  xác nhận".replace("  ", " "))
    assert [one.key for one in fit] == [found.key] and [one.key for one in others] == [other.key]


def test_my_papers_says_where_each_came_from_and_erasing_asks_first(office):
    empty = signed_in(office.cast.nam).get(reverse("dossiers:held"))
    assert "chưa lưu giấy tờ nào" in empty.content.decode()
    found = held_result(office)
    client = signed_in(office.cast.hoa)
    page = client.get(reverse("dossiers:held")).content.decode()
    assert found.dossier.number in page and "Sở Tư pháp" in page
    assert reverse("dossiers:held") in client.get(reverse("dossiers:mine")).content.decode()
    asked = client.get(reverse("dossiers:held-erase", args=[found.key])).content.decode()
    assert found.dossier.number in asked and "33/2024/QH15" in asked and Held.objects.get().erased_at is None
    assert client.post(reverse("dossiers:held-erase", args=[found.key])).status_code == 302
    assert client.get(reverse("dossiers:held-file", args=[found.key])).status_code == 404


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
