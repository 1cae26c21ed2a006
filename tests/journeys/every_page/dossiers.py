"""Requests and drafts of citizens, the desk and the counter of officers, acts, and forms of paper."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Correction, Dossier, Held, Paper
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries import bundles, follow
from motcua.dossiers.rules.states import Act
from tests.dossiers.build import FIRM
from tests.dossiers.online import PAGES
from tests.dossiers.walking import CODE
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form, sent_empty

WITHOUT_PAGE = {
    "dossiers:draft": "leads to the page where the draft goes on",
    "dossiers:draft-save": "answers the script that saves while one types",
    "dossiers:draft-file": "a file",
    "dossiers:draft-list-template": "a file",
    "dossiers:draft-claim": "POST only, leads to the draft",
    "dossiers:resume-close": "POST only, leads back to the page that asks for a short code",
    "dossiers:own-paper": "a file",
    "dossiers:own-result": "a file",
    "dossiers:own-supplement-save": "answers the script that saves while one types",
    "dossiers:own-supplement-file": "a file",
    "dossiers:held-file": "a file",
    "dossiers:held-copy": "a file",
    "dossiers:paper-file": "a file",
    "dossiers:digitised-page": "a picture",
    "dossiers:own-packet": "a file",
    "dossiers:packet": "a file",
    "dossiers:result-file": "a file",
    "dossiers:register-file": "a file",
    "dossiers:returns-file": "a file",
    "dossiers:desk-file": "a file",
    "dossiers:bulk-undo": "leads to the page of the act",
    "dossiers:view-save": "leads to the desk",
    "dossiers:view-change": "leads to the list of views",
    "dossiers:register-papers": "a file",
    "dossiers:paper-pdf": "a file",
    "dossiers:register-pdf": "a file",
    "dossiers:result-draft": "a file",
    "dossiers:signing-again": "POST only, leads back to the dossier",
    "dossiers:signing-progress": "a part of dossiers:signing, which asks for it again and again",
    "dossiers:resend": "POST only, leads back to the dossier",
    "dossiers:own-told-again": "POST only, leads back to the request",
    "dossiers:helper-act": "POST only, leads to the procedure or to the requests",
    "dossiers:helper-end": "POST only, leads back to the list",
    "dossiers:helper-out": "POST only, leads back to the list",
    "dossiers:correction-answer": "POST only, leads back to the corrections",
    "dossiers:undo": "POST only, leads back to the dossier",
    "dossiers:opinion-paper": "a file",
    "dossiers:opinion-file": "a file",
}


def looked_up(number: str, secret: str) -> Callable[[Any], None]:
    def then(page: Any) -> None:
        page.fill("#f-number", number)
        page.fill("#f-secret", secret)
        with page.expect_navigation():
            page.locator("main form button:not(.said)").last.click()

    return then


def made_a_code(page: Any) -> None:
    with page.expect_navigation():
        page.locator("main form button.act").click()


def began_without_account(page: Any) -> None:
    page.fill("#f-name", "Nguyễn Thị Hoa")
    page.fill("#f-digits", "0117")
    with page.expect_navigation():
        page.locator("main form button.act").click()


def goes_on_without_account(page: Any) -> None:
    began_without_account(page)
    with page.expect_navigation():
        page.locator("main a.button.act").click()


def opened_by(code: str, digits: str) -> Callable[[Any], None]:
    def then(page: Any) -> None:
        page.fill("#f-code", code)
        page.fill("#f-digits", digits)
        with page.expect_navigation():
            page.locator("main form button.act").click()

    return then


def searched(words: str) -> Callable[[Any], None]:
    """The desk's one search box: what is looked for is posted, and stands in no address."""

    def then(page: Any) -> None:
        page.fill("[name=tim]", words)
        with page.expect_navigation():
            page.press("[name=tim]", "Enter")

    return then


def chosen(slug: str) -> Callable[[Any], None]:
    """A selection of the desk's list, handed to an act on several."""

    def then(page: Any) -> None:
        page.locator("main input[name=h]").first.check()
        with page.expect_navigation():
            page.locator(
                f"main button[formaction*='{slug}'], main form[action*='{slug}'] button"
            ).first.click()

    return then


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


