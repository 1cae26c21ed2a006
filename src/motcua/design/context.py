"""What the page frame needs on every page."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

# Printed on every paper of the state in Vietnamese, whatever the reader's language.
LETTERHEAD = {
    "country": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "number": "Số:",
}


def frame(request: HttpRequest) -> dict[str, object]:
    """The names of the house and of the node, and whether what is shown was made up."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "demo": settings.DEMO,
        # What is sent there goes on to an office elsewhere; links to that are drawn in templates.
        "at_the_nation": settings.NODE == "national",
        "letterhead": LETTERHEAD,
        "site": site(language),
    }


def site(language: str) -> dict[str, str]:
    """The names of the house and of the node, and whom to call."""
    return {
        "name": "Một Cửa",
        "vietnamese": dict(settings.LANGUAGES)["vi"],
        "node": settings.NODE_NAMES.get(language, ""),
        "phone": settings.HELP_PHONE,
        "hours": settings.HELP_HOURS.get(language, ""),
    }
