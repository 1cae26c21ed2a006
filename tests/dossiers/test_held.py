"""The person's store: filled by what offices did, used by its owner with consent, copied out and erased."""

import io
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.documents import actions as documents
from motcua.documents.models import File, Hold, Original
from motcua.documents.rules import Status
from motcua.dossiers import actions
from motcua.dossiers.actions import holding
from motcua.dossiers.models import Digitisation, Dossier, DraftPaper, Held, Paper, Result, Reuse
from motcua.dossiers.queries import digitising
from motcua.dossiers.queries import held as store
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.held import HeldPaperEnded, HeldSource, Validity, validity
from motcua.foundation.refusal import NotFound
from tests.documents import test_signed_uploads as signed_uploads
from tests.dossiers.build import (
    pdf,
    request,
    row,
    sent_for_child,
    taken_in,
)
from tests.dossiers.stored import (
    begun,
    held_result,
    issued,
    office_of_today,
    send,
    stored,
    use,
    with_original,
)
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    return office_of_today(settings, tmp_path)


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


def test_many_requests_that_keep_one_file_are_told_in_as_many_questions_as_one(
    office, django_assert_max_num_queries
):
    found = held_result(office)
    for number in range(8):
        paper = Paper.objects.create(
            dossier=found.dossier,
            code=f"p{number}",
            name="Giấy",
            kind=inputs.PaperKind.COPY,
            added_at=office.at,
        )
        documents.keep(file_id=found.file_id, holder=f"dossiers.paper:{paper.pk}")
    held = store.one(found.key, reach=office.reach(office.cast.hoa), at=office.at)
    store.kept_because(held, at=office.at)  # the law is read once
    with django_assert_max_num_queries(4):
        kept = store.kept_because(held, at=office.at)
    assert [one.number for one in kept] == [found.dossier.number] * 9


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


def test_a_held_paper_pressed_without_a_line_is_used_later_or_the_device_is_told_why_not(office):
    found, draft = held_result(office), begun(office)
    client, place = signed_in(office.cast.hoa), reverse("dossiers:draft-save", args=[draft])

    def kept(use):
        return client.post(f"{place}?trang=papers", {"_use": use}, headers={"accept": "application/json"})

    for _ in range(2):
        assert kept(f"giay-chung-minh:{found.key}").status_code == 200
    assert DraftPaper.objects.get().held_id == found.pk
    refused = {
        f"khong-co:{found.key}": "không được yêu cầu",
        f"giay-chung-minh:{uuid4()}": "không còn được lưu",
    }
    for pressed, words in refused.items():
        told = kept(pressed)
        assert told.status_code == 422 and words in told.json()["title"]
    assert DraftPaper.objects.count() == 1


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
