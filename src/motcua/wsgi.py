"""The door for the production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  after the settings' module is named

if settings.SECURE:
    # Behind a web server: who is asking is what that server says, and only what it says.
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)
