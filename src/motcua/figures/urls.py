"""Addresses of the room."""

from django.urls import path

from .pages import figure, records, year

app_name = "figures"
urlpatterns = [
    path("so-lieu/", figure.home, name="home"),
    path("so-lieu/nam/", year.year_page, name="year"),
    path("so-lieu/<slug:slug>/", figure.figure_page, name="figure"),
    path("so-lieu/<slug:slug>/ho-so/", records.records_page, name="records"),
    path("so-lieu/<slug:slug>/tep/<str:name>", figure.file, name="file"),
]
