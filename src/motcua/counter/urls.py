"""Addresses of the room."""

from django.urls import path

from motcua.counter.pages import appointments, arranging, calling, handing, kiosk, offline

app_name = "counter"
urlpatterns = [
    # In the hall, for everybody.
    path("lay-so/<int:id>/", kiosk.kiosk, name="kiosk"),
    path("lay-so/<int:id>/hen/", kiosk.checked_in, name="check-in"),
    path("lay-so/phieu/<uuid:ticket>/", kiosk.slip, name="ticket"),
    path("bang-goi/<int:id>/", kiosk.board, name="board"),
    # For who comes at a time of their own.
    path("dat-hen/<str:code>/", appointments.book, name="book"),
    path("lich-hen/", appointments.mine, name="appointments"),
    path("lich-hen/<uuid:booking>/huy/", appointments.cancel, name="cancel"),
    # At the window.
    path("quay/goi-so/", calling.calling, name="calling"),
    path("quay/lich-hen/", appointments.coming, name="coming"),
    path("quay/thiet-lap/", arranging.arranging, name="arranging"),
    # From the desk to the unit.
    path("quay/ban-giao/", handing.handing, name="handing"),
    path("quay/ban-giao/<int:sheet>/", handing.sheet, name="sheet"),
    # While the line is down.
    path("quay/mat-mang/", offline.offline, name="offline"),
    path("quay/mat-mang/giu-so/", offline.keep, name="keep"),
    path("quay/mat-mang/gui/", offline.send, name="send"),
    path("quay/so-giu/", offline.numbers, name="numbers"),
    path("quay/giu-trang.js", offline.worker, name="worker"),
]
