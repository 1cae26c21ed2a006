"""Addresses of the law: for operators only."""

from django.urls import path

from . import pages

app_name = "law"
urlpatterns = [
    path("quan-tri/luat/", pages.values, name="values"),
    path("quan-tri/luat/gia-tri/<str:key>/", pages.value, name="value"),
    path("quan-tri/luat/gia-tri/<str:key>/xac-minh/", pages.verify, name="verify"),
    path("quan-tri/luat/lich/<int:year>/", pages.year, name="year"),
    path("quan-tri/luat/gio-lam-viec/", pages.hours, name="hours"),
]
