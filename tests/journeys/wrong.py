"""One wrong thing sent through a real page, and all that must be so afterwards; by tests of bad input."""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Dossier
from motcua.foundation import refusal as house
from motcua.foundation.refusal import Refusal
from motcua.procedures import actions as procedures
from tests.dossiers.build import World, approved, in_progress, issued, make_world, submitted
from tests.dossiers.online import ONLINE
from tests.people.cast import Player

HTML = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&"
# Sessions come and go with signing in; tries are counted when somebody guesses. Neither belongs to anybody's request.
NOT_COUNTED = {"django_session", "people_throttle"}


@dataclass
class Scene:
    """An office with a request at each stage, and a draft."""

    world: World
    numbers: dict[str, str] = field(default_factory=dict)
    draft: str = ""

    def address(self, name: str, stage: str, **more: Any) -> str:
        return reverse(name, kwargs={"number": self.numbers[stage], **more})

    def page(self, name: str, *parts: str) -> str:
        return reverse(f"dossiers:{name}", args=[self.draft, *parts])

    def act(self, stage: str, slug: str) -> str:
        return self.address("dossiers:act", stage, slug=slug)

    def seen(self, stage: str) -> str:
        return str(Dossier.objects.get(number=self.numbers[stage]).revision)


@dataclass
class Item:
    """One wrong thing: who sends what where, and what must come back."""

    name: str
    who: Player | None
    address: str
    data: dict[str, Any] | None  # None: the page is opened
    status: int
    says: str  # the English sentence: a message id, or the beginning of one
    code: str = "motcua.invalid-input"
    then: str = ""  # the next step
    kept: tuple[str, ...] = ()  # what was typed and must still stand on the page
    may_change: frozenset[str] = frozenset()


def make_scene() -> Scene:
    world = make_world()
    world.at = timezone.now()  # pages read the real clock
    loaded = procedures.load(text=ONLINE, by="system:tests", at=world.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
    )
    scene = Scene(world)
    for stage, make in (("new", submitted), ("going", in_progress), ("signed", approved), ("done", issued)):
        scene.numbers[stage] = make(world).number
    reach = world.reach(world.cast.hoa)
    draft_id = drafts.begin(reach=reach, version_id=loaded.version_id, at=world.at)
    drafts.save(
        draft_id=draft_id,
        reach=reach,
        at=world.at,
        changes=drafts.DraftChanges(case="mot-nguoi", agency_id=world.cast.department.pk),
    )
    scene.draft = str(draft_id)
    return scene


def upload(content: bytes, name: str) -> BytesIO:
    found = BytesIO(content)
    found.name = name
    return found


def refused(kind: type[Refusal], **more: Any) -> dict[str, Any]:
    """Status, code, sentence and next step of a refusal."""
    return {"status": kind.status, "code": kind.code, "says": kind.sentence, "then": kind.next_step} | more


def counter(**changes: str) -> dict[str, Any]:
    return {
        "submission-id": str(uuid4()), "case-code": "chung", "ap-identity": "066190000117", "ap-name": "Nguyễn Thị Hoa",
        "ap-birth": "19/04/1990", "ap-phone": "0905 000 001", "paper-tick": "giay-chung-minh", "sets-number": "1",
        "delivery-way": "at-counter", "answer-way": "take-in",
    } | changes  # fmt: skip


def not_found(kind: type[Refusal]) -> dict[str, Any]:
    if issubclass(kind, house.Forbidden):
        return refused(kind)
    return {
        "status": 404,
        "code": kind.code,
        "says": "There is no such page",
        "then": "The address may be mistyped, or the request is not yours to see. We answer the same in both cases, to keep everyone's requests private.",
    }


def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table not in NOT_COUNTED:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(str(row) for row in cursor.fetchall())
    return found


def said(message: str, language: str) -> str:
    """The longest piece of a sentence without its facts, as the reader's language has it."""
    with translation.override(language):
        words = gettext(message)
    return max((part.strip(" .“”") for part in re.split(r"%\(\w+\)s", words)), key=len)


def sent(item: Item, client: Client, caplog: Any) -> tuple[Any, list[str]]:
    """The answer, and every line of every logger."""
    data = item.data or {}
    given = {name: upload(*value) if isinstance(value, tuple) else value for name, value in data.items()}
    caplog.clear()
    answer = client.get(item.address) if item.data is None else client.post(item.address, given)
    return answer, list(caplog.messages)


def trouble(item: Item, language: str, caplog: Any) -> Iterator[str]:
    """What is not as it must be."""
    client = Client(raise_request_exception=False)
    if item.who:
        client.force_login(item.who.account)
    client.cookies["django_language"] = language
    before = everything()
    answer, lines = sent(item, client, caplog)
    page = unescape(answer.content.decode())
    if answer.status_code != item.status:
        yield f"answers {answer.status_code} {answer.headers.get('Location', '')}"
        return
    if answer.headers["Content-Language"] != language or f'lang="{language}"' not in page:
        yield "is not in the person's language"
    for message in filter(None, (item.says, item.then)):
        if said(message, language) not in page:
            yield f"does not say: {said(message, language)}"
        other = said(message, "en" if language == "vi" else "vi")
        if other in page:
            yield f"says in the wrong language: {other}"
    route = resolve(item.address.partition("?")[0]).view_name
    if lines != [f"refused code={item.code} route={route} actor={item.who.actor if item.who else 'nobody'}"]:
        yield f"leaves {lines}"
    yield from (f"loses {typed!r}" for typed in item.kept if typed not in page)
    if HTML in answer.content.decode():
        yield "writes HTML as HTML"
    after = everything()
    changed = {table for table in after if after[table] != before[table]} - item.may_change
    if changed:
        yield f"changes {sorted(changed)}"


def troubles(items: Iterable[Item], language: str, caplog: Any, settings: Any) -> list[str]:
    """What is not as it must be, of all of them, each with its name."""
    caplog.set_level(logging.INFO)
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    return [f"{item.name}: {problem}" for item in items for problem in trouble(item, language, caplog)]


def signed_in(player: Player, language: str) -> Client:
    client = Client()
    client.force_login(player.account)
    client.cookies["django_language"] = language
    return client
