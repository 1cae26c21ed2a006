"""Addresses of the room: pages for people in Vietnamese words, the wire under /exchange/v1/."""

from django.urls import path

from motcua.exchange.pages import (
    catalogue,
    digests,
    follow,
    health,
    portal,
    registry,
    sending,
    submissions,
    wire,
)

app_name = "exchange"
urlpatterns = [
    path("exchange/v1/batches", wire.batches, name="batches"),
    path("exchange/v1/cursor", wire.cursor, name="cursor"),
    path("exchange/v1/check-key", wire.check_key, name="check-key"),
    path("exchange/v1/seals", wire.seals, name="seals"),
    path("exchange/v1/digests", digests.digests, name="digests"),
    path("exchange/v1/lookup", wire.lookup, name="lookup"),
    path("tra-cuu-toan-quoc/", follow.follow, name="follow"),
    path("tra-cuu-toan-quoc/<str:number>/", follow.followed, name="followed"),
    path("dong-bo/", health.flow, name="flow"),
    path("quan-tri/dong-bo/", health.health, name="health"),
    path("exchange/portal/auth", portal.auth, name="portal-auth"),
    path("exchange/portal/service", portal.service, name="portal-service"),
    path("ket-noi/", registry.connected, name="connected"),
    path("quan-tri/ket-noi/", registry.nodes, name="nodes"),
    path("quan-tri/ket-noi/<str:code>/", registry.node, name="node"),
    path("quan-tri/ket-noi/<str:code>/khoa-moi/", registry.rotate, name="key-rotate"),
    path("quan-tri/ket-noi/<str:code>/thu-hoi/", registry.revoke, name="key-revoke"),
    path("quan-tri/ket-noi/<str:code>/tam-dung/", registry.suspend, name="suspend"),
    path("quan-tri/ket-noi/<str:code>/noi-lai/", registry.resume, name="resume"),
    path("exchange/v1/catalogue", sending.catalogue, name="catalogue"),
    path("exchange/v1/offers", sending.offers, name="offers"),
    path("exchange/v1/submissions/next", sending.next_one, name="submission-next"),
    path("exchange/v1/submissions/again", sending.again, name="submission-again"),
    path("exchange/v1/submissions/file", sending.file, name="submission-file"),
    path("exchange/v1/submissions/taken", sending.taken, name="submission-taken"),
    path("exchange/v1/submissions/refused", sending.refused, name="submission-refused"),
    # Sent at the nation, for any office of the country.
    path("nop-toan-quoc/", submissions.mine, name="sent"),
    path("nop-toan-quoc/tra-cuu/", submissions.track, name="sent-track"),
    path("nop-toan-quoc/tra-cuu/<str:code>/", submissions.tracked, name="sent-tracked"),
    path("nop-toan-quoc/gui/<uuid:draft_id>/", submissions.send, name="send"),
    path("nop-toan-quoc/ho-so/<uuid:key>/", submissions.receipt, name="sent-receipt"),
    path("nop-toan-quoc/noi-nop/<str:code>/", submissions.place, name="place"),
    path("quan-tri/ho-so-tu-quoc-gia/", submissions.coming, name="coming"),
    path("quan-tri/danh-muc-quoc-gia/", catalogue.drawn, name="drawn"),
]
