"""Hostile words sent by programs: each field of each act by itself, and a request followed over its whole life."""

import csv
import io
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from motcua.dossiers.models import Dossier, Movement
from motcua.notices import jobs as notices
from motcua.people.models import Token
from motcua.portal import api, api_page
from tests.documents.papers import pages_text
from tests.dossiers.build import in_progress, submitted
from tests.dossiers.walking import signed_in
from tests.journeys.bad_values import FORMULA, LONG
from tests.journeys.wrong import HTML
from tests.portal.program import Program, new_dossier, program

pytestmark = pytest.mark.django_db
TURNED, UNSEEN = "\u202e\u2066", "\0\x1b\x07\ufeff\u200b"
FIRM = f"=Công ty {TURNED}{HTML}{UNSEEN}"
HOSTILE = f"{FORMULA} {TURNED}{HTML}{UNSEEN}"
# In the place of a value of whatever kind; None, true and lists in the place of a text, too.
INSTEAD: tuple[Any, ...] = (
    "", HTML, HOSTILE, LONG, "\ud800", "1e309", -1, 9223372036854775808, 1.5, True, None, [None], {"": ""},
)  # fmt: skip


def is_problem(answer: Any) -> str:
    """Empty, or what is wrong with the way it was refused."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.body}"
    if answer.status_code < 400:
        return ""
    said = answer.body
    if answer["Content-Type"] != "application/problem+json" or said["status"] != answer.status_code:
        return f"{answer.status_code} {answer['Content-Type']}"
    if not (said["title"] and said["detail"] and "." in said["code"]):
        return f"says {said}"
    if answer.status_code == 422 and not all(
        one["field"] and one["sentence"] for one in said.get("faults", [])
    ):
        return f"names no field {said}"
    return "it repeats what was sent" if "<script" in answer.content.decode() else ""


def examples() -> list[tuple[str, dict[str, Any]]]:
    """Every operation that takes JSON, with a body of all its fields."""
    document = api.document()
    found = []
    for address, item in document["paths"].items():
        content = item.get("post", {}).get("requestBody", {}).get("content", {})
        if "application/json" in content:
            found.append((address, api_page.example(document, content["application/json"]["schema"])))
    return found


def places(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [found for key, part in parts for found in ((*path, key), *places(part, (*path, key)))]


def changed(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    key, *rest = path
    made = changed(body[key], tuple(rest), value) if rest else value
    if isinstance(body, dict):
        return {**body, key: made}
    return [made if n == key else one for n, one in enumerate(body)]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("part", range(2))
def test_no_value_in_any_field_is_more_than_a_problem_in_words(world, settings, part):
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    number = in_progress(world).number
    who = program(world, world.cast.head)
    operator = program(world, world.cast.operator)
    found, asked = [], 0
    taken = examples()
    assert len(taken) > 30
    for address, body in taken[part::2]:
        one = operator if "subscriptions" in address else who
        full = address.replace("{number}", number).replace("{id}", "1b4e28ba-2fa1-41d2-883f-0016d3cca427")
        full = full.replace("{opinion_id}", "5")
        for path in places(body):
            for value in INSTEAD:
                asked += 1
                if trouble := is_problem(one.post(full, changed(body, path, value))):
                    found.append(f"{address} {path} {value!r:.40}: {trouble:.200}")
    assert asked > 300 and not found, "\n".join(found[:20])


@pytest.mark.parametrize("name", ["number", "secret"])
def test_no_number_and_no_secret_opens_what_it_does_not_name(world, name):
    sent = program(world, world.cast.hoa).post("/dossiers", new_dossier()).body
    right = {"number": sent["number"], "secret": sent["secret"]}
    assert Program().post("/tracking", right).status_code == 200
    for value in (
        *INSTEAD,
        "%",
        "________",
        right[name] + "%",
        right[name][:-1],
        f"' OR 1=1 --{right[name]}",
    ):
        answer = Program().post("/tracking", right | {name: value})
        assert answer.status_code in (400, 404, 422, 429) and not is_problem(answer), (value, answer.body)
        if answer.status_code == 404:
            assert answer.body["code"] == "motcua.not-found"


def test_the_secret_is_read_as_people_write_it(world):
    sent = program(world, world.cast.hoa).post("/dossiers", new_dossier()).body
    typed = f" {sent['secret'][:4].lower()} {sent['secret'][4:]} "
    assert Program().post("/tracking", {"number": sent["number"], "secret": typed}).status_code == 200


def firm(name: str) -> dict[str, Any]:
    return {
        "behalf": {
            "party": "organisation", "capacity": "legal", "relation": "Giám đốc", "name": name, "code": "6000123456",
        },
        "contact": {"email": "hoa@example.vn", "address": name},
    }  # fmt: skip


def clean(text: str, where: str, *, is_page: bool = True) -> None:
    assert not any(unicodedata.category(sign) == "Cf" for sign in text if sign not in "\u00ad\ufeff"), where
    assert not set(TURNED + UNSEEN.replace("\ufeff", "")) & set(text), where
    if is_page:
        assert "<script>alert" not in text and "<img src=x" not in text, where


def test_hostile_words_stay_words_over_the_whole_life_of_a_request(world, tmp_path):
    cast = world.cast
    hoa = program(world, cast.hoa)
    sent = hoa.post("/dossiers", new_dossier(**firm(FIRM)))
    assert sent.status_code == 201, sent.body.get("faults", sent.body)
    number = sent.body["number"]

    def act(player, slug, given):
        done = program(world, player).post(f"/dossiers/{number}/acts/{slug}", given)
        assert done.status_code == 200, (slug, done.body["title"], done.body.get("faults"))

    act(cast.reception, "note", {"text": HOSTILE})
    paper = {"code": "khac", "name": HOSTILE, "what": HOSTILE, "basis": HOSTILE}
    act(cast.reception, "ask-supplement", {"reason": HOSTILE, "papers": [paper]})
    act(cast.hoa, "supplement", {"papers": [{"code": "khac"}]})
    act(cast.reception, "check-applicant", {"code": "6000123456", "name": FIRM, "note": HOSTILE})
    act(cast.reception, "take-in", {"papers_checked": ["giay-chung-minh"], "note": HOSTILE})
    act(cast.reception, "hand-over", {"note": HOSTILE})
    act(
        cast.case,
        "ask-duty",
        {"reason": HOSTILE, "payee": HOSTILE, "lines": [{"name": HOSTILE, "amount": 1, "basis": HOSTILE}]},
    )
    act(cast.cashier, "clear-duty", {"proof": FIRM, "paid_amount": 1})
    act(cast.case, "propose", {"outcome": "grant", "summary": HOSTILE})
    assert Movement.objects.filter(text__contains="<script>").count() > 3, (
        "words are kept as they were written"
    )
    stored = Dossier.objects.get(number=number)
    assert HTML in stored.applicant_name and stored.applicant_name.startswith("=")
    clean(stored.applicant_name + stored.applicant_address, "stored", is_page=False)
    for who in (cast.hoa, cast.case, cast.reception):
        told = program(world, who).get(f"/dossiers/{number}")
        clean(told.content.decode(), "interface", is_page=False)
        clean(program(world, who).get("/dossiers").content.decode(), "list", is_page=False)
    owner, desk, reader = signed_in(cast.hoa), signed_in(cast.reception), signed_in(cast.case)
    for client, address in (
        (owner, reverse("dossiers:own", args=[number])),
        (owner, reverse("dossiers:receipt", args=[number])),
        (owner, reverse("dossiers:mine")),
        (owner, reverse("dossiers:paper", args=[number, "01"])),
        (desk, reverse("dossiers:desk") + "?xem=tat-ca"),
        (desk, reverse("dossiers:register")),
        (desk, reverse("dossiers:dossier", args=[number])),
        (reader, reverse("dossiers:dossier", args=[number])),
        (reader, reverse("dossiers:act", args=[number, "ghi-chu"])),
    ):
        page = client.get(address)
        assert page.status_code in (200, 404) if "ghi-chu" in address else page.status_code == 200, address
        clean(page.content.decode(), address)
    for form in ("01", "06"):
        drawn = (desk if form == "06" else owner).get(reverse("dossiers:paper-pdf", args=[number, form]))
        assert drawn["Content-Type"] == "application/pdf"
        words = pages_text(drawn.content, tmp_path)
        clean(words, f"paper {form}", is_page=False)
    tracked = owner.__class__()
    tracked.post(reverse("dossiers:track"), {"number": number, "secret": sent.body["secret"]})
    clean(tracked.get(reverse("dossiers:tracked", args=[number])).content.decode(), "tracking")
    file = desk.get(reverse("dossiers:desk-file"), {"xem": "tat-ca"})
    rows = list(csv.reader(io.StringIO(file.getvalue().decode().removeprefix("\ufeff"))))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=Công ty") for cell in cells) and not [
        one for one in cells if one[:1] in "=+-@" and one
    ]
    book = desk.get(reverse("dossiers:desk-file"), {"xem": "tat-ca", "dang": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.getvalue())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    notices.deliver(timezone.now() + timedelta(minutes=5))
    assert mail.outbox
    for letter in mail.outbox:
        clean(letter.subject, "subject", is_page=False)
        assert "\n" not in letter.subject
        clean(letter.body, "letter", is_page=False)
        for content, _kind in getattr(letter, "alternatives", []):
            clean(content, "letter in HTML")


def test_of_one_act_pressed_twice_the_same_key_is_answered_alike_and_another_key_is_refused(world):
    number = submitted(world).number
    desk = program(world, world.cast.reception)
    address, key = f"/dossiers/{number}/acts/take-in", {"Idempotency-Key": "press-1"}
    first, again = desk.post(address, {}, **key), desk.post(address, {}, **key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.body == first.body | {"repeated": True}
    other = desk.post(address, {}, **{"Idempotency-Key": "press-2"})
    assert (other.status_code, other.body["code"]) == (409, "dossiers.step-not-allowed")
    late = desk.post(address, {}, **{"Idempotency-Key": "press-3", "If-Match": '"1"'})
    assert (late.status_code, late.body["code"]) == (412, "dossiers.changed-meanwhile")
    assert Movement.objects.filter(dossier__number=number).count() == 2
    for bad in ("", "x" * 201, "không", "a\tb"):
        refused = desk.post(address, {}, **{"Idempotency-Key": bad})
        assert refused.status_code in (400, 409, 422) and not is_problem(refused), (bad, refused.body)


def test_another_agencys_requests_are_not_there_for_any_act(world):
    number = in_progress(world).number
    strangers = [program(world, one) for one in (world.cast.stranger_case, world.cast.nam)]
    before = Movement.objects.count()
    for address, body in examples():
        if "/acts/" not in address:
            continue
        for stranger in strangers:
            answer = stranger.post(address.replace("{number}", number), body)
            assert (answer.status_code, answer.body["code"]) in ((404, "motcua.not-found"), (422, "motcua.invalid-input")), (
                address, answer.body,
            )  # fmt: skip
    assert Movement.objects.count() == before


@pytest.mark.parametrize("way", ["mandate", "token"])
def test_what_has_ended_sends_no_list_and_does_no_act(world, way):
    number, desk = submitted(world).number, program(world, world.cast.reception)
    given = new_dossier(channel="counter", applicant="Nguyễn Thị Hoa", rows=[{"answers": {}}])
    past = timezone.now() - timedelta(minutes=1)
    if way == "mandate":
        world.cast.reception.mandate.ends_at = past
        world.cast.reception.mandate.save()
    else:
        Token.objects.update(expires_at=past)
    code = {"mandate": (403, "people.out-of-office"), "token": (401, "people.no-token")}[way]
    for address, body in (
        ("/lists", given),
        ("/dossiers", new_dossier()),
        (f"/dossiers/{number}/acts/take-in", {}),
    ):
        answer = desk.post(address, body)
        assert (answer.status_code, answer.body["code"]) == code and not is_problem(answer)
    assert Dossier.objects.count() == 1 and Movement.objects.count() == 1
