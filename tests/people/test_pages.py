"""Pages of this room: who gets in, what they do, and that they stay cheap."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.people import actions, door, queries
from motcua.people.models import Account, Agency, Mandate, Officer, Person
from motcua.people.rules import Level, Role
from motcua.people.urls import urlpatterns

from . import cast as casting
from .cast import NOW, PASSWORD

MARKUP = '<script>alert(1)</script><b>"x"</b>'


@pytest.fixture
def enter(client):
    def sign_in(player):
        client.force_login(player.account)
        session = client.session
        if player.mandate:
            session[door.HAT] = player.mandate.pk
            session.save()
        return client

    return sign_in


def operators_pages(cast):
    return [
        ("get", reverse("people:agencies")),
        ("get", reverse("people:agency", args=[cast.department.pk])),
        ("get", reverse("people:agency-correct", args=[cast.department.pk])),
        ("post", reverse("people:mandate-give", args=[cast.department.pk])),
        ("post", reverse("people:officer-add", args=[cast.department.pk])),
        ("post", reverse("people:mandate-end", args=[cast.case.mandate.pk])),
    ]


# ---- who gets in --------------------------------------------------------------------------------------------


def test_every_route_carries_a_mark():
    assert {getattr(route.callback, "access", None) for route in urlpatterns} == {
        "everyone",
        "signed-in",
        "officers",
    }


def test_strangers_are_sent_to_sign_in_and_come_back(client, cast):
    for method, url in [
        *operators_pages(cast),
        ("get", "/toi/"),
        ("get", "/toi/ai-da-xem/"),
        ("get", "/thanh-tra/luot-xem/"),
    ]:
        response = getattr(client, method)(url)
        assert response.status_code == 302 and response["Location"].startswith("/dang-nhap/?next="), url
        # A part of a page that asks by itself has no room for the page of signing in.
        assert getattr(client, method)(url, headers={"HX-Request": "true"}).status_code == 401, url


def test_citizens_and_officers_without_the_role_are_refused(enter, cast):
    for player in (cast.hoa, cast.leader, cast.auditor):
        client = enter(player)
        for method, url in operators_pages(cast):
            assert getattr(client, method)(url).status_code == 403, url
    assert enter(cast.operator).get("/thanh-tra/luot-xem/").status_code == 403
    for player, code in ((cast.hoa, "people.for-officers"), (cast.leader, "motcua.forbidden")):
        assert code in enter(player).get("/thanh-tra/luot-xem/").text, "a citizen is told nothing of roles"


def test_an_agency_outside_the_operators_reach_is_not_there(enter, cast):
    casting.give(officer=cast.stranger.officer, agency=cast.commune, role=Role.OPERATOR)
    mandate = Mandate.objects.filter(officer=cast.stranger.officer, role=Role.OPERATOR).get()
    cast.stranger.mandate = mandate
    client = enter(cast.stranger)
    assert client.get(reverse("people:agency", args=[cast.commune.pk])).status_code == 200
    for id in (cast.department.pk, 999_999):
        assert client.get(reverse("people:agency", args=[id])).status_code == 404
        assert client.get(reverse("people:agency-correct", args=[id])).status_code == 404
        form = {"officer": "thuly", "role": "leader", "basis": "QĐ 1"}
        assert client.post(reverse("people:mandate-give", args=[id]), form).status_code in (403, 404, 422)
    assert client.post(reverse("people:mandate-end", args=[cast.case.mandate.pk])).status_code == 403
    assert client.post(reverse("people:mandate-end", args=[999_999])).status_code == 404
    assert queries.in_force(NOW).filter(pk=cast.case.mandate.pk).exists()


# ---- one's own page -----------------------------------------------------------------------------------------


def test_a_person_sees_their_own_facts_and_never_the_number(enter, cast, english):
    id = actions.find_or_add_person(
        full_name="Nguyễn Thị Hoa", identity_number="000190000777", by=cast.reception.actor, at=NOW
    )
    Account.objects.filter(pk=cast.hoa.account.pk).update(person_id=id)
    page = enter(cast.hoa).get("/toi/").content.decode()
    assert "Nguyễn Thị Hoa" in page and "compared with your card" in page
    assert "000190000777" not in page


def test_contact_facts_are_corrected_and_the_language_is_spoken(enter, cast, settings):
    client = enter(cast.hoa)
    form = {"phone": "0905 123 999", "email": "moi@example.vn", "address": "Buôn 3", "language": "en"}
    response = client.post("/toi/lien-he/", form)
    assert response.status_code == 302 and response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert "Saved." in client.get("/toi/").content.decode()
    person = Person.objects.get(pk=cast.hoa.person.pk)
    assert (person.phone_digits, person.email, person.address) == ("0905123999", "moi@example.vn", "Buôn 3")


def test_a_wrong_phone_number_is_named_and_kept_on_the_page(enter, cast, english):
    form = {"phone": "12", "email": "", "address": "", "language": "vi"}
    response = enter(cast.hoa).post("/toi/lien-he/", form)
    page = response.content.decode()
    assert response.status_code == 422 and "A phone number starts with 0" in page and 'value="12"' in page
    assert Person.objects.get(pk=cast.hoa.person.pk).phone == "0905000001"


def test_a_new_password_keeps_this_session_and_ends_the_others(enter, cast):
    from django.test import Client

    other = Client()
    other.force_login(cast.hoa.account)
    client = enter(cast.hoa)
    form = {"old": PASSWORD, "new": "hoa cà phê trắng đồi"}
    assert client.post("/toi/mat-khau/", form).status_code == 302
    assert client.get("/toi/").status_code == 200
    assert other.get("/toi/").status_code == 302


def test_a_wrong_old_password_is_named_and_none_is_shown_again(enter, cast, english):
    response = enter(cast.hoa).post("/toi/mat-khau/", {"old": "no-such-one", "new": "another-secret-one"})
    page = response.content.decode()
    assert response.status_code == 422 and "present password is not right" in page
    assert "no-such-one" not in page and "another-secret-one" not in page


def test_a_person_sees_who_looked_in_words(enter, cast, english):
    client = enter(cast.hoa)
    assert "nobody has looked" in client.get("/toi/ai-da-xem/").content.decode()
    for player in (cast.case, cast.stranger):
        actions.log_access(
            reach=cast.reach(player), what="opened-dossier", subject="000.00.15.H15-260318-0001",
            person_id=cast.hoa.person.pk, at=NOW,
        )  # fmt: skip
    page = client.get("/toi/ai-da-xem/").content.decode()
    assert "Case officer, Department of Justice" in page and "Reception officer, Ea Mau commune" in page
    assert "opened the request" in page and "000.00.15.H15-260318-0001" in page
    assert "Phạm Văn Dũng" not in page  # office and role, not the name
    assert "000.00.15" not in enter(cast.nam).get("/toi/ai-da-xem/").content.decode()


def test_an_auditor_sees_looks_by_mandate_without_names_of_citizens(enter, cast):
    actions.log_access(
        reach=cast.reach(cast.case), what="opened-dossier", subject="000.00.15.H15-260318-0001",
        person_id=cast.hoa.person.pk, at=NOW,
    )  # fmt: skip
    client = enter(cast.auditor)
    page = client.get("/thanh-tra/luot-xem/").content.decode()
    assert "Phạm Văn Dũng" in page and cast.hoa.person.public_id in page and "Nguyễn Thị Hoa" not in page
    page = client.get(f"/thanh-tra/luot-xem/?uy-nhiem={cast.leader.mandate.pk}").content.decode()
    assert cast.hoa.person.public_id not in page
    assert client.get("/thanh-tra/luot-xem/?uy-nhiem=x&truoc=-1").status_code == 200


# ---- the operator -------------------------------------------------------------------------------------------


def test_the_operator_walks_the_tree_and_finds_without_marks(enter, cast):
    client = enter(cast.operator)
    page = client.get("/quan-tri/co-cau/").content.decode()
    assert "Tỉnh Mẫu" in page
    page = client.get("/quan-tri/co-cau/?tim=so+tu+phap").content.decode()
    assert "Sở Tư pháp" in page and "Xã Ea Mẫu" not in page
    assert "Xã Ea Mẫu" in client.get("/quan-tri/co-cau/?tim=h15.77").content.decode()
    page = client.get(f"/quan-tri/co-cau/{cast.department.pk}/").content.decode()
    assert "Phạm Văn Dũng" in page and "Phòng Hành chính tư pháp" in page


def test_the_operator_gives_and_ends_a_mandate(enter, cast, english):
    client = enter(cast.operator)
    url = reverse("people:mandate-give", args=[cast.commune.pk])
    form = {
        "officer": "ThuLy",
        "role": "leader",
        "desk": "",
        "basis": "QĐ 12",
        "starts_on": "",
        "ends_on": "31/12/2099",
    }
    assert client.post(url, form).status_code == 302
    mandate = Mandate.objects.latest("pk")
    assert mandate.role == "leader" and mandate.ends_at.isoformat() == "2099-12-31T17:00:00+00:00"
    assert client.post(reverse("people:mandate-end", args=[mandate.pk])).status_code == 302
    mandate.refresh_from_db()
    assert mandate.ends_at - mandate.starts_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"officer": "nobody"}, "There is no officer with this code"),
        ({"officer": ""}, "This is still empty"),
        ({"basis": ""}, "This is still empty"),
        ({"role": "king"}, "Select a valid choice"),
        ({"ends_on": "31/02/2027"}, "There is no such day"),
        ({"ends_on": "01/01/2001"}, "The end must come after the start"),
        ({"officer": "quantri"}, "Nobody gives or ends a mandate of their own"),
        ({"officer": "tiepnhan", "role": "reception", "desk": "Quầy 3"}, "already holds the same role"),
    ],
)
def test_a_wrong_mandate_is_explained_on_the_page(enter, cast, english, change, sentence):
    before = Mandate.objects.count()
    form = {
        "officer": "thuly",
        "role": "leader",
        "desk": "",
        "basis": "QĐ 12",
        "starts_on": "",
        "ends_on": "",
    } | change
    response = enter(cast.operator).post(reverse("people:mandate-give", args=[cast.department.pk]), form)
    assert response.status_code == 422 and sentence in response.content.decode()
    assert Mandate.objects.count() == before


def test_a_new_officer_gets_a_first_password_shown_once(enter, cast, english):
    client = enter(cast.operator)
    url = reverse("people:officer-add", args=[cast.department.pk])
    page = client.post(url, {"full_name": "Nay H’Uyên", "code": "nayuyen", "title": ""}).content.decode()
    password = re.search(r'<code class="t-4">([^<]+)</code>', page)[1]
    officer = Officer.objects.get(code="nayuyen")
    casting.give(officer=officer, agency=cast.department, role=Role.CLERK)
    assert actions.sign_in(name="nayuyen", password=password, address="", at=NOW)
    assert password not in client.get(reverse("people:agency", args=[cast.department.pk])).content.decode()


def test_an_agency_is_corrected_and_keeps_what_was_not_asked(enter, cast):
    client = enter(cast.operator)
    url = reverse("people:agency-correct", args=[cast.department.pk])
    assert "000.00.15.H15" in client.get(url).content.decode()
    form = {
        "name": "Sở Tư pháp tỉnh",
        "name_en": "",
        "code": "000.00.15.H15",
        "code_new": "H15.15",
        "phone": "1022",
    }
    assert client.post(url, form).status_code == 302
    agency = Agency.objects.get(pk=cast.department.pk)
    assert (agency.name, agency.phone, agency.revision, agency.simulated) == (
        "Sở Tư pháp tỉnh",
        "1022",
        2,
        True,
    )
    assert client.post(url, form | {"code": "000.00.77.H15"}).status_code == 422


def test_on_its_page_an_agency_is_said_to_be_of_a_ministry(enter, cast):
    ministry = Agency.objects.create(key="ministry/x", name="Bộ X", path="/9/", level=Level.MINISTRY)
    client = enter(cast.operator)
    url = reverse("people:agency-correct", args=[cast.department.pk])
    form = {"name": "Sở Tư pháp", "code": "000.00.15.H15", "ministry_id": str(ministry.pk)}
    assert client.post(url, form).status_code == 302
    assert "Bộ X" in client.get(reverse("people:agency", args=[cast.department.pk])).content.decode()
    assert f'value="{ministry.pk}" selected' in client.get(url).content.decode()
    assert client.post(url, form | {"ministry_id": str(cast.commune.pk)}).status_code == 422
    assert client.post(url, form | {"ministry_id": ""}).status_code == 302
    assert Agency.objects.get(pk=cast.department.pk).ministry_id is None


def test_an_identifier_that_is_none_comes_back_with_a_sentence(enter, cast):
    """It would stand in dossier codes and in the chronicle."""
    client = enter(cast.operator)
    url = reverse("people:agency-correct", args=[cast.department.pk])
    answer = client.post(url, {"name": "Sở Tư pháp", "code": "Sở Tư pháp", "code_new": "h15 15"})
    assert answer.status_code == 422
    assert answer.content.decode().count("Mã định danh gồm chữ in hoa") >= 2
    assert Agency.objects.get(pk=cast.department.pk).code == "000.00.15.H15"


# ---- bad input ----------------------------------------------------------------------------------------------


def test_markup_is_shown_as_text_everywhere(enter, cast):
    Person.objects.filter(pk=cast.hoa.person.pk).update(full_name=MARKUP, address=MARKUP)
    Agency.objects.filter(pk=cast.department.pk).update(name=MARKUP, address=MARKUP)
    Mandate.objects.filter(pk=cast.case.mandate.pk).update(desk=MARKUP, basis=MARKUP)
    actions.log_access(
        reach=cast.reach(cast.case), what=MARKUP[:60], subject=MARKUP, person_id=cast.hoa.person.pk, at=NOW
    )
    pages = [enter(cast.hoa).get(url) for url in ("/toi/", "/toi/lien-he/", "/toi/ai-da-xem/")]
    pages += [enter(cast.auditor).get("/thanh-tra/luot-xem/"), enter(cast.case).get("/dang-nhap/vai-tro/")]
    client = enter(cast.operator)
    pages += [
        client.get(f"/quan-tri/co-cau/{cast.department.pk}/"),
        client.get("/quan-tri/co-cau/", {"tim": MARKUP}),
    ]
    pages += [client.post("/dang-nhap/", {"name": MARKUP, "password": MARKUP})]
    for page in pages:
        assert "<script>alert" not in page.content.decode(), page.request["PATH_INFO"]


@pytest.mark.parametrize("name", ["\x00", "x" * 5000, "' or 1=1 --", "%00", "\ud800"])
def test_strange_sign_in_names_are_refused_like_any_other(client, db, name):
    data = {"name": name.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "password": "x" * 12}
    assert client.post("/dang-nhap/", data).status_code == 422


# ---- cost ---------------------------------------------------------------------------------------------------


def test_pages_cost_a_bounded_number_of_questions(enter, cast, django_assert_max_num_queries):
    for _ in range(5):
        actions.log_access(
            reach=cast.reach(cast.case),
            what="opened-dossier",
            subject="x",
            person_id=cast.hoa.person.pk,
            at=NOW,
        )
    for player, url, most in [
        (cast.hoa, "/toi/", 6),
        (cast.hoa, "/toi/ai-da-xem/", 5),
        (cast.auditor, "/thanh-tra/luot-xem/", 5),
        (cast.operator, "/quan-tri/co-cau/", 5),
        (cast.operator, f"/quan-tri/co-cau/{cast.department.pk}/", 11),
    ]:
        client = enter(player)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
