"""The front hall comes last: it owns the home page."""

from django.urls import path

from motcua.portal import api, pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("api/", api.page, name="api"),
    path("api/openapi.json", api.openapi, name="openapi"),
    *[path(f"api/{route.pattern}", route.callback, name=route.name) for route in api.routes()],
    path("ngon-ngu/", pages.language, name="language"),
    path("tro-nang/", pages.accessibility, name="accessibility"),
    path("du-lieu-ca-nhan/", pages.privacy, name="privacy"),
    path("design/", pages.pattern_page, name="patterns"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
]
