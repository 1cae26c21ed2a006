"""Which codes the portal's first format has on a day: dated data, each marked as verified or not."""

from dataclasses import fields
from datetime import date

from motcua.exchange.rules.portal import Codes
from motcua.law import queries as law

KEY = "exchange.portal."


def codes(on: date) -> Codes:
    return Codes(
        **{
            field.name: str(law.value(KEY + field.name.replace("_", "-"), on).value)
            for field in fields(Codes)
        }
    )
