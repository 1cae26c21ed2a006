"""Addresses of the room: people's pages, the desk, the papers."""

from motcua.dossiers.urls import applicants, desk, papers

app_name = "dossiers"
urlpatterns = [*applicants.urlpatterns, *desk.urlpatterns, *papers.urlpatterns]
