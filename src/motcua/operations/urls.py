from django.urls import path

from motcua.operations import pages
from motcua.operations.importing import pages as importing

app_name = "operations"
urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path(".well-known/motcua-keys.json", pages.public_keys, name="keys"),
    path("quan-tri/", pages.home, name="home"),
    path("quan-tri/nhap/", importing.imports, name="imports"),
    path("quan-tri/nhap/mau/<slug:slug>.xlsx", importing.template, name="import-template"),
    path("quan-tri/nhap/<uuid:import_key>/", importing.one, name="import"),
    path("quan-tri/nhap/<uuid:import_key>/tep/", importing.add_files, name="import-files"),
    path("quan-tri/nhap/<uuid:import_key>/rut-lai/", importing.take_back, name="import-undo"),
    path("quan-tri/nhap/<uuid:import_key>/bao-cao.<str:ending>", importing.report, name="import-report"),
]
