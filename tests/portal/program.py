"""A program that speaks to the open interface in tests: a token, and JSON both ways."""

import json
from dataclasses import dataclass, field

from django.test import Client

from motcua.people import actions
from motcua.people.actions import NewToken
from motcua.people.rules import Scope
from tests.dossiers.build import World
from tests.people.cast import Player

ALL = tuple(Scope)
OURS = "application/vnd.motcua.v1+json"


def token(world: World, player: Player, *, scopes=ALL, days: int = 90, name: str = "Phần mềm thử") -> str:
    form = NewToken(name=name, scopes=tuple(scopes), days=days)
    return actions.make_token(form=form, reach=world.reach(player), at=world.at)


@dataclass
class Program:
    """`program.get("/dossiers")` → the response, with `.body` read."""

    secret: str = ""
    client: Client = field(default_factory=Client)

    def headers(self, **more: str) -> dict[str, str]:
        own = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return {"Accept": OURS, "Accept-Language": "en", **own, **more}

    def get(self, address: str, **headers: str):
        return self._read(self.client.get(_full(address), headers=self.headers(**headers)))

    def post(self, address: str, given: object, *, media_type: str = OURS, **headers: str):
        body = given if isinstance(given, bytes) else json.dumps(given).encode()
        return self._read(
            self.client.post(_full(address), body, content_type=media_type, headers=self.headers(**headers))
        )

    def upload(self, content: bytes, name: str = "giay.pdf", **headers: str):
        from django.core.files.uploadedfile import SimpleUploadedFile

        return self._read(
            self.client.post(
                _full("/uploads"),
                {"file": SimpleUploadedFile(name, content)},
                headers=self.headers(**headers),
            )
        )

    def _read(self, response):
        response.body = json.loads(response.content) if response.content else None
        return response


def _full(address: str) -> str:
    return address if address.startswith("/api") else f"/api{address}"


def program(world: World, player: Player, **more) -> Program:
    return Program(token(world, player, **more))


def new_dossier(**more) -> dict:
    return {
        "procedure": "1.000001",
        "agency": "000.00.15.H15",
        "papers": [{"code": "giay-chung-minh"}],
        "contact": {"email": "hoa@example.vn"},
        **more,
    }
