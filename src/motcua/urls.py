"""Which room answers which address. Addresses are Vietnamese words without marks; route names are English."""

from importlib.util import find_spec

from django.urls import include, path

# Each address belongs to one room. The portal is asked first: programs call often, and what they ask for stands there.
ROOMS = [
    "portal", "people", "law", "documents", "notices", "procedures", "dossiers", "counter", "feedback", "surveys", "exchange", "figures", "indices", "operations",
]  # fmt: skip

urlpatterns = [path("", include(f"motcua.{room}.urls")) for room in ROOMS if find_spec(f"motcua.{room}.urls")]
handler400 = "motcua.design.errors.unreadable"
handler404 = "motcua.design.errors.not_found"
handler403 = "motcua.design.errors.forbidden"
handler500 = "motcua.design.errors.server_error"
