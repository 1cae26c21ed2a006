"""Brings calls of the national portal's first format to the service bus, through the one outgoing door."""

import json
from dataclasses import dataclass, field

from motcua.exchange.rules import portal
from motcua.exchange.rules.portal import Item, Service
from motcua.foundation import outgoing

SECONDS_MAX = 30.0
JSON = "application/json; charset=utf-8"


class NoSession(Exception):
    """The bus does not sign us in, or answers nothing that could be read."""


@dataclass
class ToThePortal:
    """The bus that the operator set. A session is asked for once, and again when the bus knows it no more."""

    url: str
    auth_url: str
    user: str
    password: str = field(repr=False)
    unit: str = ""
    dst: str = ""
    _session: str = field(default="", repr=False)

    def __call__(self, service: Service, more: dict[str, object]) -> Item:
        for is_last in (False, True):
            fresh = not self._session
            session = self._session or self._sign_in()
            reply = self._post(self.url, portal.question(session=session, unit=self.unit, service=service, **more))  # fmt: skip
            if portal.is_ok(reply) or fresh or is_last:
                return reply
            self._session = ""  # perhaps it had ended
        raise AssertionError("the second try is the last")

    def _sign_in(self) -> str:
        reply = self._post(self.auth_url, {"username": self.user, "password": self.password})
        self._session = portal.text(reply, "session")
        if not portal.is_ok(reply) or not self._session:
            raise NoSession(portal.text(reply, "error_code")[:20] or "no session")
        return self._session

    def _post(self, url: str, said: Item) -> Item:
        headers = {"Content-Type": JSON, "dstcode": self.dst}
        body = json.dumps(said, ensure_ascii=False).encode()
        try:
            answer = outgoing.send("POST", url, body=body, headers=headers, trusted=True, seconds=SECONDS_MAX)
            found = json.loads(answer.body)
        except (outgoing.NoAnswer, outgoing.NotAsked) as error:
            raise NoSession(error.code) from None
        except (ValueError, RecursionError):
            raise NoSession("not JSON") from None
        if not isinstance(found, dict):
            raise NoSession("not JSON")
        return found
