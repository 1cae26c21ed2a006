"""What text messages say, with made-up values: the operator sees their length and in how many parts they travel."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.design.methods import takes
from motcua.foundation.short_text import short
from motcua.notices.rules import LANGUAGES
from motcua.notices.texts import CannotSay, brief, text
from motcua.notices.words import called
from motcua.people.access import officers
from motcua.people.rules import Role

# As long as such values get; everything else that a text names is left empty here.
EXAMPLE: dict[str, object] = {
    "number": "000.00.15.H15-230419-0001",
    "due": "14:00, 26/04/2023",
    "old_due": "14:00, 24/04/2023",
    "answer_by": "17:00, 28/04/2023",
    "moment": "08:30, 21/04/2023",
    "total": "1.250.000 đ",
    "code": "K7M2",
    "day": "21/04/2023",
    "late": 3,
    "today": 5,
    "path": "/ban-lam-viec/",
}


@dataclass(frozen=True)
class Preview:
    name: str
    language: str
    text: str
    letters: int
    parts: int


def previews() -> Iterator[Preview]:
    for template in names():
        for language in LANGUAGES:
            try:
                said = brief(text(template=template, language=language, values=dict(EXAMPLE), name=""))
            except CannotSay:
                continue
            one = short(said, with_marks=settings.SMS_WITH_MARKS)
            yield Preview(called(template), language, one.text, one.letters, one.parts)


def names() -> list[str]:
    """All texts of all rooms."""
    found = set()
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates" / "notices"
        found |= {f"{file.parent.name}/{file.name.split('.')[0]}" for file in folder.glob("*/*.vi.txt")}
    return sorted(found)


@officers(Role.OPERATOR)
@takes("GET")
def texts(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "notices_pages/texts.html",
        {
            "previews": list(previews()),
            "with_marks": settings.SMS_WITH_MARKS,
            "is_on": bool(settings.SMS_GATEWAY),
        },
    )