def lists(scene: Any) -> Iterator[Visit]:
    """A list that can be sent, one with a row to correct, and one that was sent."""
    for key, end in (("list", ""), ("list-wrong", "-wrong")):
        path, player = scene.walkers[key].url("draft-list"), scene.citizens[key]
        yield Visit(f"draft-list{end}", "dossiers:draft-list", path, player)
    path, player = scene.walkers["list"].url("draft-papers"), scene.citizens["list"]
    yield Visit("draft-papers-list", "dossiers:draft-papers", path, player)
    path = scene.walkers["list"].url("draft-check")
    yield Visit("draft-check-list", "dossiers:draft-check", path, player)
    number, hoa = scene.numbers["list"], scene.world.cast.hoa
    yield Visit("bundle-list", "dossiers:bundle", reverse("dossiers:bundle", args=[number]), hoa)
    path = reverse("dossiers:bundle-receipt", args=[number])
    yield Visit("bundle-receipt-list", "dossiers:bundle-receipt", path, hoa)
    path = reverse("dossiers:dossier", args=[scene.numbers["in-list"]])
    path = reverse("dossiers:counter") + f"?thu-tuc={CODE}&danh-sach=1"
    yield Visit("counter-list", "dossiers:counter", path, scene.world.cast.reception)
    path = reverse("dossiers:dossier", args=[scene.numbers["in-list"]])
    yield Visit("dossier-in-list", "dossiers:dossier", path, scene.world.cast.reception)


def corrections(scene: Any) -> Iterator[Visit]:
    """What an officer proposes to correct, as the officer, the person and the receipt's holder see it."""
    number, desk = scene.numbers["correcting"], scene.world.cast.reception
    path = reverse("dossiers:corrections", args=[number])
    yield Visit("corrections", "dossiers:corrections", path, desk)
    yield Visit("corrections-empty", "dossiers:corrections", path, desk, 422, of_form("form:not([action])"))
    row = Correction.objects.get(dossier__number=number, field="applicant_name")
    path = reverse("dossiers:correction-sheet", args=[number, row.key])
    yield Visit("correction-sheet", "dossiers:correction-sheet", path, desk)
    own = scene.numbers["correcting-own"]
    path = reverse("dossiers:own-corrections", args=[own])
    yield Visit("own-corrections", "dossiers:own-corrections", path, scene.world.cast.hoa)
    path = reverse("dossiers:own", args=[own])
    yield Visit("own-correcting", "dossiers:own", path, scene.world.cast.hoa)
    path = reverse("dossiers:paper", args=[number, "01"])
    yield Visit("paper-01-corrected", "dossiers:paper", path, desk)
    secret = follow.secret_of(Dossier.objects.get(number=number))

    def asked(page: Any) -> None:
        looked_up(number, secret)(page)
        page.goto(page.url + "sua/")

    def shown(page: Any) -> None:
        asked(page)
        page.fill("[name=digits]", Dossier.objects.get(number=number).applicant_phone[-4:])
        with page.expect_navigation():
            page.locator("main form button").last.click()

    yield Visit("tracked-corrections", "dossiers:tracked-corrections", "/tra-cuu/", then=asked)
    yield Visit("tracked-corrections-shown", "dossiers:tracked-corrections", "/tra-cuu/", then=shown)


OWN = (
    "own",
    "owing",
    "new",
    "taken",
    "late",
    "issued",
    "returned",
    "refused",
    "stopped",
    "withdrawn",
    "firm",
    "child",
    "e-issued",
)
PLACE = {"firm": "director", "child": "mother"}


def storm(page: Any) -> None:
    """A day off in the near future, looked at before it is decided."""
    page.fill("[name=date]", f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}")
    page.fill("[name=name]", "Nghỉ tránh bão")
    page.fill("[name=basis]", "CĐ 21/CĐ-TTg")
    with page.expect_navigation():
        page.locator("main form button.act").last.click()


def visits(scene: Scene) -> Iterator[Visit]:
    """A visit may need what the visits before it left: held papers are erased after the pages that use them."""
    yield from _public(scene)
    yield from _citizens(scene)
    yield from _officers(scene)
    yield from _acts(scene)
    yield from _papers(scene)
    yield from _refusals(scene)


