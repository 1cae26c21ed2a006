from django.urls import path

from motcua.notices.pages import reaching, stuck, texts

app_name = "notices"
urlpatterns = [
    path("toi/tin-bao/", reaching.reaching, name="reaching"),
    path("quan-tri/thong-bao/", stuck.stuck, name="stuck"),
    path("quan-tri/thong-bao/gui-lai/", stuck.resend_all, name="resend-all"),
    path("quan-tri/thong-bao/van-ban/", texts.texts, name="texts"),
    path("quan-tri/thong-bao/<int:notice_id>/gui-lai/", stuck.resend, name="resend"),
]
