"""The front hall: the home page, and everything under /api/."""

from django.urls import include, path

from motcua.portal import api, pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    # Together, so that whoever asks for a page passes them with one look.
    path(
        "api/",
        include(
            [
                path("", api.page, name="api"),
                path("openapi.json", api.openapi, name="openapi"),
                path("tu-choi/", api.refusals, name="refusals"),
                *api.routes(),
            ]
        ),
    ),
    path("ngon-ngu/", pages.language, name="language"),
    path("tro-nang/", pages.accessibility, name="accessibility"),
    path("du-lieu-ca-nhan/", pages.privacy, name="privacy"),
    path("design/", pages.pattern_page, name="patterns"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
]
