"""Addresses of the printed forms, the register and the leader's page."""

from django.urls import path

from motcua.dossiers.pages import papers

urlpatterns = [
    path("ho-so/<dossier_number:number>/mau/<str:form>/", papers.paper, name="paper"),
]
