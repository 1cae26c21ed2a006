import json

import pytest
from django.urls import reverse

from motcua.foundation import keys
from motcua.operations import health, pages
from tests.people.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(pages, "FITNESS", health.Fitness())


def test_a_node_that_is_fit_says_ok_and_nothing_more(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_a_database_behind_this_version_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "waiting_migrations", lambda: ["dossiers.0002_next"])
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    monkeypatch.undo()
    assert client.get("/healthz").status_code == 200


def test_applied_migrations_are_asked_for_once(client, django_assert_max_num_queries):
    client.get("/healthz")
    with django_assert_max_num_queries(1):
        assert client.get("/healthz").status_code == 200


def test_public_keys_hold_no_secret(client, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_DEMO", "")
    settings.KEYS_DIR = tmp_path / "keys"
    secret = keys.key("seal", folder=settings.KEYS_DIR)
    shown = json.loads(client.get("/.well-known/motcua-keys.json").content)
    assert [key["id"] for key in shown["keys"]] == [secret.id]
    assert set(shown["keys"][0]) == {"id", "use", "algorithm", "public", "from", "to"}
    assert secret.bytes not in client.get("/.well-known/motcua-keys.json").content


def test_the_operators_page_is_for_operators(client):
    cast = make_cast()
    client.force_login(cast.case.account)
    assert client.get(reverse("operations:home")).status_code == 403
    client.force_login(cast.operator.account)
    page = client.get(reverse("operations:home"))
    assert page.status_code == 200 and reverse("notices:stuck") in page.content.decode()
