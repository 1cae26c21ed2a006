import pytest

from tests.dossiers.online import online_world
from tests.dossiers.walking import begin


@pytest.fixture
def world(db):
    return online_world()


def test_a_draft_goes_on_at_its_first_page_without_an_answer(world):
    walker = begin(world)
    assert walker.resume() == walker.url("draft-case")
    walker.post("draft-case", data={"case": "mot-nguoi"})
    assert walker.resume() == walker.url("draft-page", "chu-quan")
    print(walker.get("draft-page", "chu-quan").content.decode())
    assert walker.answer("chu-quan").url == walker.url("draft-page", "dia-diem")
    assert walker.resume() == walker.url("draft-page", "dia-diem")


def test_whole(world):
    d = begin(world).sent()
    print(d.number)


def test_pages(world):
    w = begin(world)
    d = w.sent()
    from django.urls import reverse
    for n in ("receipt","own"):
        r = w.client.get(reverse(f"dossiers:{n}", args=[d.number]))
        assert r.status_code == 200, n
        print(r.content.decode())
    r = w.client.get(reverse("dossiers:mine"))
    print(r.content.decode())
    assert 0
