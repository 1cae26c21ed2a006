"""Addresses of the law: for operators; the named tables are open to everyone."""

from django.urls import path

from . import pages, table_pages

app_name = "law"
urlpatterns = [
    path("quan-tri/luat/", pages.values, name="values"),
    path("quan-tri/luat/gia-tri/<str:key>/", pages.value, name="value"),
    path("quan-tri/luat/gia-tri/<str:key>/xac-minh/", pages.verify, name="verify"),
    path("quan-tri/luat/lich/<int:year>/", pages.year, name="year"),
    path("quan-tri/luat/gio-lam-viec/", pages.hours, name="hours"),
    path("quan-tri/luat/danh-muc/", table_pages.tables, name="tables"),
    path("danh-muc/<slug:key>/", table_pages.table, name="table"),
    path("danh-muc/<slug:key>/goi-y/", table_pages.suggest, name="table-suggest"),
]
