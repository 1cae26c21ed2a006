"""A citizen with a browser that only knows HTML: follows the pages of a draft as a person would."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.filling import ROWS, TABLE_NAME
from tests.documents.samples import PDF
from tests.dossiers.build import World
from tests.dossiers.online import PAGES
from tests.people.cast import Player

CODE = "1.000002"


@dataclass
class Walker:
    world: World
    client: Client
    draft: UUID

    def url(self, name: str, *args: object) -> str:
        return reverse(f"dossiers:{name}", args=[self.draft, *args])

    def get(self, name: str, *args: object):
        return self.client.get(self.url(name, *args))

    def post(self, name: str, *args: object, data: dict | None = None):
        return self.client.post(self.url(name, *args), data or {})

    def resume(self) -> str:
        """Where the draft goes on."""
        return self.get("draft").url

    def answer(self, page: str, **changes: object):
        return self.post("draft-page", page, data=PAGES[page] | changes)

    def attach(self, code: str, *, name: str = "hop-dong.pdf", content: bytes | None = None, **more: object):
        upload = SimpleUploadedFile(name, PDF if content is None else content)
        return self.post("draft-papers", data={f"file-{code}": upload, **more})

    def to_papers(self) -> None:
        """Answers the form with sound answers."""
        self.post("draft-case", data={"case": "mot-nguoi"})
        for page in PAGES:
            self.answer(page)

    def to_check(self) -> None:
        """Answers everything with sound answers."""
        self.to_papers()
        self.attach("hop-dong", _next="1")
        self.post("draft-delivery", data={"delivery": "at-counter"})
        self.post("draft-contact", data={"phone": "0905000001", "email": "hoa@example.vn", "address": ""})

    def send(self):
        return self.post("draft-check", data={"declared": "on"})

    def sent(self) -> Dossier:
        self.to_check()
        answer = self.send()
        assert answer.status_code == 302, answer.content.decode()
        return Dossier.objects.get(submission=self.draft)


def signed_in(player: Player) -> Client:
    client = Client()
    client.force_login(player.account)
    return client


def begin(world: World, player: Player | None = None, **posted: str) -> Walker:
    client = signed_in(player or world.cast.hoa)
    answer = client.post(reverse("dossiers:start", args=[CODE]), posted)
    assert answer.status_code == 302, answer.content.decode()
    found = re.search(r"ban-nhap/([0-9a-f-]{36})/", answer.url)
    assert found
    walker = Walker(world, client, UUID(found[1]))
    walker.resume()
    return walker


def begin_list(world: World, player: Player, rows: Sequence[Mapping[str, object]]) -> Walker:
    """A list with everything answered, and these rows as its table."""
    walker = begin(world, player, many="1")
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.attach("hop-dong", _next="1")
    typed = {
        ROWS: [{"n": n, "data": row, "files": {}} for n, row in enumerate(rows, 2)],
        TABLE_NAME: "danh-sach.xlsx",
    }
    drafts.save(
        draft_id=walker.draft,
        reach=world.reach(player),
        at=timezone.now(),
        changes=drafts.DraftChanges(answers=typed),
    )
    walker.post("draft-delivery", data={"delivery": "at-counter"})
    walker.post("draft-contact", data={"phone": "0905000001", "email": "lan@example.vn", "address": ""})
    return walker
