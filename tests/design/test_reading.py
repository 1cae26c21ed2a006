"""What arrives is read once and in one form; what cannot be read is refused in words, with one line in the log."""

import logging
import unicodedata
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import path

from motcua.design.methods import takes
from motcua.people.access import everyone

pytestmark = pytest.mark.django_db
READ: dict[str, object] = {}


@everyone
@takes("GET", "POST")
def read(request):
    from django.http import HttpResponse

    READ.clear()
    READ.update(
        get=request.GET.dict(), post=request.POST.dict(), files=[f.name for f in request.FILES.values()]
    )
    return HttpResponse("read")


def found(request):
    from motcua.foundation.refusal import NotFound

    if request.GET.get("who") != "owner":
        raise NotFound


@everyone
@takes("POST", after=found)
def only_posted(request):
    raise AssertionError("nobody posts here in these tests")


urlpatterns = [path("doc/", read, name="read"), path("gui/", only_posted, name="only-posted")]
handler400 = "motcua.design.errors.unreadable"
handler404 = "motcua.design.errors.not_found"
handler500 = "motcua.design.errors.server_error"
SENTENCES = {
    "motcua.unreadable": ("Không đọc được", "could not be read"),
    "motcua.too-large": ("lớn hơn", "larger than"),
    "motcua.too-many-fields": ("chọn tất cả những gì bộ lọc tìm thấy", "choose all that the filter shows"),
    "motcua.form-too-old": ("mở quá lâu", "open too long"),
    "motcua.not-found": ("Không có trang này", "There is no such page"),
    "motcua.wrong-method": ("không dùng theo cách này", "cannot be asked in this way"),
}


@pytest.fixture
def small_house(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture(params=["vi", "en"])
def language(request):
    return request.param


@pytest.fixture
def refused(language, caplog):
    """One request, its refusal in the reader's language, and its one line among all lines of all loggers."""
    caplog.set_level(logging.INFO)

    def ask(method, address, *, code, status, route="read", csrf=False, raw=b"", **given):
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        client.cookies["django_language"] = language
        caplog.clear()
        if raw:  # as it is: the client would encode it itself
            answer = client.generic(method, address, raw, **given)
        else:
            answer = getattr(client, method)(address, **given)
        assert answer.status_code == status, answer.content
        assert answer["Content-Language"] == language
        assert SENTENCES[code][language == "en"] in answer.text
        assert code in answer.text
        assert caplog.messages == [f"refused code={code} route={route} actor=nobody"]
        assert (
            "default-src 'none'" in answer["Content-Security-Policy"] and "X-Content-Type-Options" in answer
        )
        return answer

    return ask


FORM = "application/x-www-form-urlencoded"


@pytest.mark.usefixtures("small_house")
class TestTextArrives:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            (unicodedata.normalize("NFD", "Đỗ Thị Hạnh"), "Đỗ Thị Hạnh"),
            ("Tâm\0", "Tâm"),
            ("\u202eTâm\u202c \u2066a\u2069\u200f", "Tâm a"),
            ("một\r\nhai\rba", "một\nhai\nba"),
            ("một\x0bhai\u2028ba", "một\nhai\nba"),
            ("\ufeffTâm\x07", "Tâm"),
            ("<b>Tâm</b> & 'x'", "<b>Tâm</b> & 'x'"),
        ],
    )
    def test_in_one_plain_form_from_forms_and_addresses(self, client, typed, kept):
        client.post(
            "/doc/", urlencode({"name": typed, typed: "1"}), content_type=FORM, query_params={"q": typed}
        )
        assert READ["post"] == {"name": kept, kept: "1"} and READ["get"] == {"q": kept}
        client.post("/doc/", {"name": typed})
        assert READ["post"] == {"name": kept}

    def test_with_plain_names_of_files(self, client):
        upload = BytesIO(b"x")
        upload.name = "ho\u0302\u0300 so\u031b\u202efdp.exe"
        client.post("/doc/", {"file": upload})
        assert READ["files"] == ["hồ sơfdp.exe"]

    def test_whatever_code_page_a_sender_claims(self, refused):
        """UTF-7 would let half a character through."""
        for charset in ("utf-7", "utf-16", "unicode_escape"):
            body = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n+2AA-\r\n--x--\r\n"
            kind = f"multipart/form-data; boundary=x; charset={charset}"
            refused("POST", "/doc/?q=1", code="motcua.unreadable", status=400, raw=body, content_type=kind)


@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-7", "x" * 500])
def test_a_codec_that_is_no_text_is_refused_at_the_door_of_the_server(charset):
    """Asked of the production server's own application: the test client would stumble over it itself."""
    from motcua.wsgi import application

    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/tra-cuu/", "QUERY_STRING": "ma=1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "CONTENT_TYPE": f"multipart/form-data; boundary=x; charset={charset}", "CONTENT_LENGTH": "5", "wsgi.input": BytesIO(b"--x--"),
        "wsgi.errors": BytesIO(), "wsgi.url_scheme": "http",
    }  # fmt: skip
    status: list[str] = []
    page = b"".join(application(environ, lambda line, headers: status.append(line))).decode()
    assert status == ["400 Bad Request"] and "motcua.unreadable" in page


