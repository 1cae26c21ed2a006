"""A paper is scanned at the counter, recognised by the job, compared and signed off; what follows from it is counted."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.documents import actions as documents
from motcua.documents import rules as file_rules
from motcua.documents.models import Copy, Hold
from motcua.documents.rules.copies import PROGRAMS
from motcua.dossiers import actions
from motcua.dossiers.models import Digitisation, Dossier, Paper
from motcua.dossiers.queries import digitising, whole
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.digital import (
    AlreadyDigital,
    Digital,
    Flags,
    NotYoursToDigitise,
    PaperSource,
    digital_state,
    flags,
)
from motcua.dossiers.rules.recognised import Said
from motcua.foundation.refusal import NotFound
from motcua.people.models import Person
from tests import programs
from tests.documents import writing
from tests.dossiers.build import make_world, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def recognising():
    missing = [name for name in PROGRAMS if not programs.find(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: {PROGRAMS[missing[0]]}")


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def paper(world):
    done = submitted(world, papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    return done.number, Paper.objects.get(dossier_id=done.dossier_id)


def photo():
    one = writing.PEOPLE[0]
    return writing.jpeg(
        writing.degraded(writing.paper(one, dpi=150), dpi=150, turn=1.5, blur=0.5, shadow=False, seed=2)
    )


def scan(world, paper, player, content=None):
    number, row = paper
    return actions.digitise(
        number=number, paper_id=row.pk, reach=world.reach(player), at=world.at,
        content=io.BytesIO(content or photo()), name="quet.jpg",
    )  # fmt: skip


def sign_off(world, paper, player, **confirmed):
    number, row = paper
    actions.sign_off(number=number, paper_id=row.pk, reach=world.reach(player), at=world.at, confirmed={Said(k): v for k, v in confirmed.items()})  # fmt: skip


def test_a_scan_that_was_compared_is_the_papers_file_from_then_on(world, paper, recognising):
    row = scan(world, paper, world.cast.reception)
    with pytest.raises(file_rules.CopyNotReady):
        sign_off(world, paper, world.cast.reception)
    dossier = Dossier.objects.get(number=paper[0])
    assert digitising.digital_flags(dossier) == Flags(False, False, False, False)
    documents.make_copy(at=world.at)
    sign_off(world, paper, world.cast.reception, name="NGUYỄN THỊ HOA", identity="066185001234")
    kept, row = Paper.objects.get(pk=paper[1].pk), Digitisation.objects.get(pk=row.pk)
    assert kept.file_id == Copy.objects.get().result_id and kept.source == PaperSource.SCANNED
    assert set(Hold.objects.filter(holder__contains=f":{kept.pk}").values_list("holder", flat=True)) >= {
        f"dossiers.paper:{kept.pk}", f"dossiers.scan:{kept.pk}",
    }  # fmt: skip
    assert digitising.confirmed(row)["name"] == "NGUYỄN THỊ HOA" and "HOA" not in row.sealed
    assert digitising.digital_flags(dossier) == Flags(True, False, False, False)
    shown = whole.papers_of(dossier, waits=(), events=(), language="vi")
    assert digitising.flags_of(shown, dossier=dossier) == digitising.digital_flags(dossier)
    kinds = list(Entry.objects.filter(kind__contains="paper").order_by("id").values_list("kind", flat=True))
    assert kinds == ["dossier.paper-scanned", "dossier.paper-signed-off"]
    with pytest.raises(AlreadyDigital):
        scan(world, paper, world.cast.reception)


def test_a_new_scan_replaces_one_that_nobody_signed_off(world, paper):
    scan(world, paper, world.cast.reception)
    scan(world, paper, world.cast.reception, content=writing.jpeg(writing.paper(writing.PEOPLE[1], dpi=150)))
    assert Digitisation.objects.count() == 1 and Copy.objects.count() == 1
    assert Hold.objects.filter(holder__startswith="dossiers.scan").count() == 1


@pytest.mark.parametrize("name", ["stranger", "hoa", "leader", "returner"])
def test_nobody_else_digitises_a_paper_and_nothing_is_left_of_the_try(world, paper, name):
    refused = {"leader": NotYoursToDigitise, "returner": NotYoursToDigitise, "hoa": refusals.OwnDossier}
    with pytest.raises(refused.get(name, NotFound)):
        scan(world, paper, getattr(world.cast, name))
    assert Digitisation.objects.count() == 0 and Copy.objects.count() == 0


def test_an_officer_does_not_digitise_the_request_of_their_household(world, paper):
    Person.objects.filter(pk__in=[world.cast.hoa.person.pk, world.cast.reception.person.pk]).update(
        household_key="h1"
    )
    world.cast.reception.account.person.refresh_from_db()
    with pytest.raises(refusals.OwnDossier):
        scan(world, paper, world.cast.reception)


def test_a_paper_of_another_dossier_is_not_found(world, paper):
    other = submitted(world)
    with pytest.raises(NotFound):
        scan(world, (other.number, paper[1]), world.cast.reception)


@pytest.mark.parametrize(
    ("source", "has_file", "waits", "state"),
    [
        (PaperSource.HANDED_IN, False, False, Digital.NOT),
        (PaperSource.HANDED_IN, True, False, Digital.DIGITISED),
        (PaperSource.SCANNED, True, True, Digital.NOT),
        (PaperSource.SCANNED, True, False, Digital.DIGITISED),
        (PaperSource.STORE, True, False, Digital.REUSED),
        (PaperSource.NATIONAL, True, False, Digital.REUSED),
        (PaperSource.RESULT, True, False, Digital.REUSED_RESULT),
    ],
)
def test_the_state_of_a_paper_follows_from_what_happened(source, has_file, waits, state):
    assert digital_state(source=source, has_file=has_file, waits_for_sign_off=waits) is state


def test_end_to_end_means_every_paper_and_the_result():
    one, none = (PaperSource.SCANNED, Digital.DIGITISED), (PaperSource.HANDED_IN, Digital.NOT)
    national = (PaperSource.NATIONAL, Digital.REUSED)
    assert flags(papers=[one, none], result_is_file=True) == Flags(True, False, False, False)
    assert flags(papers=[one], result_is_file=False) == Flags(True, False, False, False)
    assert flags(papers=[one, national], result_is_file=True) == Flags(True, True, True, True)
    assert flags(papers=[], result_is_file=True) == Flags(False, False, False, False)


# The pages ----------------------------------------------------------------------------------------------


def test_the_counter_scans_watches_compares_and_signs_off(world, paper, recognising, english):
    number, row = paper
    client = Client()
    client.force_login(world.cast.reception.account)
    place = reverse("dossiers:digitise", args=[number, row.pk])
    assert place in client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    assert "Choose the file of the scanner" in client.post(place, {"take": "1"}).content.decode()
    picture = io.BytesIO(photo())
    picture.name = "anh.jpg"
    assert client.post(place, {"photo": picture, "take": "1"}).status_code == 302
    waiting = client.get(place).content.decode()
    assert "It waits for its turn." in waiting and 'hx-trigger="every 3s"' in waiting
    documents.make_copy(at=world.at)
    ready = client.get(place).content.decode()
    assert (
        'value="066185001234"' in ready
        and 'value="12/03/1985"' in ready
        and 'value="NGUYỄN THỊ HOA"' in ready
    )
    shown = client.get(reverse("dossiers:digitised-page", args=[number, row.pk, 1]))
    assert shown["Content-Type"] == "image/jpeg" and shown["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert "Compare the copy" in client.post(place, {"sign-off": "1"}).content.decode()
    assert Digitisation.objects.get().signed_off_at is None
    given = {"sign-off": "1", "compared": "1", "said-name": "NGUYỄN THỊ HOA", "said-birth": "12/03/1985"}
    assert client.post(place, given).status_code == 302
    page = client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    assert "digitised" in page and place not in page


def test_a_broken_scan_says_what_to_do_and_leaves_nothing(world, paper, english):
    number, row = paper
    client = Client()
    client.force_login(world.cast.reception.account)
    broken = io.BytesIO(photo()[:500])
    broken.name = "anh.jpg"
    answer = client.post(reverse("dossiers:digitise", args=[number, row.pk]), {"scan": broken, "take": "1"})
    assert answer.status_code == 422 and "damaged or was cut off" in answer.content.decode()
    assert Digitisation.objects.count() == 0


def test_a_stranger_finds_neither_page_nor_picture(world, paper):
    client = Client()
    client.force_login(world.cast.stranger.account)
    number, row = paper
    assert client.get(reverse("dossiers:digitise", args=[number, row.pk])).status_code == 404
    assert client.get(reverse("dossiers:digitised-page", args=[number, row.pk, 1])).status_code == 404


def test_a_scan_that_took_too_long_is_tried_again_as_it_is_and_by_nobody_else(world, paper, english):
    number, row = paper
    kept = scan(world, paper, world.cast.reception)
    Copy.objects.update(state="failed", problem="time")
    address = reverse("dossiers:digitise", args=[number, row.pk])
    client = Client()
    client.force_login(world.cast.reception.account)
    assert "Try the same scan again" in client.get(address).content.decode()
    with pytest.raises((NotFound, NotYoursToDigitise)):
        actions.recognise_again(
            number=number, paper_id=row.pk, reach=world.reach(world.cast.clerk), at=world.at
        )
    assert client.post(address, {"again": "1"}).status_code == 302
    copy = Copy.objects.get()
    assert (copy.state, copy.file_id, copy.problem) == ("waiting", kept.scan_id, "")
    Digitisation.objects.all().delete()
    with pytest.raises(NotFound):
        actions.recognise_again(
            number=number, paper_id=row.pk, reach=world.reach(world.cast.reception), at=world.at
        )
