"""Requests and drafts of citizens, and forms of paper; the desk of officers: `dossiers_desk`."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from motcua.dossiers.models import Correction, Dossier, Held
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries import bundles, follow
from motcua.dossiers.rules.states import Act
from tests.dossiers.online import PAGES
from tests.dossiers.walking import CODE
from tests.journeys.every_page import dossiers_desk
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
    "dossiers:correction-signed": "a file",
    "dossiers:own-sheet": "a file",
    "dossiers:correction-scan": "POST only, leads back to the corrections",
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
    school, walker = scene.citizens["list-each"], scene.walkers["list-each"]
    yield Visit("draft-applicant-each", "dossiers:draft-applicant", walker.url("draft-applicant"), school)
    yield Visit("draft-list-each", "dossiers:draft-list", walker.url("draft-list"), school)
    path = reverse("dossiers:bundle-receipt", args=[scene.numbers["for-each"]])
    yield Visit("bundle-receipt-each", "dossiers:bundle-receipt", path, hoa)
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


def visits(scene: Scene) -> Iterator[Visit]:
    """A visit may need what the visits before it left: held papers are erased after the pages that use them."""
    yield from _public(scene)
    yield from _citizens(scene)
    yield from dossiers_desk.officers(scene)
    yield from dossiers_desk.acts(scene)
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
