"""Puts who is asking and when on the request."""

from django.utils import timezone


class WhoAndWhen:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = timezone.now()
        return self.get_response(request)
