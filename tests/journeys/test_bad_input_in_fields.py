"""Bad input in fields, through the real pages, in both languages.

Each item is refused with a sentence in the person's language and a next step, leaves one line in the log, changes no
row of any table, and keeps what was typed on the page.
"""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import refusals
from motcua.law import queries as law
from motcua.people.rules import WRONG_IDENTITY_NUMBER
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import begin
from tests.journeys.wrong import (
    HTML,
    Item,
    Scene,
    counter,
    refused,
    signed_in,
    troubles,
)
from tests.people.cast import Player


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_in_fields_is_refused_in_words_traced_once_and_changes_nothing(
    office, language, caplog, settings
):
    found = troubles(in_fields(office), language, caplog, settings)
    assert not found, "\n".join(found)


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
    calendar = law.national_calendar()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
