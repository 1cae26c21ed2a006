"""What the page frame needs on every page."""

from django.conf import settings


def frame(request):
    return {"demo": settings.DEMO}
