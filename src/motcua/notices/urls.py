from django.urls import path

from motcua.notices import pages

app_name = "notices"
urlpatterns = [
    path("quan-tri/thong-bao/", pages.stuck, name="stuck"),
    path("quan-tri/thong-bao/<int:notice_id>/gui-lai/", pages.resend, name="resend"),
]
