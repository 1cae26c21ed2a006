"""Signing in, one's own pages, the help desk, the operator's pages about agencies."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form, sent_empty, sent_without_its_token

WITHOUT_PAGE = {
    "people:demo": "POST only, leads inside",
    "people:sign-out": "POST only, leads to the home page",
    "people:absence-cover": "POST only, leads back to the list",
    "people:absence-end": "POST only, leads back to the list",
    "people:mandate-end": "POST only, leads back to the agency",
    "people:token-end": "POST only, leads back to the tokens",
}


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


def token_made(page: Any) -> None:
    page.fill("[name=name]", "Phần mềm của sở")
    page.check("[name=scopes][value='dossiers:read']")
    with page.expect_navigation():
        page.press("[name=name]", "Enter")


def visits(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    yield Visit("sign-in", "people:sign-in", "/dang-nhap/")
    yield Visit("sign-in-empty", "people:sign-in", "/dang-nhap/", status=422, then=of_form("main form:has([name=password])"))  # fmt: skip
    yield Visit("sign-up", "people:sign-up", "/dang-ky/")
    yield Visit("sign-up-empty", "people:sign-up", "/dang-ky/", status=422, then=sent_empty)
    yield Visit("roles", "people:roles", "/dang-nhap/vai-tro/", cast.head)
    yield Visit("me", "people:me", "/toi/", cast.hoa)
    yield Visit("me-officer", "people:me", "/toi/", cast.head)
    yield Visit("absences", "people:absences", "/toi/vang-mat/", cast.head)
    yield Visit("absences-empty", "people:absences", "/toi/vang-mat/", cast.head, 422, sent_empty)
    yield Visit("contact", "people:contact", "/toi/lien-he/", cast.hoa)
    yield Visit("password", "people:password", "/toi/mat-khau/", cast.hoa)
    yield Visit("password-empty", "people:password", "/toi/mat-khau/", cast.hoa, 422, sent_empty)
    yield Visit("looks", "people:looks", "/toi/ai-da-xem/", cast.hoa)
    yield Visit("looks-none", "people:looks", "/toi/ai-da-xem/", cast.nam)
    yield Visit("tokens", "people:tokens", "/toi/khoa-truy-cap/", cast.hoa)
    yield Visit("tokens-empty", "people:tokens", "/toi/khoa-truy-cap/", cast.case, 422, sent_empty)
    yield Visit("tokens-made", "people:tokens", "/toi/khoa-truy-cap/", cast.case, then=token_made)
    yield Visit("tokens-within", "people:tokens-within", "/quan-tri/khoa-truy-cap/", cast.operator)
    desk = "/quay/tai-khoan/"
    yield Visit("help-desk", "people:help-desk", desk, cast.reception)
    yield Visit("help-desk-found", "people:help-desk", desk, cast.reception, then=found_at_desk)
    yield Visit("help-desk-wrong", "people:compare-card", desk, cast.reception, 422, compared_wrongly)
    yield Visit("help-desk-reset", "people:reset-password", desk, cast.reception, then=reset_password)
    yield Visit("looks-by", "people:looks-by", "/thanh-tra/luot-xem/", cast.auditor)
    yield from _operator(scene)
    yield from _refusals(scene)


def _operator(scene: Scene) -> Iterator[Visit]:
    department, operator = scene.world.cast.department, scene.world.cast.operator
    yield Visit("agencies", "people:agencies", "/quan-tri/co-cau/", operator)
    yield Visit("agencies-none", "people:agencies", "/quan-tri/co-cau/?tim=zzzz", operator)
    agency = reverse("people:agency", args=[department.pk])
    yield Visit("agency", "people:agency", agency, operator)
    yield Visit("mandate-empty", "people:mandate-give", agency, operator, 422, of_form("form[action$='/uy-nhiem/']"))  # fmt: skip
    yield Visit(
        "officer-empty", "people:officer-add", agency, operator, 422, of_form("form[action$='/can-bo/']")
    )
    correct = reverse("people:agency-correct", args=[department.pk])
    yield Visit("agency-correct", "people:agency-correct", correct, operator)


def _refusals(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    yield Visit("wrong-method", "people:sign-out", "/dang-xuat/", status=405)
    yield Visit("form-too-old", "people:contact", "/toi/lien-he/", cast.hoa, 403, sent_without_its_token)
