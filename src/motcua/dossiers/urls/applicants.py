"""Pages of the people: beginning, filling in, sending, following."""

from django.urls import path

from motcua.dossiers.pages import (
    applying,
    attaching,
    bundles,
    comparing,
    corrections,
    evidence,
    filling,
    guests,
    held,
    helping,
    lists,
    mine,
    own,
    resuming,
    sending,
    signed_sheets,
    start,
    supplement,
    told,
    track,
)
from motcua.people.access import helpers_too

# What is open to a helper too, while they act for somebody; the gate and the acts know how far the mandate goes.
for _view in (
    start.start, mine.mine, mine.delete_draft, own.own, own.receipt, own.paper, own.withdraw, sending.check,
    filling.resume, filling.case, filling.office, filling.page, filling.autosave, filling.delivery, filling.contact,
    filling.papers, attaching.file, comparing.compare, lists.table, lists.template,
    supplement.supplement, supplement.save_note, supplement.attached,
):  # fmt: skip
    helpers_too(_view)

DRAFT = "ho-so-cua-toi/ban-nhap/<uuid:draft_id>"
OWN = "ho-so-cua-toi/<str:number>"

urlpatterns = [
    path("nop-ho-so/<str:code>/", start.start, name="start"),
    path("nop-ho-so/<str:code>/khong-tai-khoan/", guests.begin, name="guest"),
    path("ho-so-cua-toi/", mine.mine, name="mine"),
    # One draft, page by page.
    path(f"{DRAFT}/", filling.resume, name="draft"),
    path(f"{DRAFT}/nguoi-de-nghi/", applying.applicant, name="draft-applicant"),
    path(f"{DRAFT}/truong-hop/", filling.case, name="draft-case"),
    path(f"{DRAFT}/noi-nop/", filling.office, name="draft-office"),
    path(f"{DRAFT}/khai/<str:page>/", filling.page, name="draft-page"),
    path(f"{DRAFT}/luu/", filling.autosave, name="draft-save"),
    path(f"{DRAFT}/ma-ngan/", resuming.give, name="draft-code"),
    path(f"{DRAFT}/nhan-ve/", guests.claim, name="draft-claim"),
    path("tiep-tuc/", resuming.resume, name="resume"),
    path("tiep-tuc/dong/", resuming.close, name="resume-close"),
    path(f"{DRAFT}/so-sanh/", comparing.compare, name="draft-compare"),
    path(f"{DRAFT}/giay-to/", filling.papers, name="draft-papers"),
    path(f"{DRAFT}/giay-to/<int:paper_id>/", attaching.file, name="draft-file"),
    path(f"{DRAFT}/danh-sach/", lists.table, name="draft-list"),
    path(f"{DRAFT}/danh-sach/mau.xlsx", lists.template, name="draft-list-template"),
    path(f"{DRAFT}/nhan-ket-qua/", filling.delivery, name="draft-delivery"),
    path(f"{DRAFT}/lien-he/", filling.contact, name="draft-contact"),
    path(f"{DRAFT}/kiem-tra/", sending.check, name="draft-check"),
    path(f"{DRAFT}/xoa/", mine.delete_draft, name="draft-delete"),
    # Several under one receipt.
    path("ho-so-cua-toi/bo/<str:code>/", bundles.own, name="bundle"),
    path("ho-so-cua-toi/bo/<str:code>/rut/", bundles.withdraw, name="bundle-withdraw"),
    path("ho-so/bo/<str:code>/giay-tiep-nhan/", bundles.receipt, name="bundle-receipt"),
    # One request of one's own.
    path(f"{OWN}/", own.own, name="own"),
    path(f"{OWN}/giay-tiep-nhan/", own.receipt, name="receipt"),
    path(f"{OWN}/giay/<int:paper_id>/", own.paper, name="own-paper"),
    path(f"{OWN}/ket-qua/", own.result, name="own-result"),
    path(f"{OWN}/bang-chung/", evidence.own_packet, name="own-packet"),
    path(f"{OWN}/bo-sung/", supplement.supplement, name="own-supplement"),
    path(f"{OWN}/bo-sung/luu/", supplement.save_note, name="own-supplement-save"),
    path(f"{OWN}/bo-sung/<int:paper_id>/", supplement.attached, name="own-supplement-file"),
    path(f"{OWN}/tin-bao/<int:notice_id>/gui-lai/", told.again, name="own-told-again"),
    path(f"{OWN}/sua/", corrections.own, name="own-corrections"),
    path(f"{OWN}/sua/<uuid:correction_key>/phieu/", signed_sheets.own_sheet, name="own-sheet"),
    path(f"{OWN}/rut/", own.withdraw, name="own-withdraw"),
    # What is held for oneself.
    path("giay-to-cua-toi/", held.papers, name="held"),
    path("giay-to-cua-toi/ban-sao/", held.copy, name="held-copy"),
    path("giay-to-cua-toi/<uuid:held_key>/", held.file, name="held-file"),
    path("giay-to-cua-toi/<uuid:held_key>/xoa/", held.erase, name="held-erase"),
    # Helpers.
    path("toi/giup-do/", helping.overview, name="helpers"),
    path("toi/giup-do/nho/", helping.give, name="helper-give"),
    path("toi/giup-do/nhan/", helping.accept, name="helper-accept"),
    path("toi/giup-do/thoi/", helping.act_for_oneself, name="helper-out"),
    path("toi/giup-do/<slug:public_id>/cham-dut/", helping.end, name="helper-end"),
    path("toi/giup-do/<slug:public_id>/lam-thay/", helping.act_for, name="helper-act"),
    # Without an account.
    path("tra-cuu/", track.track, name="track"),
    path("tra-cuu/<str:number>/", track.tracked, name="tracked"),
    path("tra-cuu/<str:number>/sua/", corrections.tracked, name="tracked-corrections"),
]
