"""Bad input, through the real pages, in both languages.

Each item is refused with a sentence in the person's language and a next step, leaves one line in the log, changes no
row of any table, and keeps what was typed on the page. Two officers at the very same moment: tests/dossiers/test_races.py
and test_pages_desk_at_once.py, on both databases.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from motcua.chronicle.models import Entry
from motcua.documents import rules as files
from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.states import Act
from motcua.foundation import refusal as house
from motcua.foundation.refusal import Refusal
from motcua.people.models import Mandate
from motcua.people.rules import WRONG_IDENTITY_NUMBER, OutOfOffice
from motcua.procedures import actions as procedures
from tests.dossiers.build import PDF, World, approved, in_progress, issued, make_world, submitted
from tests.dossiers.online import ONLINE, PAGES, online_world
from tests.dossiers.walking import begin
from tests.people.cast import Player

HTML = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&"
# Sessions come and go with signing in; tries are counted when somebody guesses. Neither belongs to anybody's request.
NOT_COUNTED = {"django_session", "people_throttle"}


@dataclass
class Scene:
    """An office with a request at each stage, and a draft."""

    world: World
    numbers: dict[str, str] = field(default_factory=dict)
    draft: str = ""

    def address(self, name: str, stage: str, **more: Any) -> str:
        return reverse(name, kwargs={"number": self.numbers[stage], **more})

    def page(self, name: str, *parts: str) -> str:
        return reverse(f"dossiers:{name}", args=[self.draft, *parts])

    def act(self, stage: str, slug: str) -> str:
        return self.address("dossiers:act", stage, slug=slug)

    def seen(self, stage: str) -> str:
        return str(Dossier.objects.get(number=self.numbers[stage]).revision)


@dataclass
class Item:
    """One wrong thing: who sends what where, and what must come back."""

    name: str
    who: Player | None
    address: str
    data: dict[str, Any] | None  # None: the page is opened
    status: int
    says: str  # the English sentence: a message id, or the beginning of one
    code: str = "motcua.invalid-input"
    then: str = ""  # the next step
    kept: tuple[str, ...] = ()  # what was typed and must still stand on the page
    may_change: frozenset[str] = frozenset()


@pytest.fixture
def scene(db) -> Scene:
    world = make_world()
    world.at = timezone.now()  # pages read the real clock
    loaded = procedures.load(text=ONLINE, by="system:tests", at=world.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
    )
    scene = Scene(world)
    for stage, make in (("new", submitted), ("going", in_progress), ("signed", approved), ("done", issued)):
        scene.numbers[stage] = make(world).number
    reach = world.reach(world.cast.hoa)
    draft_id = drafts.begin(reach=reach, version_id=loaded.version_id, at=world.at)
    drafts.save(
        draft_id=draft_id,
        reach=reach,
        at=world.at,
        changes=drafts.DraftChanges(case="mot-nguoi", agency_id=world.cast.department.pk),
    )
    scene.draft = str(draft_id)
    return scene


def upload(content: bytes, name: str) -> BytesIO:
    found = BytesIO(content)
    found.name = name
    return found


# What may be wrong -----------------------------------------------------------------------------------------


def refused(kind: type[Refusal], **more: Any) -> dict[str, Any]:
    """Status, code, sentence and next step of a refusal."""
    return {"status": kind.status, "code": kind.code, "says": kind.sentence, "then": kind.next_step} | more


def in_fields(scene: Scene) -> Iterator[Item]:
    """Wrong and missing fields, days that do not exist, identity numbers of the wrong shape."""
    cast = scene.world.cast
    draft = frozenset({"dossiers_draft"})  # what is typed is kept there, right or wrong
    place = PAGES["dia-diem"]
    yield Item(
        "a missing answer of a form",
        cast.hoa,
        scene.page("draft-page", "dia-diem"),
        place | {"street": ""},
        422,
        "Write an answer here.",
        kept=("19/04/2026",),
        may_change=draft,
    )
    yield Item(
        "a day that does not exist, in a form",
        cast.hoa,
        scene.page("draft-page", "dia-diem"),
        place | {"since": "31/04/2026"},
        422,
        "Month %(month)s of %(year)s has only %(last)s days; there is no day %(day)s.",
        kept=("31/04/2026", "24 Trần Nhật Duật"),
        may_change=draft,
    )
    yield Item(
        "a year that nobody meant",
        cast.hoa,
        scene.page("draft-page", "dia-diem"),
        place | {"since": "19/04/0026"},
        422,
        "Write the year with four digits, like 1990.",
        kept=("19/04/0026",),
        may_change=draft,
    )
    yield Item(
        "an identity number of the wrong shape, in a form",
        cast.hoa,
        scene.page("draft-page", "chu-quan"),
        {"owner": "Nguyễn Thị Hoa", "identity": "0661 9000 011"},
        422,
        "An identity number has 12 digits; this has %(length)s characters.",
        kept=("06619000011",),
        may_change=draft,
    )
    yield Item(
        "HTML in a name",
        cast.hoa,
        scene.page("draft-page", "chu-quan"),
        {"owner": HTML, "identity": "066190000117"},
        422,
        "A name has letters only; remove digits and signs.",
        kept=(HTML,),
        may_change=draft,
    )
    yield Item(
        "no way of reaching the person",
        cast.hoa,
        scene.page("draft-contact"),
        {"phone": "", "email": "hoa@", "address": "a" * 301},
        422,
        "An e-mail address looks like ten@example.com.",
        kept=("hoa@", "a" * 301),
        may_change=draft,
    )
    yield Item(
        "an act without its reason",
        cast.case,
        scene.act("going", "yeu-cau-bo-sung"),
        {
            "seen": scene.seen("going"),
            "reason": " ",
            # One paper says what is wrong with it, the other does not.
            "paper": ["giay-chung-minh", "to-khai"],
            "what-giay-chung-minh": "Mờ quá",
        },
        422,
        "Write this in one or two sentences.",
        kept=("Mờ quá",),
    )
    yield Item(
        "a day that does not exist, in an act",
        cast.head,
        scene.act("going", "gia-han"),
        {"seen": scene.seen("going"), "new_due": "30/02/2027", "reason": "Chờ xác minh"},
        422,
        "There is no such day. Check day, month and year.",
        kept=("30/02/2027", "Chờ xác minh"),
    )
    yield Item(
        "a promised day in the past",
        cast.head,
        scene.act("going", "gia-han"),
        {"seen": scene.seen("going"), "new_due": "01/02/2021", "reason": "Chờ xác minh"},
        kept=("01/02/2021", "Chờ xác minh"),
        **refused(refusals.NewDateTooEarly),
    )
    yield Item(
        "a number of a document that is too long",
        cast.clerk,
        scene.act("signed", "phat-hanh"),
        {
            "seen": scene.seen("signed"),
            "number": "12/QĐ-" + "x" * 60,
            "issued_on": f"{timezone.localdate(scene.world.at):%d/%m/%Y}",
        },
        422,
        "Shorten the text to %(most)s characters.",
        kept=("12/QĐ-" + "x" * 60,),
    )
    yield Item(
        "an answer that is not offered",
        cast.case,
        scene.act("going", "trinh"),
        {"seen": scene.seen("going"), "outcome": "maybe", "summary": "Đủ."},
        422,
        "Choose one of the answers shown.",
        kept=("Đủ.",),
    )
    yield Item(
        "somebody authorised without a paper",
        cast.returner,
        scene.act("done", "tra-ket-qua"),
        {"seen": scene.seen("done"), "collector": "authorised", "name": "Trần Văn Nam"},
        kept=("Trần Văn Nam",),
        **refused(refusals.MandateNeeded),
    )
    yield Item(
        "a wrong sign-up",
        None,
        reverse("people:sign-up"),
        {
            "full_name": "Tạ Thị Mới",
            "identity_number": "12345",
            "birth_date": "31/06/1990",
            "phone": "09",
            "password": "x",
        },
        422,
        "There is no such day. Check day, month and year.",
        kept=("Tạ Thị Mới", "12345", "31/06/1990"),
    )
    yield Item(
        "an identity number of the wrong shape, at sign-up",
        None,
        reverse("people:sign-up"),
        {
            "full_name": "Tạ Thị Mới",
            "identity_number": "12345",
            "birth_date": "30/06/1990",
            "phone": "0905000009",
            "password": "mat-khau-du-dai",
        },
        422,
        WRONG_IDENTITY_NUMBER,
        kept=("12345",),
    )
    yield Item(
        "an identity number of the wrong shape, at the counter",
        cast.reception,
        f"{reverse('dossiers:counter')}?thu-tuc=1.000001",
        counter(**{"ap-identity": "066190"}),
        422,
        WRONG_IDENTITY_NUMBER,
        kept=("066190", "Nguyễn Thị Hoa"),
    )
    yield Item(
        "no name and no day of birth, at the counter",
        cast.reception,
        f"{reverse('dossiers:counter')}?thu-tuc=1.000001",
        counter(**{"ap-name": "", "ap-birth": "31/04/1990"}),
        422,
        "There is no such day. Check day, month and year.",
        kept=("31/04/1990", "066190000117"),
    )
    yield Item(
        "a number of sets that cannot be",
        cast.reception,
        f"{reverse('dossiers:counter')}?thu-tuc=1.000001",
        counter(**{"sets-number": "²"}),
        422,
        "Write a whole number from 1 to %(most)s.",
        kept=("²",),
    )


def counter(**changes: str) -> dict[str, Any]:
    return {
        "submission-id": str(uuid4()), "case-code": "chung", "ap-identity": "066190000117", "ap-name": "Nguyễn Thị Hoa",
        "ap-birth": "19/04/1990", "ap-phone": "0905 000 001", "paper-tick": "giay-chung-minh", "sets-number": "1",
        "delivery-way": "at-counter", "answer-way": "take-in",
    } | changes  # fmt: skip


def in_files(scene: Scene) -> Iterator[Item]:
    cast = scene.world.cast
    page = scene.page("draft-papers")
    for name, content, kind in (
        ("a file that lies about its type", (b"MZ" + b"\0" * 200, "ban-ve.pdf"), files.NameLies),
        ("an empty file", (b"", "ban-ve.pdf"), files.EmptyFile),
        ("a file that is too large", (PDF + b"\0" * 1_100_000, "ban-ve.pdf"), files.FileTooLarge),
        ("a file of another kind", (b"PK\x03\x04" + b"\0" * 200, "ban-ve.docx"), files.UnsupportedType),
        ("half a file", (PDF[:40], "ban-ve.pdf"), files.DamagedFile),
    ):  # fmt: skip
        yield Item(
            name,
            cast.hoa,
            page,
            {"file-ban-ve": content},
            422,
            kind.sentence,
            code=kind.code,
            then=kind.next_step,
            kept=("ban-ve",),
        )
        yield Item(
            f"{name}, at the counter",
            cast.reception,
            f"{reverse('dossiers:counter')}?thu-tuc=1.000001",
            counter(**{"file-giay-chung-minh": content}),
            422,
            kind.sentence,
            code=kind.code,
            then=kind.next_step,
            kept=("Nguyễn Thị Hoa",),
        )  # type: ignore[arg-type]
        yield Item(
            f"{name}, as a result",
            cast.clerk,
            scene.act("signed", "phat-hanh"),
            {
                "seen": scene.seen("signed"),
                "number": "12/XN",
                "issued_on": f"{timezone.localdate(scene.world.at):%d/%m/%Y}",
                "file_id": content,
            },
            422,
            kind.sentence,
            code=kind.code,
            then=kind.next_step,
            kept=("12/XN",),
        )


def in_order(scene: Scene) -> Iterator[Item]:
    """Acts out of order, on an older state, without the right, and on what is not one's own."""
    cast = scene.world.cast
    going = scene.seen("going")
    yield Item(
        "an act out of order",
        cast.leader,
        scene.act("going", "phe-duyet"),
        {"seen": going, "text": ""},
        **refused(refusals.NotYourRole),
    )
    yield Item(
        "an act of a later state",
        cast.returner,
        scene.act("new", "tra-ket-qua"),
        {"seen": "1", "collector": "self"},
        **refused(refusals.StepNotAllowed),
    )
    yield Item(
        "an act that was done before",
        cast.reception,
        scene.act("going", "tiep-nhan"),
        {"seen": going},
        **refused(refusals.StepNotAllowed),
    )
    yield Item(
        "on what a colleague changed meanwhile",
        cast.case,
        scene.act("going", "ghi-chu"),
        {"seen": "1", "text": "Đã gọi điện."},
        409,
        "Nothing of yours was carried out. This is what changed since you opened the dossier; what you typed is kept below.",
        code=refusals.SomeoneWasFaster.code,
        kept=("Đã gọi điện.",),
    )
    yield Item(
        "thousands of digits for what was seen",
        cast.leader,
        scene.act("going", "phe-duyet"),
        {"seen": "9" * 5000},
        **refused(refusals.NotYourRole),
    )
    yield Item(
        "an officer who does not work there",
        cast.head,
        scene.act("going", "giao-viec"),
        {"seen": going, "officer_id": str(cast.stranger_case.officer.pk), "note": "Giúp nhé"},
        kept=("Giúp nhé",),
        **refused(refusals.NotAnOfficerHere),
    )
    for who in (cast.stranger, cast.nam):
        for slug in ("ghi-chu", "tiep-nhan"):
            gone = house.NotFound if who is cast.stranger else house.Forbidden
            yield Item(
                f"an act on another's dossier by {who.account.name}",
                who,
                scene.act("new", slug),
                {"seen": "1", "text": "x"},
                **not_found(gone),
            )
        yield Item(
            f"another's dossier opened by {who.account.name}",
            who,
            scene.address("dossiers:dossier", "going"),
            None,
            **not_found(house.NotFound),
        )
        yield Item(
            f"another's own page opened by {who.account.name}",
            who,
            scene.address("dossiers:own", "going"),
            None,
            **not_found(house.NotFound),
        )
        yield Item(
            f"another's draft opened by {who.account.name}",
            who,
            scene.page("draft-check"),
            {"declared": "on"},
            **not_found(house.NotFound),
        )
    yield Item(
        "a route that is only posted to, by a stranger",
        cast.stranger,
        scene.address("dossiers:reveal", "going"),
        None,
        **not_found(house.NotFound),
    )
    yield Item(
        "a number that nobody has",
        cast.case,
        reverse("dossiers:dossier", args=["000.00.15.H15-260101-9999"]),
        None,
        **not_found(house.NotFound),
    )
    yield Item(
        "a wrong look-up code",
        None,
        reverse("dossiers:track"),
        {"number": scene.numbers["going"], "secret": "ABCD2345"},
        422,
        "Check these eight characters: they or the number do not fit.",
        kept=("ABCD2345", scene.numbers["going"]),
    )


