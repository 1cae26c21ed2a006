"""What every answer carries, and what an office behind https gets: cookies, redirects, who is asking."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tests.house.test_access import EVERY

OPEN = [address for address, entry in EVERY if entry.callback.access == "everyone" and "<" not in address]
WITH_CAMERA = {"kiem-tra/", "verify/", "K"}  # pages on which a code is scanned
OFFICE = "motcua.example.vn"


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPEN, ids=[address or "/" for address in OPEN])
def test_every_answer_carries_the_house_headers(client, address):
    answer = client.get(f"/{address}")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert ("camera=(self)" if address in WITH_CAMERA else "camera=()") in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_a_page_that_is_not_there_carries_them_too(client):
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404 and "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused(cast_client):
    client, player = cast_client
    client.force_login(player.account)
    assert client.post(reverse("people:sign-out")).status_code == 403


@pytest.fixture
def cast_client():
    from django.test import Client

    from tests.people.cast import make_cast

    return Client(enforce_csrf_checks=True), make_cast().hoa


ASK = """
import json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from django.conf import settings
from django.test import Client
from motcua.wsgi import application

def said(answer):
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": answer.cookies.output(header="").split("\\n")}

def address_of(environ):
    found = {}
    from django.core.handlers import wsgi
    real = wsgi.WSGIHandler.get_response
    def catch(handler, request):
        found.update(address=request.META["REMOTE_ADDR"], secure=request.is_secure())
        return real(handler, request)
    wsgi.WSGIHandler.get_response = catch
    try:
        list(application({**environ}, lambda *_: None))
    finally:
        wsgi.WSGIHandler.get_response = real
    return found

import io
base = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "SERVER_NAME": "x", "SERVER_PORT": "80", "HTTP_HOST": "motcua.example.vn",
        "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http", "QUERY_STRING": ""}
client = Client(SERVER_NAME="motcua.example.vn")
print(json.dumps({
    "plain": said(client.get("/dang-nhap/")),
    "health": said(client.get("/healthz")),
    "safe": said(client.get("/dang-nhap/", secure=True)),
    "stranger": said(Client(SERVER_NAME="evil.example").get("/", secure=True)),
    "through": address_of({**base, "REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}),
    "direct": address_of({**base, "REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "6.6.6.6"}),
    "session": settings.SESSION_COOKIE_NAME, "http_only": [settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY],
}))
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The answers of a node whose address begins with https://, in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA_", "DJANGO_"))}
    said = {
        "MOTCUA_VAR": str(tmp_path_factory.mktemp("office")),
        "MOTCUA_BASE_URL": f"https://{OFFICE}",
        "MOTCUA_HOSTS": OFFICE,
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
        "MOTCUA_LOG": "CRITICAL",
    }
    done = subprocess.run([sys.executable, "-c", ASK], env=kept | said, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_unprotected_request_is_sent_to_the_protected_address(office):
    assert office["plain"]["status"] == 301
    assert office["plain"]["headers"]["Location"] == f"https://{OFFICE}/dang-nhap/"


def test_health_is_answered_on_the_inside_without_a_certificate(office):
    assert office["health"]["status"] == 200


def test_browsers_are_told_to_come_back_protected(office):
    assert office["safe"]["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_cookies_belong_to_this_host_alone(office):
    assert office["session"] == "__Host-session" and office["http_only"] == [True, True]
    cookies = [cookie.strip() for cookie in office["safe"]["cookies"] if cookie.strip()]
    assert cookies, "the sign-in page has a form, so it sets the token's cookie"
    for cookie in cookies:
        assert cookie.startswith("__Host-") and "; Secure" in cookie and "Path=/" in cookie, cookie
        assert "Domain" not in cookie and "SameSite=" in cookie


def test_another_host_name_is_not_answered(office):
    assert office["stranger"]["status"] == 400


def test_who_asks_is_what_the_server_in_front_says_and_nobody_else(office):
    assert office["through"] == {"address": "203.0.113.9", "secure": True}
    assert office["direct"]["address"] == "198.51.100.7"
