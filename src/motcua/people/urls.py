"""Addresses of people: coming in, one's own page, who runs the house."""

from django.urls import path

from .pages import absences, enter, help_desk, manage, me, tokens

app_name = "people"
urlpatterns = [
    path("dang-nhap/", enter.sign_in, name="sign-in"),
    path("dang-nhap/vai-tro/", enter.roles, name="roles"),
    path("dang-nhap/trinh-dien/", enter.demo, name="demo"),
    path("dang-ky/", enter.sign_up, name="sign-up"),
    path("dang-xuat/", enter.sign_out, name="sign-out"),
    path("toi/", me.me, name="me"),
    path("toi/lien-he/", me.contact, name="contact"),
    path("toi/mat-khau/", me.password, name="password"),
    path("toi/ai-da-xem/", me.looks, name="looks"),
    path("toi/khoa-truy-cap/", tokens.mine, name="tokens"),
    path("toi/khoa-truy-cap/<int:token_id>/thu-hoi/", tokens.end, name="token-end"),
    path("quan-tri/khoa-truy-cap/", tokens.within, name="tokens-within"),
    path("toi/vang-mat/", absences.absences, name="absences"),
    path("toi/vang-mat/<int:absence_id>/lam-thay/", absences.name_cover, name="absence-cover"),
    path("toi/vang-mat/<int:absence_id>/ket-thuc/", absences.end, name="absence-end"),
    path("quay/tai-khoan/", help_desk.find, name="help-desk"),
    path("quay/tai-khoan/<slug:public_id>/doi-chieu/", help_desk.compare, name="compare-card"),
    path("quay/tai-khoan/<slug:public_id>/mat-khau/", help_desk.reset, name="reset-password"),
    path("quan-tri/co-cau/", manage.agencies, name="agencies"),
    path("quan-tri/co-cau/<int:id>/", manage.agency, name="agency"),
    path("quan-tri/co-cau/<int:id>/sua/", manage.correct, name="agency-correct"),
    path("quan-tri/co-cau/<int:id>/uy-nhiem/", manage.give, name="mandate-give"),
    path("quan-tri/co-cau/<int:id>/can-bo/", manage.add_officer, name="officer-add"),
    path("quan-tri/uy-nhiem/<int:mandate_id>/ket-thuc/", manage.end, name="mandate-end"),
    path("thanh-tra/luot-xem/", manage.looks, name="looks-by"),
]
