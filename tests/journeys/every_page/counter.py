"""The hall, the window, and times people choose."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from motcua.counter import actions, queries
from motcua.counter.models import Appointment, HandOverSheet, Ticket
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import ReservedNumber
from tests.counter.build import the_hall
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form


def visits(scene: Scene) -> Iterator[Visit]:
    cast, hall = scene.world.cast, the_hall(scene.world)
    office = cast.department.pk
    if not Ticket.objects.exists():
        for _ in range(4):
            hall.take()
        hall.take(hall.other)
        hall.call(hall.second)
    ticket = Ticket.objects.filter(state="waiting").order_by("pk")[0]
    kiosk, board = (reverse(f"counter:{name}", args=[office]) for name in ("kiosk", "board"))
    book = reverse("counter:book", args=["1.000001"])
    yield Visit("kiosk", "counter:kiosk", kiosk)
    yield Visit("kiosk-nothing", "counter:kiosk", reverse("counter:kiosk", args=[cast.commune.pk]))
    yield Visit(
        "check-in-empty", "counter:check-in", kiosk, status=422, then=of_form("form[action$='/hen/']")
    )
    yield Visit("ticket", "counter:ticket", reverse("counter:ticket", args=[ticket.key]))
    yield Visit("board", "counter:board", board)
    yield Visit("board-nothing", "counter:board", reverse("counter:board", args=[cast.commune.pk]))
    yield Visit("windows", "counter:calling", "/quay/goi-so/", cast.reception)
    yield Visit("calling", "counter:calling", "/quay/goi-so/", cast.reception, then=called)
    yield Visit("windows-nothing", "counter:calling", "/quay/goi-so/", cast.stranger)
    yield Visit("offline", "counter:offline", "/quay/mat-mang/", cast.reception)
    yield Visit("numbers-nothing", "counter:numbers", "/quay/so-giu/?ngay=01/01/2026", cast.reception)
    if not ReservedNumber.objects.exists():
        by = {"reach": scene.world.reach(cast.reception), "at": scene.world.at}
        kept = dossiers.reserve_numbers(agency_id=office, desk="Quầy 1", count=3, **by)
        dossiers.void_number(number=kept[0].number, reason="Rách giấy tiếp nhận.", **by)
    yield Visit("numbers", "counter:numbers", "/quay/so-giu/", cast.reception)
    yield Visit(
        "numbers-empty", "counter:numbers", "/quay/so-giu/", cast.reception, 422, of_form("main form.stack")
    )
    yield Visit("handing", "counter:handing", "/quay/ban-giao/", cast.reception)
    if not HandOverSheet.objects.exists():
        by = {"reach": scene.world.reach(cast.reception), "at": scene.world.at}
        left = queries.to_hand_over(by["reach"], at=by["at"])
        actions.give_sheet(agency_id=office, dossiers=[one.id for one in left[:2]], **by)
    sheet = HandOverSheet.objects.order_by("pk")[0]
    yield Visit("handing-unit", "counter:handing", "/quay/ban-giao/", cast.case)
    yield Visit(
        "handing-empty", "counter:handing", "/quay/ban-giao/", cast.case, 422, of_form("main section form")
    )
    yield Visit("hand-over-sheet", "counter:sheet", reverse("counter:sheet", args=[sheet.pk]), cast.case)
    yield Visit("arranging", "counter:arranging", "/quay/thiet-lap/", cast.reception)
    yield Visit(
        "arranging-empty",
        "counter:arranging",
        "/quay/thiet-lap/",
        cast.reception,
        422,
        of_form("form.section"),
    )
    yield Visit("book", "counter:book", book, cast.hoa)
    yield Visit("appointments-nothing", "counter:appointments", "/lich-hen/", cast.nam)
    # Asked a second time, the appointment is there already.
    if not Appointment.objects.exists():
        time = queries.days_free(hall.civil, at=scene.world.at)[0].times[0]
        actions.book(
            code="1.000001", agency_id=office, starts_at=time, language="vi", reach=scene.world.reach(cast.hoa),
            at=scene.world.at,
        )  # fmt: skip
    day = timezone.localtime(Appointment.objects.order_by("pk")[0].starts_at)
    yield Visit("appointments", "counter:appointments", "/lich-hen/", cast.hoa)
    yield Visit("who-comes", "counter:coming", "/quay/lich-hen/", cast.reception)
    yield Visit("coming-then", "counter:coming", f"/quay/lich-hen/?ngay={day:%d/%m/%Y}", cast.reception)


def called(page) -> None:
    """Sits down at the first window and calls the next number."""
    for button in ("[name=window]", "[name=act][value=next]"):
        if page.locator(button).count():
            with page.expect_navigation():
                page.locator(button).first.click()


WITHOUT_PAGE = {
    "counter:cancel": "a button of counter:appointments",
    "counter:keep": "answers the script of counter:offline",
    "counter:send": "answers the script of counter:offline",
    "counter:worker": "a script",
}
