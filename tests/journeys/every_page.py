"""Where each page of the product is found, who looks at it, and what is done there first.

For the walk of `test_every_page_reads_well.py` and the forms of `tests/house/test_leaks.py`. A route that answers HTML has
at least one visit here; one that only answers a form, a file or a machine says so in `WITHOUT_PAGE`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from motcua.dossiers.models import Held, Paper
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.rules.states import Act
from motcua.procedures.models import Version
from motcua.surveys.models import PaperSheet, SampleUnit, Survey
from tests.dossiers.build import FIRM
from tests.dossiers.online import PAGES
from tests.dossiers.walking import CODE
from tests.journeys.scene import Scene, make_scene
from tests.people.cast import Player

__all__ = ["Scene", "make_scene", "visits"]

# Routes that answer something other than a page, and what.
WITHOUT_PAGE = {
    "people:demo": "POST only, leads inside",
    "people:sign-out": "POST only, leads to the home page",
    "people:mandate-end": "POST only, leads back to the agency",
    "law:verify": "POST only, leads back to the value",
    "procedures:publish": "POST only, leads back to the version",
    "procedures:close": "POST only, leads back to the version",
    "procedures:export": "a file",
    "dossiers:draft": "leads to the page where the draft goes on",
    "dossiers:draft-save": "answers the script that saves while one types",
    "dossiers:draft-file": "a file",
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
    "dossiers:register-papers": "a file",
    "dossiers:paper-pdf": "a file",
    "dossiers:register-pdf": "a file",
    "dossiers:result-draft": "a file",
    "dossiers:signing-again": "POST only, leads back to the dossier",
    "dossiers:signing-progress": "a part of dossiers:signing, which asks for it again and again",
    "dossiers:resend": "POST only, leads back to the dossier",
    "notices:resend": "POST only, leads back to the list",
    "documents:check-verify": "the page of documents:check at an English address",
    "documents:check-code": "the page of documents:check at the short address of its codes",
    "documents:check-saved": "a file to keep",
    "surveys:worker": "a script",
    "surveys:response-file": "a file",
    "surveys:xlsform": "a file",
    "surveys:send": "takes an answer in, leads to the thanks",
    "indices:year-file": "a file",
    "indices:ministries-file": "a file",
    "indices:province-file": "a file",
    "indices:result-file": "a file",
    "indices:ministry-file": "a file",
    "indices:now-file": "a file",
    "operations:healthz": "for machines",
    "operations:keys": "for machines",
    "portal:language": "POST only, leads back",
    "portal:favicon": "a picture",
    "portal:robots": "for machines",
}


@dataclass(frozen=True)
class Visit:
    """One look at one page: which route it is of, where, who looks, what it answers, what is done there first."""

    name: str
    route: str
    path: str
    player: Player | None = None
    status: int = 200
    then: Callable[[Any], None] | None = None


# What is done on a page before it is looked at ---------------------------------------------------------------


def sent_empty(page: Any, form: str = "main form[method=post]:not(.plainly)") -> None:
    """The page's form sent as it would be by somebody in a hurry: nothing filled in."""
    with page.expect_navigation():
        page.evaluate(
            """(form) => { const f = [...document.querySelectorAll(form)].find((f) => !f.closest("header")); f.noValidate = true;
              for (const e of f.elements) if (["text", "textarea", "password", "email", "tel"].includes(e.type)) e.value = "";
              const b = [...f.querySelectorAll("button:not([name^=_]):not(.said)")].pop(); f.requestSubmit(b); }""",
            form,
        )


def sent_without_its_token(page: Any) -> None:
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((e) => (e.value = 'x'.repeat(64)))"
    )
    sent_empty(page)


def of_form(form: str) -> Callable[[Any], None]:
    return lambda page: sent_empty(page, form)


def found_at_desk(page: Any) -> None:
    page.fill("[name=wanted]", "0905 000 103")
    with page.expect_navigation():
        page.press("[name=wanted]", "Enter")


