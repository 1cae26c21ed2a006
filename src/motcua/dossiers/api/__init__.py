"""Requests for programs: read, sent, followed and handled by the same acts and behind the same gate as on the pages."""

from ninja import Router

from motcua.dossiers.api import acting, downloading, following, listing, opinions, reading, sending

router = Router(tags=["dossiers"])
for part in (reading, downloading, sending, listing, acting, opinions, following):
    router.add_router("", part.router)