@pytest.mark.usefixtures("small_house")
class TestWhatCannotBeRead:
    def test_too_many_fields(self, refused, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
        many = "&".join(f"f{i}=1" for i in range(51))
        for given in ({"data": many, "content_type": FORM}, {"data": {f"f{i}": "1" for i in range(51)}}):
            refused("post", "/doc/", code="motcua.too-many-fields", status=413, **given)
        refused("get", f"/doc/?{many}", code="motcua.too-many-fields", status=413)

    def test_too_many_files(self, refused, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
        files = {f"f{i}": BytesIO(b"x") for i in range(3)}
        refused("post", "/doc/", code="motcua.too-large", status=413, data=files)

    def test_too_large_a_body(self, refused, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        refused(
            "post", "/doc/", code="motcua.too-large", status=413, data=f"a={'x' * 2000}", content_type=FORM
        )
        refused("post", "/doc/", code="motcua.too-large", status=413, data={"a": "x" * 2000})
        settings.UPLOAD_SIZE_BYTES_MAX = 100
        refused("post", "/doc/", code="motcua.too-large", status=413, data={"f": BytesIO(b"x" * 3000)})

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("multipart/form-data", b"--x--"),
            ("multipart/form-data; boundary=", b"--x--"),
            (f"multipart/form-data; boundary={'x' * 300}", b"--x--"),
            ("multipart/form-data; boundary=đ".encode().decode("latin-1"), b"--x--"),
        ],
    )
    def test_a_body_that_is_no_form(self, refused, kind, body):
        refused("post", "/doc/", code="motcua.unreadable", status=400, data=body, content_type=kind)

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"--x",
            b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb",
            b"\xff\0\r\n--x\r\n\r\n--x--",
        ],
    )
    def test_a_broken_part_is_no_stumble(self, client, body):
        answer = client.post("/doc/", data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in (200, 400)

    @pytest.mark.parametrize("host", ["elsewhere.example", "a b", "[::1", "\0", "testserver@evil"])
    def test_an_unknown_host(self, refused, host):
        refused("get", "/doc/", code="motcua.unreadable", status=400, headers={"host": host})

    @pytest.mark.parametrize("address", ["/doc/%00/", "/%00", "/doc%0a/", "/%E2%80%AEdoc/", "/doc/%C2%85"])
    def test_an_address_with_hidden_characters(self, refused, address):
        refused("get", address, code="motcua.not-found", status=404, route="none")

    @pytest.mark.parametrize(
        "address", ["/doc/?q=%", "/doc/?q=%zz&%ff=%fe", "/doc/?q=%ED%A0%80", "/doc/?&&==&q"]
    )
    def test_a_broken_percent_sign_is_read_as_far_as_possible(self, client, address):
        assert client.get(address).status_code == 200
        "".join(str(value) for value in READ["get"].values()).encode()

    @pytest.mark.parametrize("address", ["/%", "/doc%ff/", "/%zz/"])
    def test_a_broken_address_does_not_exist(self, refused, address):
        refused("get", address, code="motcua.not-found", status=404, route="none")

    def test_a_form_without_its_token(self, refused):
        refused("post", "/doc/", code="motcua.form-too-old", status=403, csrf=True)
        refused(
            "post",
            "/doc/",
            code="motcua.form-too-old",
            status=403,
            csrf=True,
            data={"csrfmiddlewaretoken": "\0"},
        )


@pytest.mark.parametrize(
    "value", ['"\\000aaaaaaaa"', '"\\377aaaaaaaa"', "x" * 5000, "\x01", "đ".encode().decode("latin-1")]
)
def test_cookies_that_are_none_of_ours_are_not_looked_at(value):
    """On PostgreSQL a NUL in a session's key would be an error of ours."""
    for name in ("sessionid", "csrftoken", "django_language", "messages"):
        client = Client(headers={"cookie": f"{name}={value}"})
        assert client.get("/toi/").status_code == 302  # to sign in
        assert client.get("/").status_code == 200


@pytest.mark.usefixtures("small_house")
class TestAWrongWayOfAsking:
    def test_is_refused_in_words_and_says_which_way_is_right(self, refused):
        answer = refused("put", "/doc/", code="motcua.wrong-method", status=405)
        assert answer["Allow"] == "GET, POST, HEAD"

    def test_is_problem_json_for_a_program(self, client):
        answer = client.delete("/doc/", headers={"accept": "application/json"})
        assert answer.status_code == 405 and answer.json()["code"] == "motcua.wrong-method"

    def test_is_told_to_strangers_only_after_the_object_was_found(self, refused):
        refused("get", "/gui/", code="motcua.not-found", status=404, route="only-posted")
        refused("get", "/gui/?who=owner", code="motcua.wrong-method", status=405, route="only-posted")