def compared_wrongly(page: Any) -> None:
    found_at_desk(page)
    page.fill("[name=identity_number]", "12")
    with page.expect_navigation():
        page.press("[name=identity_number]", "Enter")


def reset_password(page: Any) -> None:
    """The number typed from the card, unless that was done before; then the password."""
    found_at_desk(page)
    if page.locator("[name=identity_number]").count():
        page.fill("[name=identity_number]", "000190000777")
        with page.expect_navigation():
            page.press("[name=identity_number]", "Enter")
    with page.expect_navigation():
        page.click("form[action$='/mat-khau/'] button")


def with_code(code: str) -> Callable[[Any], None]:
    def then(page: Any) -> None:
        page.fill("[name=code]", code)
        with page.expect_navigation():
            page.click("main button.act")

    return then


def looked_up(number: str, secret: str) -> Callable[[Any], None]:
    def then(page: Any) -> None:
        page.fill("#f-number", number)
        page.fill("#f-secret", secret)
        with page.expect_navigation():
            page.locator("main form button:not(.said)").last.click()

    return then


def looked_at_a_draw(page: Any) -> None:
    rows = [f"Ea Mẫu {n};Buôn {v};{120 + 10 * v}" for n in range(3) for v in range(4)]
    page.fill("[name=list]", "\n".join(["xa;thon;nguoi", *rows]))
    with page.expect_navigation():
        page.locator("main form button:not(.said)").last.click()


def rated_well(page: Any) -> None:
    if page.locator("[name=level]").count():
        page.check("[name=level][value='4']")
        with page.expect_navigation():
            page.locator("main form button:not(.said)").last.click()


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


# The visits --------------------------------------------------------------------------------------------------


def visits(scene: Scene) -> Iterator[Visit]:
    yield from _front_hall(scene)
    yield from _accounts(scene)
    yield from _citizens(scene)
    yield from _officers(scene)
    yield from _acts(scene)
    yield from _papers(scene)
    yield from _indices(scene)
    yield from _operator(scene)
    yield from _refusals(scene)


def _front_hall(scene: Scene) -> Iterator[Visit]:
    yield Visit("home", "portal:home", "/")
    yield Visit("home-officer", "portal:home", "/", scene.world.cast.head)
    yield Visit("accessibility", "portal:accessibility", "/tro-nang/")
    yield Visit("privacy", "portal:privacy", "/du-lieu-ca-nhan/")
    yield Visit("patterns", "portal:patterns", "/design/")
    yield Visit("patterns-desk", "portal:patterns", "/design/?desk")
    yield Visit("procedures", "procedures:list", "/thu-tuc/")
    yield Visit("procedures-found", "procedures:list", "/thu-tuc/?q=khai+sinh")
    yield Visit("procedures-nothing", "procedures:list", "/thu-tuc/?q=zzzz")
    yield Visit("life-event", "procedures:life-event", "/thu-tuc/viec/sinh-con/")
    for code in ("1.001612", "2.000635"):
        yield Visit(f"procedure-{code}", "procedures:detail", f"/thu-tuc/{code}/")
        yield Visit(f"procedure-paper-{code}", "procedures:paper", f"/thu-tuc/{code}/to-khai/")
    yield Visit("track", "dossiers:track", "/tra-cuu/")
    yield Visit("track-wrong", "dossiers:track", "/tra-cuu/", status=422, then=looked_up("H15.15-20261120-0000009", "AAAA0000"))  # fmt: skip
    tracked = looked_up(scene.numbers["own"], scene.secret)
    yield Visit("tracked", "dossiers:tracked", "/tra-cuu/", then=tracked)
    yield Visit("check", "documents:check", "/kiem-tra/")
    hoa = scene.world.cast.hoa
    rated = f"/danh-gia/{scene.numbers['returned']}/"
    yield Visit("rate", "feedback:rate", rated, hoa)
    yield Visit("rate-empty", "feedback:rate", rated, hoa, status=422, then=sent_empty)
    yield Visit("rated", "feedback:rate", f"/danh-gia/{scene.numbers['issued']}/", hoa, then=rated_well)
    yield from _survey(scene)


