"""Addresses of the room: checking a result, for everyone."""

from django.urls import path

from motcua.documents.pages import check

app_name = "documents"
urlpatterns = [
    path("kiem-tra/", check.check, name="check"),
    path("kiem-tra/trang-luu/", check.saved_page, name="check-saved"),
    # The same page: for who comes from abroad, and at the short address that stands in the QR codes.
    path("verify/", check.check, name="check-verify"),
    path("K", check.check, name="check-code"),
]
