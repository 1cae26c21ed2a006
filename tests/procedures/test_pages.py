"""What people and operators see of procedures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden
from motcua.procedures import actions, queries
from motcua.procedures.models import Version
from motcua.procedures.rules import Status
from tests.people.cast import make_cast
from tests.procedures.test_versions import AT, TODAY, load

DATA = Path(actions.__file__).parents[1] / "data"
ONE = (DATA / "1.001612.yaml").read_text(encoding="utf-8")
LAND = (DATA / "1.012785.yaml").read_text(encoding="utf-8")


@pytest.fixture
def offered(db):
    for text in (ONE, LAND):
        load(text)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Đăng ký thành lập hộ kinh doanh"), ("en", "Register a household business")]
)
def test_search_shows_what_it_found_in_each_language(client, offered, language, name):
    client.cookies["django_language"] = language
    page = client.get("/thu-tuc/", {"q": "ho kinh doanh"}).content.decode()
    assert name in page
    assert "/thu-tuc/1.001612/" in page


def test_a_search_that_finds_nothing_says_how_to_go_on(client, offered):
    page = client.get("/thu-tuc/", {"q": "zzqqy <b>"}).content.decode()
    assert "zzqqy &lt;b&gt;" in page
    assert "khai sinh" in page


def test_life_events_and_fields_narrow_the_list(client, offered):
    for address in ("/thu-tuc/viec/nha-dat/", "/thu-tuc/?viec=nha-dat", "/thu-tuc/?linh-vuc=dat-dai"):
        page = client.get(address).content.decode()
        assert "/thu-tuc/1.012785/" in page
        assert "/thu-tuc/1.001612/" not in page
    assert client.get("/thu-tuc/viec/khong-co/").status_code == 404
    assert client.get("/thu-tuc/?linh-vuc=khong-co").status_code == 404


def test_a_procedure_says_who_what_papers_how_long_how_much_and_where(client, offered):
    page = client.get("/thu-tuc/1.001612/").content.decode()
    for words in (
        "3 ngày làm việc",
        "100.000",
        "Giấy tờ cần có",
        "Bộ phận Một cửa",
        "01/2021/NĐ-CP",
        "Cá nhân hoặc các thành viên",
    ):
        assert words in page


def test_each_case_shows_its_own_papers(client, offered):
    one = client.get("/thu-tuc/1.001612/").content.decode()
    many = client.get("/thu-tuc/1.001612/", {"truong-hop": "thanh-vien-ho"}).content.decode()
    assert "Biên bản họp" not in one
    assert "Biên bản họp" in many
    assert client.get("/thu-tuc/1.001612/", {"truong-hop": "khong-co"}).status_code == 200


def test_what_is_not_verified_is_marked_for_officers_and_in_the_demo_only(client, offered, cast, settings):
    settings.DEMO = False
    words = "chưa kiểm chứng với văn bản gốc"
    assert words not in client.get("/thu-tuc/1.001612/").content.decode()
    client.force_login(cast.operator.account)
    assert words in client.get("/thu-tuc/1.001612/").content.decode()
    client.logout()
    settings.DEMO = True
    assert words in client.get("/thu-tuc/1.001612/").content.decode()


@pytest.mark.parametrize("code", ["9.999999", "1.001612.000.00.15.H15"])
def test_an_unknown_code_is_not_found(client, offered, code):
    assert client.get(f"/thu-tuc/{code}/").status_code == 404
    assert client.get(f"/thu-tuc/{code}/to-khai/").status_code == 404


def test_a_closed_procedure_is_no_longer_shown(client, offered):
    day = timezone.localdate()
    actions.close(code="1.001612", ends_on=day, by="system:test", at=AT)
    assert client.get("/thu-tuc/1.001612/").status_code == 404
    assert "/thu-tuc/1.001612/" not in client.get("/thu-tuc/", {"q": "ho kinh doanh"}).content.decode()


def test_pages_cost_few_queries(client, offered, django_assert_max_num_queries):
    for address in ("/thu-tuc/", "/thu-tuc/?q=ho+kinh+doanh", "/thu-tuc/1.001612/"):
        with django_assert_max_num_queries(12):
            client.get(address)


# The operator ---------------------------------------------------------------------------------------------


def upload(text, name="thu-tuc.yaml"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), "application/yaml")


@pytest.fixture
def operator(client, cast):
    client.force_login(cast.operator.account)
    return client


def test_an_operator_loads_reads_and_publishes_a_file(operator):
    answer = operator.post(reverse("procedures:load"), {"file": upload(ONE)})
    version = Version.objects.get()
    assert answer.url == reverse("procedures:version", args=[version.pk])
    page = operator.get(answer.url).content.decode()
    assert "01/07/2022" in page
    operator.post(reverse("procedures:publish", args=[version.pk]), {"day": "1/7/2022"})
    version.refresh_from_db()
    assert (version.status, version.starts_on.isoformat()) == (Status.PUBLISHED, "2022-07-01")
    assert operator.get("/thu-tuc/1.001612/").status_code == 200
    kinds = list(Entry.objects.filter(subject="procedure:1.001612").values_list("kind", flat=True))
    assert kinds == ["procedure.loaded", "procedure.published"]


def test_errors_are_shown_with_their_lines_and_nothing_is_kept(operator):
    answer = operator.post(
        reverse("procedures:load"), {"file": upload(ONE.replace("level: full", "level: whole"))}
    )
    assert answer.status_code == 422
    line = ONE.splitlines().index("level: full") + 1
    assert f"Dòng {line}" in answer.content.decode()
    assert not Version.objects.exists()
    assert not Entry.objects.filter(subject="procedure:1.001612").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 10, b"a" * 2_000_000])
def test_what_is_no_procedure_file_is_refused(operator, content):
    answer = operator.post(reverse("procedures:load"), {"file": upload(content)})
    assert answer.status_code == 422
    assert not Version.objects.exists()


def test_publishing_twice_or_on_no_day_says_so_and_changes_nothing(operator):
    operator.post(reverse("procedures:load"), {"file": upload(ONE)})
    version = Version.objects.get()
    address = reverse("procedures:publish", args=[version.pk])
    for day, words in (
        ("31/02/2026", "Không có ngày này"),
        ("soon", "ngày/tháng/năm"),
        ("01/01/0001", "năm bằng bốn chữ số"),
    ):
        page = operator.post(address, {"day": day})
        assert page.status_code == 422 and words in page.text and f'value="{day}"' in page.text
    assert Version.objects.get().status == Status.DRAFT
    operator.post(address, {"day": "01/03/2026"})
    assert (
        "không bao giờ thay đổi"
        in operator.post(address, {"day": "01/04/2026"}, follow=True).content.decode()
    )
    assert Version.objects.get().starts_on.isoformat() == "2026-03-01"


def test_closing_ends_the_version_from_the_day_on(operator):
    load(ONE)
    operator.post(reverse("procedures:close", args=[Version.objects.get().pk]), {"day": "01/01/2100"})
    assert Version.objects.get().status == Status.CLOSED
    page = operator.get(reverse("procedures:version", args=[Version.objects.get().pk])).content.decode()
    assert "01/01/2100" in page


def test_the_exported_file_is_the_loaded_one(operator):
    load(ONE)
    answer = operator.get(reverse("procedures:export", args=[Version.objects.get().pk]))
    assert answer.content.decode() == ONE
    assert answer["Content-Disposition"] == 'attachment; filename="1.001612.yaml"'


@pytest.mark.parametrize("player", ["hoa", "reception", "leader", "auditor"])
def test_others_may_not_touch_the_versions(client, cast, player):
    loaded = load(ONE)
    client.force_login(getattr(cast, player).account)
    for name, given in (("admin", []), ("version", [loaded.version_id]), ("export", [loaded.version_id])):
        assert client.get(reverse(f"procedures:{name}", args=given)).status_code == 403
    assert client.post(reverse("procedures:load"), {"file": upload(LAND)}).status_code == 403
    with pytest.raises(Forbidden):
        actions.load(text=LAND, by=cast.reach(getattr(cast, player)), at=datetime.now(UTC))
    assert Version.objects.count() == 1


def test_the_list_of_versions_shows_drafts_beside_what_is_in_force(operator):
    load(ONE)
    actions.load(text=ONE.replace("amount: 100000", "amount: 120000"), by="system:test", at=AT)
    page = operator.get(reverse("procedures:admin")).content.decode()
    assert "Bản dự thảo" in page
    assert page.count("1.001612") >= 2
    assert [facts.number for facts in queries.newest_versions()] == [2, 1]


def test_a_draft_is_not_offered(db):
    actions.load(text=ONE, by="system:test", at=AT)
    assert queries.offered(AT) == ()
    assert queries.search("ho kinh doanh", AT) == ()


@pytest.mark.django_db(transaction=True)
def test_a_new_version_is_found_at_once(client):
    load(ONE, starts_on=TODAY - timedelta(days=30))
    at = datetime.now(UTC)
    assert queries.search("ho kinh doanh", at)[0].name.vi == "Đăng ký thành lập hộ kinh doanh"
    renamed = ONE.replace("vi: Đăng ký thành lập hộ kinh doanh", "vi: Ghi danh hộ kinh doanh mới", 1)
    load(renamed, starts_on=TODAY)
    assert queries.search("ho kinh doanh", at)[0].name.vi == "Ghi danh hộ kinh doanh mới"