def _survey(scene: Scene) -> Iterator[Visit]:
    begin = "/khao-sat/tra-loi/"
    yield Visit("survey-begin", "surveys:begin", begin)
    yield Visit("survey-unknown", "surveys:begin", begin, status=404, then=with_code("2222-2222-2222"))
    yield Visit("survey-spent", "surveys:begin", begin, status=409, then=with_code(scene.codes["spent"]))
    yield Visit("survey-questions", "surveys:begin", begin, then=with_code(scene.codes["free"]))
    yield Visit("survey-thanks", "surveys:thanks", "/khao-sat/cam-on/")
    officer = scene.others["home-affairs"]
    yield Visit("survey-rounds", "surveys:rounds", "/khao-sat/dot/", officer)
    yield Visit("survey-plan", "surveys:plan", "/khao-sat/dot/moi/", officer)
    yield Visit("survey-plan-empty", "surveys:plan", "/khao-sat/dot/moi/", officer, 422, sent_empty)
    for survey in Survey.objects.order_by("pk"):
        name = f"survey-round-{survey.state}"
        yield Visit(name, "surveys:round", reverse("surveys:round", args=[survey.pk]), officer)
    enumerator = scene.others["enumerator"]
    yield Visit("survey-field", "surveys:field", "/khao-sat/di-hoi/", enumerator)
    asking = Survey.objects.get(state="open").pk
    yield Visit("survey-tablet", "surveys:tablet", reverse("surveys:tablet", args=[asking]))
    yield Visit("survey-places", "surveys:places", reverse("surveys:places", args=[asking]), enumerator)
    yield Visit(
        "survey-station",
        "surveys:places",
        reverse("surveys:places", args=[asking]),
        enumerator,
        then=sent_empty,
    )
    yield Visit(
        "survey-own-places", "surveys:own-places", reverse("surveys:own-places", args=[asking]), enumerator
    )
    place = SampleUnit.objects.filter(survey=asking, cell__isnull=False).order_by("position", "pk")[0]
    yield Visit("survey-place", "surveys:place", reverse("surveys:place", args=[place.pk]), enumerator)
    office = SampleUnit.objects.get(survey=asking, stage=2, is_reserve=False).parent_id
    yield Visit("survey-office", "surveys:place", reverse("surveys:place", args=[office]), enumerator)
    yield Visit("survey-people", "surveys:people", reverse("surveys:people", args=[office]), enumerator)
    lists = reverse("surveys:lists", args=[asking])
    yield Visit("survey-list", "surveys:lists", lists, enumerator)
    yield Visit("survey-sheet", "surveys:lists", f"{lists}?noi={place.pk}", enumerator)
    # Settled before the round is closed, where the forms are sent.
    stack = PaperSheet.objects.order_by("pk")[0].sample_unit
    yield Visit("survey-paper", "surveys:paper", reverse("surveys:paper", args=[asking]), enumerator)
    sheets = reverse("surveys:paper-stack", args=[asking, stack.pk])
    yield Visit("survey-compare", "surveys:paper-compare", f"{sheets}1/so-sanh/", officer)
    yield Visit("survey-stack", "surveys:paper-stack", sheets, officer)
    yield Visit("survey-type", "surveys:paper-type", f"{sheets}4/", officer)
    yield Visit("survey-type-empty", "surveys:paper-type", f"{sheets}9/", officer, 422, sent_empty)
    closing = Survey.objects.get(state="open").pk
    assign = reverse("surveys:assign", args=[closing])
    yield Visit("survey-assign", "surveys:assign", assign, officer)
    yield Visit("survey-assign-empty", "surveys:assign", assign, officer, 422, sent_empty)
    yield Visit("survey-response", "surveys:response", reverse("surveys:response", args=[closing]), officer)
    yield Visit("survey-close", "surveys:close", reverse("surveys:close", args=[closing]), officer)
    into = reverse("surveys:import", args=[closing])
    yield Visit("survey-import", "surveys:import", into, officer)
    yield Visit("survey-import-nothing", "surveys:import", into, officer, 422, sent_empty)
    planned = Survey.objects.get(state="planned").pk
    yield Visit("survey-open", "surveys:open", reverse("surveys:open", args=[planned]), officer)
    draw = reverse("surveys:draw", args=[planned])
    yield Visit("survey-draw", "surveys:draw", draw, officer)
    yield Visit("survey-draw-empty", "surveys:draw", draw, officer, 422, sent_empty)
    yield Visit("survey-draw-looked", "surveys:draw", draw, officer, then=looked_at_a_draw)
    draw_people = reverse("surveys:draw-people", args=[planned])
    yield Visit("survey-draw-people", "surveys:draw-people", draw_people, officer)
    yield Visit("survey-draw-people-empty", "surveys:draw-people", draw_people, officer, 422, sent_empty)
    cards = reverse("surveys:invitations", args=[closing])
    yield Visit("survey-places-drawn", "surveys:invitations", cards, officer)
    place = SampleUnit.objects.filter(survey=closing, cell__isnull=False).order_by("position", "pk")[0]
    yield Visit("survey-cards", "surveys:invitations", f"{cards}?noi={place.pk}", officer)
    version = Survey.objects.order_by("pk")[0].version_id
    yield Visit(
        "survey-paper-form", "surveys:paper-form", reverse("surveys:paper-form", args=[version]), officer
    )
    yield Visit("survey-questionnaires", "surveys:questionnaires", "/khao-sat/bo-cau-hoi/", officer)
    yield Visit("survey-no-file", "surveys:questionnaires", "/khao-sat/bo-cau-hoi/", officer, 422, sent_empty)
    yield Visit(
        "survey-questionnaire",
        "surveys:questionnaire",
        reverse("surveys:questionnaire", args=[version]),
        officer,
    )


