"""Addresses of the room."""

from django.urls import path

from . import pages

app_name = "feedback"
urlpatterns = [
    path("danh-gia/<str:number>/", pages.rate, name="rate"),
]
