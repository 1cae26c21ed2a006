"""The desk and the counter of officers, and the acts on one request."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Paper
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules.states import Act
from tests.dossiers.build import FIRM
from tests.dossiers.online import LISTED
from tests.dossiers.walking import CODE
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form, sent_empty


def chosen(slug: str) -> Callable[[Any], None]:
    """A selection of the desk's list, handed to an act on several."""

    def then(page: Any) -> None:
        page.locator("main input[name=h]").first.check()
        with page.expect_navigation():
            page.locator(
                f"main button[formaction*='{slug}'], main form[action*='{slug}'] button"
            ).first.click()

    return then


ROWS = (
    (*persons.CODES, *LISTED[0]),
    ("Nguyễn Văn Một", "066210000001", "06/05/2010", "0905000101", "mot@example.vn", *LISTED[0].values()),
    ("Trần Thị Hai", "066310000002", "01/09/2010", "0905000102", "", *LISTED[1].values()),
    ("Lê Văn Ba", "12", "31/02/2010", "0905000103", "", *LISTED[1].values()),
)


def pasted(page: Any) -> None:
    """Three persons' rows copied out of a spreadsheet, one of them wrong."""
    page.click("details:has([name=list-pasted]):not([open]) > summary")
    page.fill("[name=list-pasted]", "\n".join("\t".join(map(str, row)) for row in ROWS))
    with page.expect_navigation():
        page.click("[name=paste-rows]")


def folded(name: str, words: str) -> Callable[[Any], None]:
    """A field of the counter's form that is folded away, filled in, and the form sent too early."""

    def then(page: Any) -> None:
        fold = page.locator(f"details:has([name={name}]):not([open]) > summary")
        if fold.count():
            fold.click()
        page.fill(f"[name={name}]", words)
        with page.expect_navigation():
            page.click("[data-key=F9]")

    return then


def searched(words: str) -> Callable[[Any], None]:
    """The desk's one search box: what is looked for is posted, and stands in no address."""

    def then(page: Any) -> None:
        page.fill("[name=tim]", words)
        with page.expect_navigation():
            page.press("[name=tim]", "Enter")

    return then


def storm(page: Any) -> None:
    """A day off in the near future, looked at before it is decided."""
    page.fill("[name=date]", f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}")
    page.fill("[name=name]", "Nghỉ tránh bão")
    page.fill("[name=basis]", "CĐ 21/CĐ-TTg")
    with page.expect_navigation():
        page.locator("main form button.act").last.click()


