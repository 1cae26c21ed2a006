"""An issued result is checked by its own code and file; it is replaced or revoked by who may, once, and everybody is told."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.documents import checking
from motcua.documents import queries as documents
from motcua.documents.checking import Verdict
from motcua.documents.models import Ending
from motcua.documents.rules import standing
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import electronic
from motcua.dossiers.queries import held as store
from motcua.dossiers.rules import inputs, refusals
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices.models import Notice
from tests.dossiers.build import row
from tests.dossiers.electronic import as_demo, issued, of_today
from tests.dossiers.walking import signed_in

# What is signed is found by its sealed entry: nothing of the test may wait in an open transaction.
pytestmark = pytest.mark.django_db(transaction=True)
REASON, BASIS = "Ghi sai năm sinh của bà Trần Thị Hoa", "Điều 15 Nghị định số 30/2020/NĐ-CP"


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    as_demo(settings, monkeypatch, tmp_path)


@pytest.fixture
def office(world):
    return of_today(world)


def fresh(world):
    world.at = timezone.now()
    world.reaches.clear()


@pytest.fixture
def done(office):
    found = issued(office)
    fresh(office)
    return found


def original(done):
    found = electronic.original_of(row(done))
    assert found is not None
    return found


def file_of(done):
    with documents.open(original(done).file_id).stream as stream:
        return stream.read()


def check(data, code=""):
    return checking.check_file(io.BytesIO(data), code=code, at=timezone.now())


def ended(world, function, done, player, **given):
    plain = {"reason": REASON, "basis": BASIS}
    return function(
        number=done.number, reach=world.reach(player), at=world.at, given=inputs.EndResult(**plain | given)
    )


def test_the_code_printed_on_a_real_result_is_read_from_its_file_and_everything_fits(office, done):
    checked = check(file_of(done))
    assert checked.verdict is Verdict.VALID and checked.same_file and checked.trusted
    assert len(checked.signatures) == 2 and checked.active == ()
    assert checked.statement.number == "12/XN-STP" == checked.original.number
    page = Client().post("/kiem-tra/?tieng=en", {"code": original(done).statement}).content.decode()
    assert "This result is genuine and in force" in page and "12/XN-STP" in page
    assert "Trần Thị Hoa" not in page, "who checks a code learns no name"


def test_a_code_that_the_office_does_not_know_is_genuine_and_unknown(office, done):
    from tests.documents.test_statement import make

    checked = checking.check_code(make(at=timezone.now()), at=timezone.now())
    assert checked.verdict is Verdict.UNKNOWN and checked.original is None


def test_the_offices_record_speaks_for_a_code_whose_key_was_revoked(office, done, settings):
    from motcua.documents import statement
    from motcua.foundation import keys
    from tests.documents.test_statement import make

    foreign = make(at=timezone.now())
    keys.revoke(
        keys.key("statement", folder=settings.KEYS_DIR).id, folder=settings.KEYS_DIR, at=timezone.now()
    )
    assert checking.check_code(original(done).statement, at=timezone.now()).verdict is Verdict.VALID
    with pytest.raises(statement.KeyRevoked):
        checking.check_code(foreign, at=timezone.now())


def test_a_leader_revokes_a_result_and_everybody_who_checks_is_told(office, done):
    entry = ended(office, actions.revoke_result, done, office.cast.leader)
    checked = check(file_of(done))
    assert checked.verdict is Verdict.REVOKED and checked.trusted, "the signatures stay what they are"
    page = Client().post("/kiem-tra/?tieng=en", {"code": original(done).statement}).content.decode()
    assert "This result was revoked" in page and BASIS in page and REASON not in page
    written = Entry.objects.get(hash=entry)
    assert written.kind == "documents.revoked" and written.subject == f"original:{original(done).key}"
    assert "Hoa" not in str(written.data) and "30/2020" not in str(written.data)
    assert Ending.objects.get().reason == REASON


def test_a_result_is_revoked_once(office, done):
    ended(office, actions.revoke_result, done, office.cast.leader)
    count = Entry.objects.count()
    with pytest.raises(standing.NoLongerStands):
        ended(office, actions.revoke_result, done, office.cast.leader)
    assert Entry.objects.count() == count and Ending.objects.count() == 1


@pytest.mark.parametrize("player", ["clerk", "case", "reception"])
def test_only_the_leader_revokes(office, done, player):
    with pytest.raises(refusals.NotYourRole):
        ended(office, actions.revoke_result, done, getattr(office.cast, player))
    assert original(done).status == "valid" and not Ending.objects.exists()


def test_strangers_do_not_learn_that_there_is_a_result(office, done):
    for player in (office.cast.stranger, office.cast.nam):
        with pytest.raises(NotFound):
            ended(office, actions.revoke_result, done, player)


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"basis": ""}, {"reason": "x" * 2_001}, {"basis": "x" * 301}]
)
def test_without_reason_and_ground_nothing_is_revoked(office, done, wrong):
    with pytest.raises(InvalidInput):
        ended(office, actions.revoke_result, done, office.cast.leader, **wrong)
    assert original(done).status == "valid"


def test_a_clerk_says_that_a_newer_result_took_its_place(office, done):
    newer = issued(office)
    fresh(office)
    ended(office, actions.replace_result, done, office.cast.clerk, replaced_by=newer.number)
    checked = check(file_of(done))
    assert checked.verdict is Verdict.REPLACED and checked.replacement.key == original(newer).key
    assert check(file_of(newer)).verdict is Verdict.VALID
    page = Client().post("/kiem-tra/?tieng=en", {"code": original(done).statement}).content.decode()
    assert "was replaced by another" in page and "In its place stands number 12/XN-STP" in page


def test_nothing_takes_its_own_place_nor_that_of_a_result_that_was_revoked(office, done):
    newer = issued(office)
    fresh(office)
    with pytest.raises(standing.ReplacementDoesNotStand):
        ended(office, actions.replace_result, done, office.cast.leader, replaced_by=done.number)
    ended(office, actions.revoke_result, newer, office.cast.leader)
    with pytest.raises(standing.ReplacementDoesNotStand):
        ended(office, actions.replace_result, done, office.cast.leader, replaced_by=newer.number)
    for number in ("", "000.00.15.H15-000000-0000"):
        with pytest.raises(InvalidInput):
            ended(office, actions.replace_result, done, office.cast.leader, replaced_by=number)
    assert original(done).status == "valid"


def test_the_page_revokes_shows_what_is_wrong_and_then_that_it_is_done(office, done):
    client = signed_in(office.cast.leader)
    address = reverse("dossiers:end-result", args=[done.number])
    assert address in client.get(reverse("dossiers:dossier", args=[done.number])).content.decode()
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"what": "thu-hoi", "reason": REASON})
    assert wrong.status_code == 422 and REASON in wrong.content.decode()
    assert client.post(address, {"reason": REASON, "basis": BASIS}).status_code == 422
    assert client.post(address, {"what": "thu-hoi", "reason": REASON, "basis": BASIS}).status_code == 302
    assert BASIS in client.get(reverse("dossiers:dossier", args=[done.number])).content.decode()
    own = signed_in(office.cast.hoa).get(reverse("dossiers:own", args=[done.number])).content.decode()
    assert REASON in own and BASIS in own


def test_a_clerk_is_not_offered_to_revoke_and_others_do_not_open_the_page(office, done):
    address = reverse("dossiers:end-result", args=[done.number])
    assert "thu-hoi" not in signed_in(office.cast.clerk).get(address).content.decode()
    assert signed_in(office.cast.case).get(address).status_code == 403
    refused = signed_in(office.cast.clerk).post(
        address, {"what": "thu-hoi", "reason": REASON, "basis": BASIS}
    )
    assert refused.status_code == 403 and original(done).status == "valid"


def test_what_was_issued_is_in_the_applicants_store_and_not_offered_once_it_ended(office, done):
    reach = office.reach(office.cast.hoa)
    (held,) = store.usable(reach=reach, at=office.at)
    assert held.number == done.number and held.issuer == "Sở Tư pháp"
    newer = issued(office)
    fresh(office)
    ended(office, actions.replace_result, done, office.cast.clerk, replaced_by=newer.number)
    reach = office.reach(office.cast.hoa)
    assert [one.number for one in store.usable(reach=reach, at=office.at)] == [newer.number]
    shown = {one.number: one for one in store.own(reach=reach, at=office.at)}
    assert shown[done.number].validity == "replaced" and shown[done.number].replaced_by == "12/XN-STP"


def test_the_applicant_is_told(office):
    done = issued(
        office,
        applicant=inputs.Applicant(
            name="Trần Thị Hoa", person_id=office.cast.hoa.person.pk, email="hoa@example.vn"
        ),
    )
    fresh(office)
    ended(office, actions.revoke_result, done, office.cast.leader)
    assert Notice.objects.filter(template="dossiers/result-revoked").count() == 1
    page = signed_in(office.cast.leader).get(reverse("dossiers:dossier", args=[done.number])).content.decode()
    assert "Kết quả đã bị thu hồi" in page, "the officer reads which notice it was, in words"


def test_an_applicant_without_an_address_is_recorded_as_not_told(office, done):
    Dossier.objects.filter(pk=row(done).pk).update(applicant_email="")
    ended(office, actions.revoke_result, done, office.cast.leader)
    told = Notice.objects.get(template="dossiers/result-revoked")
    assert (told.state, told.last_error) == ("failed", "no-address")
