"""Addresses of the printed forms, the register and the leader's page."""

from django.urls import path

from motcua.dossiers.pages import exporting, overview, papers, register

urlpatterns = [
    path("ho-so/<dossier_number:number>/mau/<str:form>/", papers.paper, name="paper"),
    path("ho-so/<dossier_number:number>/mau/<str:form>/pdf/", papers.paper_pdf, name="paper-pdf"),
    path("so-theo-doi/pdf/", register.register_pdf, name="register-pdf"),
    path("so-theo-doi/", register.register_page, name="register"),
    path("so-theo-doi/in/", register.register_print, name="register-print"),
    path("so-theo-doi/csv/", register.register_file, name="register-file"),
    path("so-theo-doi/giay-to/", exporting.register_papers, name="register-papers"),
    path("lanh-dao/", overview.overview_page, name="overview"),
]