def not_found(kind: type[Refusal]) -> dict[str, Any]:
    if kind is house.Forbidden:
        return refused(kind)
    return {
        "status": 404,
        "code": kind.code,
        "says": "There is no such page",
        "then": "The address may be mistyped, or the request is not yours to see. We answer the same in both cases, to keep everyone's requests private.",
    }


# Each of them ----------------------------------------------------------------------------------------------


def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table not in NOT_COUNTED:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(str(row) for row in cursor.fetchall())
    return found


def said(message: str, language: str) -> str:
    """The longest piece of a sentence without its facts, as the reader's language has it."""
    with translation.override(language):
        words = gettext(message)
    return max((part.strip(" .“”") for part in re.split(r"%\(\w+\)s", words)), key=len)


def sent(item: Item, client: Client, caplog: Any) -> tuple[Any, list[str]]:
    """The answer, and every line of every logger."""
    data = item.data or {}
    given = {name: upload(*value) if isinstance(value, tuple) else value for name, value in data.items()}
    caplog.clear()
    answer = client.get(item.address) if item.data is None else client.post(item.address, given)
    return answer, list(caplog.messages)


def trouble(item: Item, language: str, caplog: Any) -> Iterator[str]:
    """What is not as it must be."""
    client = Client(raise_request_exception=False)
    if item.who:
        client.force_login(item.who.account)
    client.cookies["django_language"] = language
    before = everything()
    answer, lines = sent(item, client, caplog)
    page = unescape(answer.content.decode())
    if answer.status_code != item.status:
        yield f"answers {answer.status_code} {answer.headers.get('Location', '')}"
        return
    if answer.headers["Content-Language"] != language or f'lang="{language}"' not in page:
        yield "is not in the person's language"
    for message in filter(None, (item.says, item.then)):
        if said(message, language) not in page:
            yield f"does not say: {said(message, language)}"
        other = said(message, "en" if language == "vi" else "vi")
        if other in page:
            yield f"says in the wrong language: {other}"
    route = resolve(item.address.partition("?")[0]).view_name
    if lines != [f"refused code={item.code} route={route} actor={item.who.actor if item.who else 'nobody'}"]:
        yield f"leaves {lines}"
    yield from (f"loses {typed!r}" for typed in item.kept if typed not in page)
    if HTML in answer.content.decode():
        yield "writes HTML as HTML"
    after = everything()
    changed = {table for table in after if after[table] != before[table]} - item.may_change
    if changed:
        yield f"changes {sorted(changed)}"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", [in_fields, in_files, in_order])
