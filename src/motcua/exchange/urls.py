"""Addresses of the room."""

from django.urls import path

from motcua.exchange.pages import wire

app_name = "exchange"
urlpatterns = [
    path("exchange/v1/batches", wire.batches, name="batches"),
    path("exchange/v1/cursor", wire.cursor, name="cursor"),
    path("exchange/v1/check-key", wire.check_key, name="check-key"),
    path("exchange/v1/seals", wire.seals, name="seals"),
    path("exchange/v1/lookup", wire.lookup, name="lookup"),
]
