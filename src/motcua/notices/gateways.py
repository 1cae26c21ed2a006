"""SMS and chat, through `apprise`, when the operator has set a gateway (docs/decisions/0033).

Addresses of gateways are the operator's alone; people only fill in to whom. `apprise` asks by itself, so it is held to
what our own door would do: schemes from a list, protected except on this machine, no redirects, a time for each answer.
"""

import logging
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from motcua.foundation.short_text import short
from motcua.notices.rules import Channel

HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class GatewayProblem(Exception):
    """The setting cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Gateway:
    channel: Channel
    address: str  # with {to} where the telephone number or the name goes

    def of(self, to: str) -> str:
        """The whole address. Redirects and times are added last, so that they count."""
        whole = self.address.replace("{to}", quote(to, safe=""))
        sign = "&" if urlsplit(whole).query else "?"
        seconds = settings.GATEWAY_SECONDS
        return f"{whole}{sign}redirect=no&verify=yes&cto={seconds}&rto={seconds}"


def addresses() -> dict[Channel, str]:
    return {Channel.SMS: settings.SMS_GATEWAY, Channel.CHAT: settings.CHAT_GATEWAY}


def gateway(channel: Channel) -> Gateway | None:
    """The gateway of a way, when one is set; raises `GatewayProblem` when it may not be used."""
    address = addresses().get(channel, "")
    if not address:
        return None
    parts = urlsplit(address)
    if "{to}" not in address:
        raise GatewayProblem("to")
    is_here = parts.hostname in HERE and f"{parts.scheme}s" in settings.GATEWAY_SCHEMES
    if parts.scheme not in settings.GATEWAY_SCHEMES and not is_here:
        raise GatewayProblem("scheme")
    return Gateway(channel, address)


def open_channels() -> frozenset[Channel]:
    """The ways that this node has. Mail always; what is set wrongly is none, and `motcua doctor` says so."""
    found = {Channel.EMAIL}
    for channel in (Channel.SMS, Channel.CHAT):
        try:
            if gateway(channel):
                found.add(channel)
        except GatewayProblem:
            logging.getLogger(__name__).error("the gateway for %s is set wrongly", channel)
    return frozenset(found)


def sms_text(text: str) -> str:
    return short(text, with_marks=settings.SMS_WITH_MARKS).text


def send(channel: Channel, *, to: str, text: str) -> bool:
    """Whether the gateway took it. Never inside a transaction; never a paper with it."""
    found = gateway(channel)
    if found is None:
        return False
    apprise = _apprise()
    asset = apprise.AppriseAsset(
        async_mode=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    asked = apprise.Apprise(asset=asset)
    if not asked.add(found.of(to)):
        return False
    said = sms_text(text) if channel is Channel.SMS else text
    return bool(asked.notify(body=said, body_format=apprise.NotifyFormat.TEXT))


@cache
def _apprise() -> Any:
    """Loaded by who uses it: it brings a hundred services with it, and what some of them say of old Python modules."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import apprise

        apprise.Apprise().add("json://127.0.0.1")
    # What it logs may hold an address; ours says what is needed, in codes.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    return apprise