def _indices(scene: Scene) -> Iterator[Visit]:
    yield Visit("indices", "indices:home", "/chi-so/")
    yield Visit("indices-several", "indices:home", "/chi-so/?tinh=quang")
    yield Visit("indices-year", "indices:year", "/chi-so/par-index/2023/")
    yield Visit("indices-sipas", "indices:year", "/chi-so/sipas/2022/")
    yield Visit("indices-ministries", "indices:ministries", "/chi-so/par-index/2022/bo/")
    yield Visit("indices-province", "indices:province", "/chi-so/tinh/dak-lak/")
    yield Visit("indices-ministry", "indices:ministry", "/chi-so/bo/ngan-hang-nha-nuoc/")
    yield Visit("indices-ministry-none", "indices:ministry", "/chi-so/bo/xay-dung/")
    yield Visit("indices-province-new", "indices:province", "/chi-so/tinh/dak-lak-2025/")
    yield Visit("indices-compare", "indices:compare", "/chi-so/so-sanh/?mot=dak-lak&hai=ninh-thuan")
    yield Visit("indices-gap", "indices:gap", "/chi-so/tinh/dak-lak/phan-tich/")
    yield Visit("results", "indices:results", "/chi-so/khao-sat/")
    sheet = f"/chi-so/khao-sat/{scene.sheet}/"
    yield Visit("result", "indices:result", sheet)
    yield Visit("result-province", "indices:result-province", f"{sheet}tinh/dak-lak/")
    yield Visit("result-gap", "indices:result-gap", f"{sheet}tinh/dak-lak/phan-tich/")
    yield Visit("result-choose", "indices:result-compare", f"{sheet}so-sanh/")
    yield Visit("result-compare", "indices:result-compare", f"{sheet}so-sanh/?mot=dak-lak&hai=quang-ninh")
    yield Visit("now", "indices:now", "/chi-so/hien-nay/dak-lak-2025/")
    yield Visit("now-too-few", "indices:now", "/chi-so/hien-nay/gia-lai-2025/")
    operator = scene.world.cast.operator
    yield Visit("indices-import", "indices:import", "/chi-so/nhap/", operator)
    yield Visit("indices-import-empty", "indices:import", "/chi-so/nhap/", operator, 422, sent_empty)


