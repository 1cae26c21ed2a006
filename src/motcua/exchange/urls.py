"""Addresses of the room: pages for people in Vietnamese words, the wire under /exchange/v1/."""

from django.urls import path

from motcua.exchange.pages import registry, wire

app_name = "exchange"
urlpatterns = [
    path("exchange/v1/batches", wire.batches, name="batches"),
    path("exchange/v1/cursor", wire.cursor, name="cursor"),
    path("exchange/v1/check-key", wire.check_key, name="check-key"),
    path("exchange/v1/seals", wire.seals, name="seals"),
    path("exchange/v1/lookup", wire.lookup, name="lookup"),
    path("ket-noi/", registry.connected, name="connected"),
    path("quan-tri/ket-noi/", registry.nodes, name="nodes"),
    path("quan-tri/ket-noi/<str:code>/", registry.node, name="node"),
    path("quan-tri/ket-noi/<str:code>/khoa-moi/", registry.rotate, name="key-rotate"),
    path("quan-tri/ket-noi/<str:code>/thu-hoi/", registry.revoke, name="key-revoke"),
    path("quan-tri/ket-noi/<str:code>/tam-dung/", registry.suspend, name="suspend"),
    path("quan-tri/ket-noi/<str:code>/noi-lai/", registry.resume, name="resume"),
]
