"""Addresses of the printed forms, the register and the leader's page."""

from django.urls import path

from motcua.dossiers.pages import exporting, late_day, leaders_day, overview, papers, register, returns

urlpatterns = [
    path("ho-so/<dossier_number:number>/mau/<str:form>/", papers.paper, name="paper"),
    path("ho-so/<dossier_number:number>/mau/<str:form>/pdf/", papers.paper_pdf, name="paper-pdf"),
    path("so-theo-doi/pdf/", register.register_pdf, name="register-pdf"),
    path("so-theo-doi/", register.register_page, name="register"),
    path("so-theo-doi/in/", register.register_print, name="register-print"),
    path("so-theo-doi/csv/", register.register_file, name="register-file"),
    path("so-theo-doi/giay-to/", exporting.register_papers, name="register-papers"),
    path("quan-tri/ngay-nghi/", late_day.late_day_page, name="late-day"),
    path("quan-tri/ngay-nghi/tien-do/", late_day.recounts_page, name="recounts"),
    path("tra-lai/", returns.returns_page, name="returns"),
    path("tra-lai/ho-so/", returns.returns_cases, name="returns-cases"),
    path("tra-lai/csv/", returns.returns_file, name="returns-file"),
    path("tra-lai/<str:code>/thuong-gap/", returns.often_returned, name="often-returned"),
    path("lanh-dao/", overview.overview_page, name="overview"),
    path("lanh-dao/hom-nay/", leaders_day.day_page, name="day"),
]
