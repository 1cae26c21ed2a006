"""Bad input through the interface: what the pages refuse (tests/journeys/test_bad_input_in_*.py), asked by programs.

Each is a problem with the code and the sentence of the page, in both languages, leaves one line in the log and changes
no row of any table.
"""

import logging
from dataclasses import dataclass
from typing import Any

import pytest

from motcua.documents import rules as files
from motcua.dossiers.rules import refusals
from motcua.foundation import refusal as house
from motcua.people.models import Token
from tests.dossiers.build import PDF
from tests.journeys import wrong
from tests.journeys.wrong import HTML, everything, said
from tests.people.cast import Player
from tests.portal.program import Program, new_dossier, token

ANSWERS = {
    "owner": "Nguyễn Thị Hoa",
    "identity": "066190000117",
    "place": "thue",
    "street": "24 Trần Nhật Duật",
    "since": "2026-04-19",
    "landlord": "Trần Văn Nam",
    "capital": 80_000_000,
}


@dataclass
class Item:
    """One wrong thing: who sends what where, and what must come back."""

    name: str
    who: Player
    address: str
    given: Any  # None: it is read
    status: int
    says: str
    code: str = "motcua.invalid-input"


def online(**changes: Any) -> dict[str, Any]:
    """A request whose answers are sound but for these."""
    sent = new_dossier(procedure="1.000002", case="mot-nguoi", answers=ANSWERS | changes)
    return sent | {"papers": []}


def many(**changes: Any) -> dict[str, Any]:
    """The same as a list of two, the second of them wrong."""
    sent = online()
    del sent["answers"]
    return sent | {"rows": [{"answers": ANSWERS}, {"answers": ANSWERS | changes}]}


def kind(one: Any) -> dict[str, Any]:
    return {"status": one.status, "says": one.sentence_to_programs or one.sentence, "code": one.code}


def in_fields(scene: wrong.Scene) -> list[Item]:
    cast, acts = scene.world.cast, f"/dossiers/{scene.numbers['going']}/acts"
    signed = f"/dossiers/{scene.numbers['signed']}/acts"
    late = {"reason": "Chờ xác minh"}
    return [
        Item("a missing answer", cast.hoa, "/dossiers", online(street=""), 422, "Write an answer here."),
        Item("a day that does not exist", cast.hoa, "/dossiers", online(since="31/04/2026"), 422,
             "Month %(month)s of %(year)s has only %(last)s days; there is no day %(day)s."),
        Item("an identity number of the wrong shape", cast.hoa, "/dossiers", online(identity="06619000011"), 422,
             "An identity number has 12 digits; this has %(length)s characters."),
        Item("HTML in a name", cast.hoa, "/dossiers", online(owner=HTML), 422,
             "A name has letters only; remove digits and signs."),
        Item("a missing answer in a row of a list", cast.hoa, "/lists", many(street=""), 422, "Write an answer here."),
        Item("HTML in a row of a list", cast.hoa, "/lists", many(owner=HTML), 422,
             "A name has letters only; remove digits and signs."),
        Item("a row that stands there twice", cast.hoa, "/lists", many(), 422,
             "This row says the same as row %(row)s. Remove one of them."),
        Item("a list for an office that is none", cast.hoa, "/lists", many(street="1 Lê Lợi") | {"agency": "000.00.99.H15"}, 422,
             "No office with this code takes this procedure. Use a code that listOffices gives."),
        Item("a list that nobody has", cast.hoa, "/lists/NL-000.00.15.H15-260101-9999", None, **kind(house.NotFound)),
        Item("a procedure that nobody offers", cast.hoa, "/dossiers", new_dossier(procedure="9.999999"), 404, ""),
        Item("an office that is none", cast.hoa, "/dossiers", new_dossier(agency="000.00.99.H15"), 422,
             "No office with this code takes this procedure. Use a code that listOffices gives."),
        Item("a day that does not exist, in an act", cast.head, f"{acts}/extend", late | {"new_due": "2027-02-30"}, 422,
             "Write a date as 2026-03-18."),
        Item("a promised day in the past", cast.head, f"{acts}/extend", late | {"new_due": "2021-02-01"},
             refusals.NewDateTooEarly.status, refusals.NewDateTooEarly.sentence, refusals.NewDateTooEarly.code),
        Item("an answer that is not offered", cast.case, f"{acts}/propose", {"outcome": "maybe", "summary": "Đủ."}, 422,
             "Use one of these: %(expected)s."),
        Item("an act without its reason", cast.case, f"{acts}/ask-supplement",
             {"reason": " ", "papers": [{"code": "giay-chung-minh"}]}, 422,
             "Write this in one or two sentences; the applicant reads it."),
        Item("a number of a document that is too long", cast.clerk, f"{signed}/mark-done",
             {"number": "12/QĐ-" + "x" * 60, "summary": ""}, 422, "Shorten the text to %(most)s characters."),
        Item("somebody authorised without a paper", cast.returner, f"/dossiers/{scene.numbers['done']}/acts/give-back",
             {"collector": "authorised", "name": "Trần Văn Nam"}, refusals.MandateNeeded.status,
             refusals.MandateNeeded.sentence, refusals.MandateNeeded.code),
    ]  # fmt: skip