def _public(scene: Scene) -> Iterator[Visit]:
    yield Visit("track", "dossiers:track", "/tra-cuu/")
    yield Visit("track-wrong", "dossiers:track", "/tra-cuu/", status=422, then=looked_up("H15.15-20261120-0000009", "AAAA0000"))  # fmt: skip
    yield Visit("resume", "dossiers:resume", "/tiep-tuc/")
    path = reverse("dossiers:guest", args=[CODE])
    yield Visit("guest", "dossiers:guest", path)
    yield Visit("guest-empty", "dossiers:guest", path, status=422, then=sent_empty)
    yield Visit("guest-begun", "dossiers:draft-code", path, then=began_without_account)
    yield Visit("guest-fills-in", "dossiers:draft-case", path, then=goes_on_without_account)
    wrong = opened_by("K7QM-2XPA", "0117")
    yield Visit("resume-wrong", "dossiers:resume", "/tiep-tuc/", status=422, then=wrong)
    tracked = looked_up(scene.numbers["own"], scene.secret)
    yield Visit("tracked", "dossiers:tracked", "/tra-cuu/", then=tracked)
    tracked = looked_up(
        scene.numbers["linked"], bundles.secret_of(bundles.by_number(scene.numbers["linked"]))
    )
    yield Visit("tracked-bundle", "dossiers:tracked", "/tra-cuu/", then=tracked)


def _citizens(scene: Scene) -> Iterator[Visit]:
    hoa, nam = scene.world.cast.hoa, scene.world.cast.nam
    yield Visit("start", "dossiers:start", reverse("dossiers:start", args=[CODE]), hoa)
    yield Visit("mine", "dossiers:mine", "/ho-so-cua-toi/", hoa)
    yield Visit("mine-empty", "dossiers:mine", "/ho-so-cua-toi/", nam)
    begun, path = scene.citizens["begun"], scene.walkers["begun"].url("draft-case")
    yield Visit("draft-case", "dossiers:draft-case", path, begun)
    applicant = scene.walkers["begun"].url("draft-applicant")
    yield Visit("draft-applicant", "dossiers:draft-applicant", applicant, begun)
    yield Visit("draft-case-empty", "dossiers:draft-case", path, begun, 422, sent_empty)
    many, path = scene.citizens["many"], scene.walkers["many"].url("draft-office")
    yield Visit("draft-office", "dossiers:draft-office", path, many)
    yield Visit("draft-office-none", "dossiers:draft-office", f"{path}?q=khongco", many)
    path = scene.walkers["many"].url("draft-page", "dia-diem")
    yield Visit("draft-page-empty", "dossiers:draft-page", path, many, 422, sent_empty)
    path = scene.walkers["apart"].url("draft-code")
    yield Visit("short-code", "dossiers:draft-code", path, scene.citizens["apart"])
    yield Visit("short-code-made", "dossiers:draft-code", path, scene.citizens["apart"], then=made_a_code)
    path = scene.walkers["apart"].url("draft-compare")
    yield Visit("draft-compare", "dossiers:draft-compare", path, scene.citizens["apart"])
    filled = scene.walkers["filled"]
    for page in PAGES:
        yield Visit(f"draft-{page}", "dossiers:draft-page", filled.url("draft-page", page), hoa)
    for key in ("firm", "child"):
        path = scene.walkers[key].url("draft-applicant")
        yield Visit(f"draft-applicant-{key}", "dossiers:draft-applicant", path, scene.citizens[PLACE[key]])
    path, director = scene.walkers["firm"].url("draft-applicant"), scene.citizens["director"]
    yield Visit("draft-applicant-empty", "dossiers:draft-applicant", path, director, 422, sent_empty)
    for name in ("papers", "check"):
        path = scene.walkers["child"].url(f"draft-{name}")
        yield Visit(f"draft-{name}-child", f"dossiers:draft-{name}", path, scene.citizens["mother"])
    path = scene.walkers["begun"].url("draft-delete")
    yield Visit("draft-delete", "dossiers:draft-delete", path, begun)
    for name in ("papers", "delivery", "contact", "check"):
        yield Visit(f"draft-{name}", f"dossiers:draft-{name}", filled.url(f"draft-{name}"), hoa)
    yield from lists(scene)
    yield from corrections(scene)
    for key in OWN:
        yield Visit(f"own-{key}", "dossiers:own", reverse("dossiers:own", args=[scene.numbers[key]]), hoa)
    for key in ("new", "taken", "firm"):
        path = reverse("dossiers:receipt", args=[scene.numbers[key]])
        yield Visit(f"receipt-{key}", "dossiers:receipt", path, hoa)
    linked = scene.numbers["linked"]
    yield Visit("bundle", "dossiers:bundle", reverse("dossiers:bundle", args=[linked]), hoa)
    yield Visit("bundle-receipt", "dossiers:bundle-receipt", reverse("dossiers:bundle-receipt", args=[linked]), hoa)  # fmt: skip
    path = reverse("dossiers:bundle-withdraw", args=[linked])
    yield Visit("bundle-withdraw", "dossiers:bundle-withdraw", path, hoa)
    yield Visit("held", "dossiers:held", "/giay-to-cua-toi/", hoa)
    yield Visit("held-none", "dossiers:held", "/giay-to-cua-toi/", nam)
    own = scene.numbers["own"]
    yield Visit("supplement", "dossiers:own-supplement", reverse("dossiers:own-supplement", args=[own]), hoa)
    yield Visit("helpers", "dossiers:helpers", "/toi/giup-do/", hoa)
    yield Visit("helper-give", "dossiers:helper-give", "/toi/giup-do/nho/", hoa)
    yield Visit("helper-give-empty", "dossiers:helper-give", "/toi/giup-do/nho/", hoa, 422, sent_empty)
    yield Visit("helper-accept", "dossiers:helper-accept", "/toi/giup-do/nhan/", nam)
    yield Visit("counter-resume", "dossiers:counter-resume", "/quay/ban-nhap/", scene.world.cast.reception)
    yield Visit("helper-noted", "dossiers:counter-helper", "/quay/nguoi-giup/", scene.world.cast.reception)
    yield Visit(
        "helper-noted-empty",
        "dossiers:counter-helper",
        "/quay/nguoi-giup/",
        scene.world.cast.reception,
        422,
        sent_empty,
    )
    yield Visit("withdraw", "dossiers:own-withdraw", reverse("dossiers:own-withdraw", args=[own]), hoa)