def test_what_is_wrong_is_refused_in_words_traced_once_and_changes_nothing(
    scene, kind, language, caplog, settings
):
    caplog.set_level(logging.INFO)
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    found = [f"{item.name}: {problem}" for item in kind(scene) for problem in trouble(item, language, caplog)]
    assert not found, "\n".join(found)


# What is sent twice, and what came too late ----------------------------------------------------------------


def signed_in(player: Player, language: str) -> Client:
    client = Client()
    client.force_login(player.account)
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_double_click_is_one_act_and_its_one_entry_is_the_trace(scene, language, caplog):
    caplog.set_level(logging.INFO)
    client = signed_in(scene.world.cast.case, language)
    press = {"seen": scene.seen("going"), "text": "Đã gọi điện."}
    first = client.post(scene.act("going", "ghi-chu"), press)
    before, entries = everything(), Entry.objects.filter(kind=Act.NOTE).count()
    second = client.post(scene.act("going", "ghi-chu"), press)
    assert (
        (second.status_code, second["Location"])
        == (first.status_code, first["Location"])
        == (302, first["Location"])
    )
    assert everything() == before and entries == 1
    assert caplog.messages == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_submit_twice_is_one_request_and_one_receipt(db, language, caplog):
    walker = begin(online_world())
    walker.client.cookies["django_language"] = language
    walker.to_check()
    caplog.set_level(logging.INFO)
    first = walker.send()
    before = everything()
    second = walker.send()
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert everything() == before
    assert Dossier.objects.count() == Entry.objects.filter(kind=Act.SUBMIT).count() == 1
    assert caplog.messages == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_counter_form_twice_is_one_request(scene, language, caplog):
    caplog.set_level(logging.INFO)
    client = signed_in(scene.world.cast.reception, language)
    form, address = counter(), f"{reverse('dossiers:counter')}?thu-tuc=1.000001"
    first = client.post(address, form)
    before = everything()
    second = client.post(address, form)
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert everything() == before and caplog.messages == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_expired_draft_says_when_it_expired_and_how_to_begin_again(scene, language, caplog):
    caplog.set_level(logging.INFO)
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    item = Item("an expired draft", scene.world.cast.hoa, scene.page("draft-page", "dia-diem"), PAGES["dia-diem"], 410,
                refusals.DraftExpired.sentence, code=refusals.DraftExpired.code)  # fmt: skip
    assert not list(trouble(item, language, caplog))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_officer_whose_mandate_ended_acts_no_more(scene, language, caplog):
    """In the middle of a session: the next press is refused, and the session is over."""
    caplog.set_level(logging.INFO)
    player = scene.world.cast.case
    client = signed_in(player, language)
    assert client.get(scene.act("going", "trinh")).status_code == 200
    Mandate.objects.filter(pk=player.mandate.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    before = everything()
    caplog.clear()
    answer = client.post(
        scene.act("going", "trinh"), {"seen": scene.seen("going"), "outcome": "grant", "summary": "Đủ."}
    )
    page = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert said(OutOfOffice.sentence, language) in page and said(OutOfOffice.next_step, language) in page
    assert len(caplog.messages) == 1 and "code=people.out-of-office route=dossiers:act" in caplog.messages[0]
    assert everything() == before
    assert client.get(reverse("dossiers:desk")).status_code == 302  # to sign in


# HTML in every text field ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_html_in_every_text_field_is_read_as_text_wherever_it_is_shown(db, language):
    """Through a whole life: typed by the applicant and by each officer, shown on every page and paper of the request."""
    world = online_world()
    cast = world.cast
    walker = begin(world)
    walker.client.cookies["django_language"] = language
    walker.to_check()
    walker.answer("dia-diem", street=HTML)
    walker.post("draft-contact", data={"phone": "0905000001", "email": "hoa@example.vn", "address": HTML})
    shown = [walker.get("draft-check"), walker.get("draft-contact"), walker.get("draft-page", "dia-diem")]
    assert walker.send().status_code == 302
    number = Dossier.objects.get().number

    def press(player: Player, slug: str, **typed: str) -> None:
        client = signed_in(player, language)
        address = reverse("dossiers:act", args=[number, slug])
        shown.append(client.get(address))
        answer = client.post(address, {"seen": str(Dossier.objects.get().revision), **typed})
        assert answer.status_code == 302, (slug, unescape(answer.content.decode()))

    press(cast.reception, "yeu-cau-bo-sung", reason=HTML, **{"other-name": HTML, "other-what": HTML})
    shown.append(walker.client.get(reverse("dossiers:own-supplement", args=[number])))
    press(cast.reception, "nhan-bo-sung", note=HTML)
    press(cast.reception, "tiep-nhan", note=HTML)
    press(cast.reception, "chuyen-buoc", note=HTML)
    press(cast.case, "ghi-chu", text=HTML)
    press(cast.head, "gia-han", reason=HTML, new_due=f"{later_working_day(number):%d/%m/%Y}")
    press(cast.case, "trinh", outcome="grant", summary=HTML)
    press(cast.leader, "phe-duyet", text=HTML)
    press(
        cast.clerk, "phat-hanh", number=HTML[:60], summary=HTML, issued_on=f"{timezone.localdate():%d/%m/%Y}"
    )
    press(cast.returner, "tra-ket-qua", collector="authorised", name=HTML, authorisation=HTML)
    officer = signed_in(cast.reception, language)
    addresses = [
        reverse("dossiers:dossier", args=[number]),
        reverse("dossiers:register"),
        reverse("dossiers:register-print"),
        reverse("dossiers:desk"),
    ]
    addresses += [reverse("dossiers:paper", args=[number, form]) for form in ("01", "02", "04", "06")]
    shown += [officer.get(address) for address in addresses]
    shown += [walker.client.get(reverse(f"dossiers:{name}", args=[number])) for name in ("own", "receipt")]
    told = 0
    for answer in shown:
        page = answer.content.decode()
        assert answer.status_code == 200, answer.request["PATH_INFO"]
        assert "<script>alert" not in page and "<img src=x" not in page, answer.request["PATH_INFO"]
        told += "&lt;script&gt;alert" in page
    assert told >= 8


def later_working_day(number: str) -> Any:
    """A day that the act itself will take: the first working day after the promised one, a fortnight later."""
    day = timezone.localdate(Dossier.objects.get(number=number).due_at) + timedelta(days=14)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


# A procedure file with an error ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_procedure_file_with_an_error_names_file_line_and_field(scene, language, caplog):
    """Each kind of error: tests/procedures/test_file_errors.py."""
    caplog.set_level(logging.INFO)
    text = ONLINE.replace("level: full", "level: whole", 1)
    line = text[: text.index("level: whole")].count("\n") + 1
    with translation.override(language):
        place = f"{gettext('Line %(line)s') % {'line': line}}</b> <code>level</code>"
    item = Item("a procedure file with an error", scene.world.cast.operator, reverse("procedures:load"), {"file": (text.encode(), "sai.yaml")}, 422,
                "“%(found)s” is not known here; write one of: %(allowed)s.", code="procedures.file-refused", kept=("sai.yaml", place))  # fmt: skip
    assert not list(trouble(item, language, caplog))
