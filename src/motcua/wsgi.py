"""The door for the production server."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
django.setup(set_prefix=False)

# After the settings' module is named.
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest  # noqa: E402


class Request(WSGIRequest):
    """Read as UTF-8, whatever a sender claims: Django would use any codec of Python, and break on those that are no text.

    What was claimed stays in `content_params`, and `design.middleware.Doorstep` refuses what is not UTF-8.
    """

    def _set_encoding(self, claimed: str) -> None:
        pass

    encoding = property(lambda self: None, _set_encoding)


class Handler(WSGIHandler):
    request_class = Request


application = Handler()

if settings.SECURE:
    # Behind a web server: who is asking is what that server says, and only what it says.
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)

# What was read at the start stays: the search for rings of dead objects need not go through it at some request.
gc.collect()
gc.freeze()
