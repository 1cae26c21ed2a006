from django.urls import path

from motcua.operations import pages

app_name = "operations"
urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path(".well-known/motcua-keys.json", pages.public_keys, name="keys"),
    path("quan-tri/", pages.home, name="home"),
]
