"""Addresses of the officers: the desk, a dossier and its acts, the counter."""

from django.urls import path, register_converter

from motcua.dossiers.pages import (
    acts,
    bulk,
    bundles,
    corrections,
    counter,
    counter_helper,
    desk,
    digitise,
    dossier,
    evidence,
    list_files,
    opinions,
    post,
    resuming,
    reusing,
    signed_sheets,
    signing,
    standing,
    stuck,
    undoing,
    views,
    workload,
)


class NumberInAddress:
    """A dossier's number as it stands in an address."""

    regex = r"[0-9A-Z.]{3,35}-[0-9]{6,8}-[0-9]{4,7}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberInAddress, "dossier_number")

urlpatterns = [
    path("ban-lam-viec/", desk.desk_page, name="desk"),
    path("ky-so/", signing.signing_page, name="signing"),
    path("ky-so/dang-ky/", signing.progress, name="signing-progress"),
    path("ho-so/<dossier_number:number>/van-ban/", signing.paper, name="result-draft"),
    path("ho-so/<dossier_number:number>/ky-lai/", signing.again, name="signing-again"),
    path("ban-lam-viec/khoi-luong/", workload.workload_page, name="workload"),
    path("ho-so-dung-yen/", stuck.stuck_page, name="stuck"),
    path("ban-lam-viec/khung-nhin/", views.views_page, name="views"),
    path("ban-lam-viec/khung-nhin/luu/", views.save, name="view-save"),
    path("ban-lam-viec/khung-nhin/<int:view_id>/", views.change, name="view-change"),
    path("ban-lam-viec/tai-ve/", list_files.desk_file, name="desk-file"),
    path("ban-lam-viec/hang-loat/<uuid:bulk_key>/", bulk.bulk_act, name="bulk-act"),
    path("ban-lam-viec/hang-loat/<uuid:bulk_key>/rut-lai/", bulk.bulk_undo, name="bulk-undo"),
    path("ban-lam-viec/<slug:slug>/", bulk.bulk_page, name="bulk"),
    path("quay/", counter.counter_page, name="counter"),
    path("quay/bo/<str:code>/", bundles.counter_done, name="counter-bundle"),
    path("quay/bo/<str:code>/phieu/", bundles.slips, name="counter-slips"),
    path("quay/ban-nhap/", resuming.at_the_counter, name="counter-resume"),
    path("quay/nguoi-giup/", counter_helper.note, name="counter-helper"),
    path("quay/buu-chinh/", post.posting, name="posting"),
    path("ho-so/<dossier_number:number>/buu-gui/", post.parcels, name="parcels"),
    path("quay/<dossier_number:number>/", counter.done_page, name="counter-done"),
    path("ho-so/<dossier_number:number>/", dossier.dossier_page, name="dossier"),
    path("ho-so/<dossier_number:number>/hien/", dossier.reveal, name="reveal"),
    path("ho-so/<dossier_number:number>/giay-to/<int:paper_id>/", dossier.paper, name="paper-file"),
    path("ho-so/<dossier_number:number>/bang-chung/", evidence.packet, name="packet"),
    path(
        "ho-so/<dossier_number:number>/giay-to/<int:paper_id>/so-hoa/",
        digitise.digitise_page,
        name="digitise",
    ),
    path(
        "ho-so/<dossier_number:number>/giay-to/<int:paper_id>/kho/",
        reusing.reuse_page,
        name="reuse",
    ),
    path(
        "ho-so/<dossier_number:number>/giay-to/<int:paper_id>/trang/<int:page>/",
        digitise.picture,
        name="digitised-page",
    ),
    path("ho-so/<dossier_number:number>/sua/", corrections.corrections_page, name="corrections"),
    path(
        "ho-so/<dossier_number:number>/sua/<uuid:correction_key>/",
        corrections.correction_answer,
        name="correction-answer",
    ),
    path(
        "ho-so/<dossier_number:number>/sua/<uuid:correction_key>/phieu/",
        corrections.correction_sheet,
        name="correction-sheet",
    ),
    path(
        "ho-so/<dossier_number:number>/sua/<uuid:correction_key>/phieu-da-ky/",
        corrections.signed_sheet,
        name="correction-signed",
    ),
    path(
        "ho-so/<dossier_number:number>/sua/<uuid:correction_key>/ban-quet/",
        signed_sheets.correction_scan,
        name="correction-scan",
    ),
    path("ho-so/<dossier_number:number>/ket-qua/hieu-luc/", standing.end_result, name="end-result"),
    path("ho-so/<dossier_number:number>/ket-qua/", dossier.result, name="result-file"),
    path("ho-so/<dossier_number:number>/rut-lai-thao-tac/", undoing.undo, name="undo"),
    path("y-kien/", opinions.opinions_page, name="opinions"),
    path("y-kien/<int:opinion_id>/", opinions.opinion_page, name="opinion"),
    path("y-kien/<int:opinion_id>/giay-to/<int:paper_id>/", opinions.opinion_paper, name="opinion-paper"),
    path("ho-so/<dossier_number:number>/y-kien/<int:opinion_id>/", dossier.opinion_file, name="opinion-file"),
    path("ho-so/<dossier_number:number>/tin-bao/<int:notice_id>/", dossier.resend, name="resend"),
    path("ho-so/<dossier_number:number>/<slug:slug>/", acts.act_page, name="act"),
]
