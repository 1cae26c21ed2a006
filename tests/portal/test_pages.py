"""The front hall."""

from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_home_speaks_vietnamese_to_whoever_has_not_chosen(client):
    page = client.get("/", headers={"accept-language": "en-US,en"})
    assert page.status_code == 200
    assert page["Content-Language"] == "vi"
    assert '<html lang="vi">' in page.text


def test_the_language_is_remembered_and_the_reader_stays_where_they_were(client):
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/tro-nang/?a=1"})
    assert answer.status_code == 302 and answer["Location"] == "/tro-nang/?a=1"
    assert '<html lang="en">' in client.get("/").text


def test_the_language_switch_leads_nowhere_else(client):
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/tro-nang/", "/du-lieu-ca-nhan/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_public_pages_are_whole_in_both_languages(client, settings, path, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert page["Content-Language"] == language


def test_patterns_are_shown_in_the_demo_only(client, settings):
    assert client.get("/design/").status_code == 404
    settings.DEMO = True
    assert client.get("/design/").status_code == 200


def test_robots_stay_away_from_requests(client):
    assert "Disallow: /ho-so\n" in client.get("/robots.txt").text


def test_home_counts_again_when_what_is_offered_changes(client, django_assert_max_num_queries):
    assert "chưa công bố thủ tục nào" in client.get("/").text
    call_command("procedures", "load", stdout=StringIO())
    page = client.get("/").text
    assert "Theo việc trong đời" in page and "Sinh con" in page and "chưa công bố" not in page
    with django_assert_max_num_queries(3):
        client.get("/")


def test_home_shows_what_was_measured_with_its_denominator_and_nothing_before(client, db):
    from datetime import timedelta

    from django.utils import timezone

    from motcua.dossiers.models import Snapshot

    assert "h-figures" not in client.get("/").text
    now = timezone.now()
    Snapshot.objects.create(
        scope="node", kind="settled", made_at=now - timedelta(minutes=5),
        data={
            "long": {"on_time": 964, "whole": 990}, "overdue": 10, "half_days": {"2": 600, "3": 390}, "answered": {"in_time": 5, "whole": 9},
            "done": {}, "done_on_time": {}, "simulated": True,
        },
    )  # fmt: skip
    page = client.get("/").text
    assert "96,4" in page and "964 trong 1.000" in page
    assert "trong 8 giờ làm việc" not in page  # nine requests are too few to say