def officers(scene: Scene) -> Iterator[Visit]:
    cast, number = scene.world.cast, scene.numbers
    yield Visit("desk", "dossiers:desk", "/ban-lam-viec/?xem=tat-ca", cast.head)
    yield Visit("workload", "dossiers:workload", "/ban-lam-viec/khoi-luong/", cast.head)
    yield Visit("desk-late", "dossiers:desk", "/ban-lam-viec/?xem=tre", cast.leader)
    yield Visit("desk-empty", "dossiers:desk", "/ban-lam-viec/?xem=tre", cast.stranger_case)
    yield Visit(
        "desk-nothing-found", "dossiers:desk", "/ban-lam-viec/?xem=tat-ca", cast.head, then=searched("zzzz")
    )
    yield Visit("late-day", "dossiers:late-day", "/quan-tri/ngay-nghi/", cast.operator)
    yield Visit("late-day-empty", "dossiers:late-day", "/quan-tri/ngay-nghi/", cast.operator, 422, sent_empty)
    yield Visit("late-day-touched", "dossiers:late-day", "/quan-tri/ngay-nghi/", cast.operator, then=storm)
    yield Visit("recounts", "dossiers:recounts", "/quan-tri/ngay-nghi/tien-do/", cast.operator)
    yield Visit("bulk", "dossiers:bulk", "/ban-lam-viec/?xem=tat-ca", cast.head, then=chosen(SLUGS[Act.ASSIGN]))  # fmt: skip
    for stage in ("asked", "running", "done"):
        path = reverse("dossiers:bulk-act", args=[scene.bulks[stage]])
        yield Visit(f"bulk-{stage}", "dossiers:bulk-act", path, cast.case)
    path = reverse("dossiers:bulk-act", args=[scene.bulks["asked"]])
    yield Visit("bulk-asked-empty", "dossiers:bulk-act", path, cast.case, 422, sent_empty)
    path = reverse("dossiers:views")
    yield Visit("views-none", "dossiers:views", path, cast.leader)
    yield Visit("views", "dossiers:views", path, cast.head)
    yield Visit("counter-choose", "dossiers:counter", "/quay/", cast.stranger)
    yield Visit("counter", "dossiers:counter", "/quay/?thu-tuc=1.001612", cast.stranger)
    yield Visit("counter-empty", "dossiers:counter", "/quay/?thu-tuc=1.001612", cast.stranger, 422, sent_empty)  # fmt: skip
    counter = f"/quay/?thu-tuc={CODE}"
    yield Visit("counter-firm", "dossiers:counter", counter, cast.reception, 422, folded("org-name", FIRM))
    path = reverse("dossiers:counter-bundle", args=[number["linked"]])
    yield Visit("counter-bundle", "dossiers:counter-bundle", path, cast.stranger)
    each = [number["for-each"]]
    path = reverse("dossiers:counter-bundle", args=each)
    yield Visit("counter-bundle-each", "dossiers:counter-bundle", path, cast.reception)
    yield Visit("counter-slips", "dossiers:counter-slips", reverse("dossiers:counter-slips", args=each), cast.reception)  # fmt: skip
    rows = f"{counter}&danh-sach=tung-nguoi"
    yield Visit("counter-list-each", "dossiers:counter", rows, cast.reception)
    yield Visit("counter-list-rows", "dossiers:counter", rows, cast.reception, 200, pasted)
    path = reverse("dossiers:dossier", args=[number["linked-police"]])
    yield Visit("dossier-linked", "dossiers:dossier", path, scene.others["police"])
    for key in ("taken", "refused"):
        path = reverse("dossiers:counter-done", args=[number[key]])
        yield Visit(f"counter-done-{key}", "dossiers:counter-done", path, cast.reception)
    for key, player in (
        ("new", cast.reception), ("progress", cast.head), ("late", cast.case), ("own", cast.reception),
        ("extended", cast.leader), ("approved", cast.clerk), ("issued", cast.returner), ("returned", cast.auditor),
        ("stopped", cast.watcher), ("firm", cast.reception), ("child", cast.reception), ("e-draft", cast.leader),
        ("e-asked", cast.leader), ("e-signed", cast.clerk), ("e-stuck", cast.leader), ("e-issued", cast.returner),
    ):  # fmt: skip
        path = reverse("dossiers:dossier", args=[number[key]])
        yield Visit(f"dossier-{key}", "dossiers:dossier", path, player)
    place = Paper.objects.filter(dossier__number=number["taken"], file_id=None).first()
    path = reverse("dossiers:reuse", args=[number["taken"], place.pk])
    yield Visit("reuse", "dossiers:reuse", path, cast.reception)
    path = reverse("dossiers:end-result", args=[number["e-to-end"]])
    yield Visit("end-result", "dossiers:end-result", path, cast.leader)
    yield Visit("end-result-empty", "dossiers:end-result", path, cast.leader, 422, sent_empty)
    commune = cast.stranger_case
    yield Visit("opinions", "dossiers:opinions", "/y-kien/", commune)
    yield Visit("opinions-none", "dossiers:opinions", "/y-kien/", cast.head)
    for key in ("open", "given"):
        path = reverse("dossiers:opinion", args=[scene.opinions[key]])
        yield Visit(f"opinion-{key}", "dossiers:opinion", path, commune)
    path = reverse("dossiers:opinion", args=[scene.opinions["open"]])
    yield Visit("opinion-empty", "dossiers:opinion", path, commune, 422, sent_empty)
    path = reverse("dossiers:dossier", args=[number["undoable"]])
    yield Visit("dossier-undoable", "dossiers:dossier", path, cast.leader)
    path = reverse("dossiers:dossier", args=[number["own"]])
    yield Visit("revealed", "dossiers:reveal", path, cast.reception, then=of_form("form[action$='/hien/']"))
    paper = Paper.objects.filter(dossier__number=number["progress"]).order_by("pk").first()
    path = reverse("dossiers:digitise", args=[number["progress"], paper.pk])
    yield Visit("digitise", "dossiers:digitise", path, cast.case)
    yield Visit("signing", "dossiers:signing", "/ky-so/", cast.leader)
    yield Visit("signing-empty", "dossiers:signing", "/ky-so/", cast.leader, 422, sent_empty)
    yield Visit("signing-clerk", "dossiers:signing", "/ky-so/", cast.clerk)
    yield Visit("signing-nothing", "dossiers:signing", "/ky-so/", scene.others["leader"])
    yield Visit("day", "dossiers:day", "/lanh-dao/hom-nay/", cast.leader)
    yield Visit("day-province", "dossiers:day", "/lanh-dao/hom-nay/", cast.watcher)
    yield Visit("overview", "dossiers:overview", "/lanh-dao/", cast.leader)
    yield Visit("overview-province", "dossiers:overview", "/lanh-dao/", cast.watcher)
    yield Visit("overview-empty", "dossiers:overview", "/lanh-dao/", cast.auditor)
    yield Visit("stuck", "dossiers:stuck", "/ho-so-dung-yen/", cast.leader)
    yield Visit("stuck-none", "dossiers:stuck", "/ho-so-dung-yen/?vi-sao=khong-co-nguoi", cast.auditor)
    yield Visit("register", "dossiers:register", "/so-theo-doi/", cast.head)
    yield Visit(
        "register-nothing", "dossiers:register", "/so-theo-doi/?tu=01/01/2020&den=02/01/2020", cast.head
    )
    path = reverse("dossiers:parcels", args=[number["posted"]])
    yield Visit("parcels", "dossiers:parcels", path, cast.returner)
    yield Visit("parcels-empty", "dossiers:parcels", path, cast.returner, 422, of_form("#moi"))
    yield Visit(
        "dossier-posted",
        "dossiers:dossier",
        reverse("dossiers:dossier", args=[number["posted"]]),
        cast.returner,
    )
    yield Visit("posting", "dossiers:posting", "/quay/buu-chinh/", cast.returner)
    yield Visit("posting-nothing", "dossiers:posting", "/quay/buu-chinh/?ngay=02/01/2020", cast.returner)
    yield Visit("own-posted", "dossiers:own", reverse("dossiers:own", args=[number["posted"]]), cast.hoa)
    yield Visit("returns", "dossiers:returns", "/tra-lai/", cast.head)
    yield Visit("returns-nothing", "dossiers:returns", "/tra-lai/?tu=2020-01&den=2020-02", cast.head)
    path = "/tra-lai/ho-so/?giay=giay-chung-minh"
    yield Visit("returns-cases", "dossiers:returns-cases", path, cast.head)
    path = reverse("dossiers:often-returned", args=[CODE])
    yield Visit("often-returned", "dossiers:often-returned", path)
    yield Visit("register-print", "dossiers:register-print", "/so-theo-doi/in/", cast.head)


