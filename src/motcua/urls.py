"""Which room answers which address. Addresses are Vietnamese words without marks; route names are English."""

from importlib.util import find_spec

from django.urls import include, path

# Order matters only for the portal, which is last: it owns the home page.
ROOMS = [
    "people", "law", "documents", "procedures", "dossiers", "counter", "feedback", "surveys", "exchange", "notices", "indices", "operations", "portal",
]  # fmt: skip

urlpatterns = [path("", include(f"motcua.{room}.urls")) for room in ROOMS if find_spec(f"motcua.{room}.urls")]
handler400 = "motcua.design.errors.unreadable"
handler404 = "motcua.design.errors.not_found"
handler403 = "motcua.design.errors.forbidden"
handler500 = "motcua.design.errors.server_error"