def _officers(scene: Scene) -> Iterator[Visit]:
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


def _acts(scene: Scene) -> Iterator[Visit]:
    path = reverse("dossiers:act", args=[scene.numbers["child"], SLUGS[Act.CHECK_APPLICANT]])
    yield Visit("act-check-applicant-child", "dossiers:act", path, scene.world.cast.reception)
    for kind, key in ACTS_AT.items():
        player = getattr(scene.world.cast, ACTED_BY.get(kind, "reception"))
        path = reverse("dossiers:act", args=[scene.numbers[key], SLUGS[kind]])
        yield Visit(f"act-{kind.slug}", "dossiers:act", path, player)
        if kind in SENT_EMPTY:
            yield Visit(f"act-{kind.slug}-empty", "dossiers:act", path, player, 422, sent_empty)


def _papers(scene: Scene) -> Iterator[Visit]:
    cast, number = scene.world.cast, scene.numbers
    # After the pages that use it.
    held = Held.objects.filter(person=cast.hoa.person).first()
    yield Visit(
        "held-erase", "dossiers:held-erase", reverse("dossiers:held-erase", args=[held.key]), cast.hoa
    )
    for form, key, player in (
        ("01", "own", cast.hoa), ("01", "extended", cast.reception), ("02", "paused", cast.hoa), ("03", "refused", cast.hoa),
        ("04", "extended", cast.hoa), ("05", "stopped", cast.hoa), ("06", "returned", cast.hoa), ("06", "approved", cast.clerk),
    ):  # fmt: skip
        path = reverse("dossiers:paper", args=[number[key], form])
        yield Visit(f"form-{form}-{key}", "dossiers:paper", path, player)


def _refusals(scene: Scene) -> Iterator[Visit]:
    cast, number = scene.world.cast, scene.numbers
    yield Visit(
        "somebody-elses", "dossiers:own", reverse("dossiers:own", args=[number["new"]]), cast.nam, 404
    )
    yield Visit("draft-expired", "dossiers:draft-check", scene.walkers["expired"].url("draft-check"), scene.citizens["expired"], 410)  # fmt: skip
    twice = reverse("dossiers:act", args=[number["extended"], SLUGS[Act.EXTEND]])
    yield Visit("act-refused", "dossiers:act", twice, cast.leader, 409)
    yield Visit("no-paper", "dossiers:paper", reverse("dossiers:paper", args=[number["new"], "04"]), cast.hoa, 409)  # fmt: skip