def _accounts(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    yield Visit("sign-in", "people:sign-in", "/dang-nhap/")
    yield Visit("sign-in-empty", "people:sign-in", "/dang-nhap/", status=422, then=of_form("main form:has([name=password])"))  # fmt: skip
    yield Visit("sign-up", "people:sign-up", "/dang-ky/")
    yield Visit("sign-up-empty", "people:sign-up", "/dang-ky/", status=422, then=sent_empty)
    yield Visit("roles", "people:roles", "/dang-nhap/vai-tro/", cast.head)
    yield Visit("me", "people:me", "/toi/", cast.hoa)
    yield Visit("me-officer", "people:me", "/toi/", cast.head)
    yield Visit("contact", "people:contact", "/toi/lien-he/", cast.hoa)
    yield Visit("password", "people:password", "/toi/mat-khau/", cast.hoa)
    yield Visit("password-empty", "people:password", "/toi/mat-khau/", cast.hoa, 422, sent_empty)
    yield Visit("looks", "people:looks", "/toi/ai-da-xem/", cast.hoa)
    yield Visit("looks-none", "people:looks", "/toi/ai-da-xem/", cast.nam)
    desk = "/quay/tai-khoan/"
    yield Visit("help-desk", "people:help-desk", desk, cast.reception)
    yield Visit("help-desk-found", "people:help-desk", desk, cast.reception, then=found_at_desk)
    yield Visit("help-desk-wrong", "people:compare-card", desk, cast.reception, 422, compared_wrongly)
    yield Visit("help-desk-reset", "people:reset-password", desk, cast.reception, then=reset_password)
    yield Visit("looks-by", "people:looks-by", "/thanh-tra/luot-xem/", cast.auditor)


OWN = (
    "own",
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
    for key in OWN:
        yield Visit(f"own-{key}", "dossiers:own", reverse("dossiers:own", args=[scene.numbers[key]]), hoa)
    for key in ("new", "taken", "firm"):
        path = reverse("dossiers:receipt", args=[scene.numbers[key]])
        yield Visit(f"receipt-{key}", "dossiers:receipt", path, hoa)
    yield Visit("held", "dossiers:held", "/giay-to-cua-toi/", hoa)
    yield Visit("held-none", "dossiers:held", "/giay-to-cua-toi/", nam)
    own = scene.numbers["own"]
    yield Visit("supplement", "dossiers:own-supplement", reverse("dossiers:own-supplement", args=[own]), hoa)
    yield Visit("withdraw", "dossiers:own-withdraw", reverse("dossiers:own-withdraw", args=[own]), hoa)


def _officers(scene: Scene) -> Iterator[Visit]:
    cast, number = scene.world.cast, scene.numbers
    yield Visit("desk", "dossiers:desk", "/ban-lam-viec/?xem=tat-ca", cast.head)
    yield Visit("desk-late", "dossiers:desk", "/ban-lam-viec/?xem=tre", cast.leader)
    yield Visit("desk-empty", "dossiers:desk", "/ban-lam-viec/?xem=tre", cast.stranger_case)
    yield Visit(
        "desk-nothing-found", "dossiers:desk", "/ban-lam-viec/?xem=tat-ca", cast.head, then=searched("zzzz")
    )
    yield Visit("bulk", "dossiers:bulk", "/ban-lam-viec/?xem=tat-ca", cast.head, then=chosen(SLUGS[Act.ASSIGN]))  # fmt: skip
    yield Visit("counter-choose", "dossiers:counter", "/quay/", cast.stranger)
    yield Visit("counter", "dossiers:counter", "/quay/?thu-tuc=1.001612", cast.stranger)
    yield Visit("counter-empty", "dossiers:counter", "/quay/?thu-tuc=1.001612", cast.stranger, 422, sent_empty)  # fmt: skip
    counter = f"/quay/?thu-tuc={CODE}"
    yield Visit("counter-firm", "dossiers:counter", counter, cast.reception, 422, folded("org-name", FIRM))
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
    path = reverse("dossiers:dossier", args=[number["own"]])
    yield Visit("revealed", "dossiers:reveal", path, cast.reception, then=of_form("form[action$='/hien/']"))
    paper = Paper.objects.filter(dossier__number=number["progress"]).order_by("pk").first()
    path = reverse("dossiers:digitise", args=[number["progress"], paper.pk])
    yield Visit("digitise", "dossiers:digitise", path, cast.case)
    yield Visit("signing", "dossiers:signing", "/ky-so/", cast.leader)
    yield Visit("signing-empty", "dossiers:signing", "/ky-so/", cast.leader, 422, sent_empty)
    yield Visit("signing-clerk", "dossiers:signing", "/ky-so/", cast.clerk)
    yield Visit("signing-nothing", "dossiers:signing", "/ky-so/", scene.others["leader"])
    yield Visit("overview", "dossiers:overview", "/lanh-dao/", cast.leader)
    yield Visit("overview-province", "dossiers:overview", "/lanh-dao/", cast.watcher)
    yield Visit("ratings", "indices:ratings", "/danh-gia/", cast.leader)
    yield Visit("ratings-empty", "indices:ratings", "/danh-gia/", scene.others["leader"])
    yield Visit("overview-empty", "dossiers:overview", "/lanh-dao/", cast.auditor)
    yield Visit("register", "dossiers:register", "/so-theo-doi/", cast.head)
    yield Visit(
        "register-nothing", "dossiers:register", "/so-theo-doi/?tu=01/01/2020&den=02/01/2020", cast.head
    )
    yield Visit("register-print", "dossiers:register-print", "/so-theo-doi/in/", cast.head)


ACTS_AT = {
    Act.TAKE_IN: "new", Act.REFUSE: "to-refuse", Act.ASK_SUPPLEMENT: "to-ask", Act.SUPPLEMENT: "paused",
    Act.ASSIGN: "to-assign", Act.HAND_OVER: "taken", Act.PROPOSE: "progress", Act.SEND_BACK: "proposed",
    Act.APPROVE: "to-approve", Act.MARK_DONE: "approved", Act.GIVE_BACK: "issued", Act.EXTEND: "late",
    Act.STOP: "to-stop", Act.WITHDRAW: "to-withdraw", Act.NOTE: "progress", Act.CHECK_APPLICANT: "firm",
    Act.SIGN: "e-draft", Act.STAMP: "e-signed", Act.RECALL: "e-asked",
}  # fmt: skip
ACTED_BY = {
    Act.ASK_SUPPLEMENT: "case", Act.ASSIGN: "head", Act.PROPOSE: "case", Act.SEND_BACK: "leader", Act.APPROVE: "leader",
    Act.MARK_DONE: "clerk", Act.GIVE_BACK: "returner", Act.EXTEND: "leader", Act.STOP: "leader", Act.NOTE: "case",
    Act.SIGN: "leader", Act.STAMP: "clerk", Act.RECALL: "leader",
}  # fmt: skip
SENT_EMPTY = (Act.REFUSE, Act.ASK_SUPPLEMENT, Act.PROPOSE, Act.EXTEND, Act.STOP)


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


def _operator(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    operator = cast.operator

    def at(route: str, *args: object) -> str:
        return reverse(route, args=args)

    yield Visit("operator", "operations:home", "/quan-tri/", operator)
    yield Visit("notices", "notices:stuck", "/quan-tri/thong-bao/", operator)
    yield Visit("agencies", "people:agencies", "/quan-tri/co-cau/", operator)
    yield Visit("agencies-none", "people:agencies", "/quan-tri/co-cau/?tim=zzzz", operator)
    agency = at("people:agency", cast.department.pk)
    yield Visit("agency", "people:agency", agency, operator)
    yield Visit("mandate-empty", "people:mandate-give", agency, operator, 422, of_form("form[action$='/uy-nhiem/']"))  # fmt: skip
    yield Visit(
        "officer-empty", "people:officer-add", agency, operator, 422, of_form("form[action$='/can-bo/']")
    )
    correct = at("people:agency-correct", cast.department.pk)
    yield Visit("agency-correct", "people:agency-correct", correct, operator)
    yield Visit("law", "law:values", "/quan-tri/luat/", operator)
    value = at("law:value", "dossiers.draft-life-days")
    yield Visit("law-value", "law:value", value, operator)
    yield Visit("law-value-empty", "law:value", value, operator, 422, of_form("form:has([name=basis])"))
    yield Visit("law-year", "law:year", at("law:year", 2026), operator)
    yield Visit("law-next-year", "law:year", at("law:year", 2027), operator)
    yield Visit("law-hours", "law:hours", "/quan-tri/luat/gio-lam-viec/", operator)
    yield Visit("versions", "procedures:admin", "/quan-tri/thu-tuc/", operator)
    yield Visit("versions-no-file", "procedures:load", "/quan-tri/thu-tuc/", operator, 422, of_form("form[action$='/nap/']"))  # fmt: skip
    for name, status in (("published", "published"), ("draft", "draft")):
        version = Version.objects.filter(procedure__code=CODE, status=status).get()
        yield Visit(f"version-{name}", "procedures:version", at("procedures:version", version.pk), operator)


def _refusals(scene: Scene) -> Iterator[Visit]:
    cast, number = scene.world.cast, scene.numbers
    yield Visit("not-found", "", "/khong-co-trang-nay/", status=404)
    yield Visit("not-found-officer", "", "/khong-co-trang-nay/", cast.case, 404)
    yield Visit(
        "somebody-elses", "dossiers:own", reverse("dossiers:own", args=[number["new"]]), cast.nam, 404
    )
    yield Visit("forbidden", "operations:home", "/quan-tri/", cast.hoa, 403)
    yield Visit("forbidden-officer", "operations:home", "/quan-tri/", cast.case, 403)
    yield Visit("wrong-method", "people:sign-out", "/dang-xuat/", status=405)
    yield Visit(
        "wrong-method-officer", "notices:resend", "/quan-tri/thong-bao/1/gui-lai/", cast.operator, 405
    )
    yield Visit("draft-expired", "dossiers:draft-check", scene.walkers["expired"].url("draft-check"), scene.citizens["expired"], 410)  # fmt: skip
    yield Visit("form-too-old", "people:contact", "/toi/lien-he/", cast.hoa, 403, sent_without_its_token)
    yield Visit("broken", "broken", "/hong/", status=500)
    twice = reverse("dossiers:act", args=[number["extended"], SLUGS[Act.EXTEND]])
    yield Visit("act-refused", "dossiers:act", twice, cast.leader, 409)
    yield Visit("no-paper", "dossiers:paper", reverse("dossiers:paper", args=[number["new"], "04"]), cast.hoa, 409)  # fmt: skip
    newest = Version.objects.order_by("-pk").first()
    yield Visit("version-not-there", "procedures:version", f"/quan-tri/thu-tuc/{newest.pk + 999}/", cast.operator, 404)  # fmt: skip