def in_order(scene: wrong.Scene) -> list[Item]:
    cast, numbers = scene.world.cast, scene.numbers
    new, going = f"/dossiers/{numbers['new']}", f"/dossiers/{numbers['going']}"

    found = [
        Item("an act out of order", cast.leader, f"{going}/acts/approve", {"text": ""}, **kind(refusals.NotYourRole)),
        Item("an act of a later state", cast.returner, f"{new}/acts/give-back", {"collector": "self"}, **kind(refusals.StepNotAllowed)),
        Item("an act that was done before", cast.reception, f"{going}/acts/take-in", {}, **kind(refusals.StepNotAllowed)),
        Item("an officer who does not work there", cast.head, f"{going}/acts/assign",
             {"officer_id": cast.stranger_case.officer.pk, "note": "Giúp nhé"}, **kind(refusals.NotAnOfficerHere)),
        Item("a number that nobody has", cast.case, "/dossiers/000.00.15.H15-260101-9999", None, **kind(house.NotFound)),
    ]  # fmt: skip
    for who in (cast.stranger, cast.nam):
        found += [
            Item(f"{who.account.name} reads it", who, going, None, **kind(house.NotFound)),
            Item(
                f"{who.account.name} withdraws it", who, f"{going}/acts/withdraw", {}, **kind(house.NotFound)
            ),
        ]
    return found


def trouble(item: Item, secret: str, language: str, caplog: Any):
    program, before = Program(secret), everything()
    caplog.clear()
    headers = {"Accept-Language": language}
    answer = (
        program.get(item.address, **headers)
        if item.given is None
        else program.post(item.address, item.given, **headers)
    )
    if answer.status_code != item.status or answer["Content-Type"] != "application/problem+json":
        yield f"answers {answer.status_code} {answer.body}"
        return
    if item.says and answer.body["code"] != item.code:
        yield f"says {answer.body['code']}"
    if item.says and said(item.says, language) not in answer.content.decode():
        yield f"does not say {said(item.says, language)}: {answer.body}"
    lines = [line for line in caplog.messages if line.startswith("refused ")]
    if len(lines) != 1 or len(caplog.messages) != 1:
        yield f"leaves {caplog.messages}"
    after = everything()
    if changed := {table for table in after if after[table] != before[table]}:
        yield f"changes {sorted(changed)}"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", [in_fields, in_order])
def test_what_is_wrong_is_a_problem_in_words_traced_once_and_changes_nothing(kind, language, caplog):
    scene = wrong.make_scene()
    items = kind(scene)
    secrets = {item.who.account.pk: token(scene.world, item.who) for item in items}
    Token.objects.update(used_at=scene.world.at)
    caplog.set_level(logging.INFO)
    found = [
        f"{item.name}: {problem}"
        for item in items
        for problem in trouble(item, secrets[item.who.account.pk], language, caplog)
    ]
    assert not found, "\n".join(found)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ban-ve.pdf", b"MZ" + b"\0" * 200, files.NameLies),
        ("ban-ve.pdf", b"", files.EmptyFile),
        ("ban-ve.pdf", PDF + b"\0" * 1_100_000, files.FileTooLarge),
        ("ban-ve.docx", b"PK\x03\x04" + b"\0" * 200, files.UnsupportedType),
        ("ban-ve.pdf", PDF[:40], files.DamagedFile),
    ],
)
def test_a_bad_file_is_a_problem_and_is_not_kept(name, content, kind, settings, caplog):
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    scene = wrong.make_scene()
    program = Program(token(scene.world, scene.world.cast.hoa))
    Token.objects.update(used_at=scene.world.at)
    caplog.set_level(logging.INFO)
    before = everything()
    answer = program.upload(content, name)
    assert (answer.status_code, answer.body["code"]) == (kind.status, kind.code)
    assert everything() == before and len(caplog.messages) == 1
