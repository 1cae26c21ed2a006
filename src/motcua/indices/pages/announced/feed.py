"""The feed of announced sheets (Atom): the same for whoever asks, and nothing in it before its hour."""

import hashlib

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.indices import words
from motcua.indices.announced import releases
from motcua.indices.announced.releases import Release
from motcua.indices.rules import Index
from motcua.people.access import Request, everyone

from . import headers

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@everyone
@takes("GET")
def feed(request: Request) -> HttpResponseBase:
    language = get_language() or "vi"
    found = releases.released(at=request.at)
    here = request.build_absolute_uri()
    made = Atom1Feed(
        title=_("Announced results of the indices"),
        link=request.build_absolute_uri(reverse("indices:home")),
        description="",
        language=language,
        feed_url=here,
        feed_guid=here,
    )
    for one in found:
        made.add_item(
            title=_title(one),
            link=request.build_absolute_uri(_address(one)),
            description=f"SHA-256 {one.digest}",
            unique_id=f"urn:sha256:{one.digest}",
            pubdate=one.announced_at,
            updateddate=one.announced_at,
        )
    body = made.writeString("utf-8")
    tag = hashlib.sha256(body.encode()).hexdigest() if found else f"none-{language}"
    return headers.conditional(request, lambda: HttpResponse(body, content_type=MEDIA_TYPE), tag=f'"{tag}"')


def _title(one: Release) -> str:
    plain = f"{words.NAMED[Index(one.index)].short} {one.year}, {one.owner}"
    if not one.simulated:
        return plain
    said = _("%(title)s, simulated round") if one.of_round else _("%(title)s, simulated survey")
    return said % {"title": plain}


def _address(one: Release) -> str:
    return reverse("indices:sheet" if one.of_round else "indices:result", args=[one.id])