ACTS_AT = {
    Act.TAKE_IN: "new", Act.REFUSE: "to-refuse", Act.ASK_SUPPLEMENT: "to-ask", Act.SUPPLEMENT: "paused",
    Act.ASSIGN: "to-assign", Act.HAND_OVER: "taken", Act.PROPOSE: "progress", Act.SEND_BACK: "proposed",
    Act.APPROVE: "to-approve", Act.MARK_DONE: "approved", Act.GIVE_BACK: "issued", Act.EXTEND: "late",
    Act.STOP: "to-stop", Act.WITHDRAW: "to-withdraw", Act.NOTE: "progress", Act.CHECK_APPLICANT: "firm",
    Act.ASK_DUTY: "to-owe", Act.KEEP_ORIGINALS: "taken", Act.RETURN_ORIGINALS: "taken", Act.ASK_OPINION: "to-ask", Act.CLEAR_DUTY: "owing", Act.SIGN: "e-draft", Act.STAMP: "e-signed", Act.RECALL: "e-asked",
}  # fmt: skip


ACTED_BY = {
    Act.ASK_SUPPLEMENT: "case", Act.ASSIGN: "head", Act.PROPOSE: "case", Act.SEND_BACK: "leader", Act.APPROVE: "leader",
    Act.MARK_DONE: "clerk", Act.GIVE_BACK: "returner", Act.EXTEND: "leader", Act.STOP: "leader", Act.NOTE: "case",
    Act.ASK_DUTY: "case", Act.ASK_OPINION: "case", Act.SIGN: "leader", Act.STAMP: "clerk", Act.RECALL: "leader",
}  # fmt: skip


SENT_EMPTY = (
    Act.REFUSE,
    Act.ASK_SUPPLEMENT,
    Act.ASK_DUTY,
    Act.CLEAR_DUTY,
    Act.KEEP_ORIGINALS,
    Act.ASK_OPINION,
    Act.PROPOSE,
    Act.EXTEND,
    Act.STOP,
)


def acts(scene: Scene) -> Iterator[Visit]:
    path = reverse("dossiers:act", args=[scene.numbers["child"], SLUGS[Act.CHECK_APPLICANT]])
    yield Visit("act-check-applicant-child", "dossiers:act", path, scene.world.cast.reception)
    for kind, key in ACTS_AT.items():
        player = getattr(scene.world.cast, ACTED_BY.get(kind, "reception"))
        path = reverse("dossiers:act", args=[scene.numbers[key], SLUGS[kind]])
        yield Visit(f"act-{kind.slug}", "dossiers:act", path, player)
        if kind in SENT_EMPTY:
            yield Visit(f"act-{kind.slug}-empty", "dossiers:act", path, player, 422, sent_empty)
