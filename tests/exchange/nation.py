"""A nation and a local node in one database, and a network between them that can lose, repeat and cut."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID, uuid4

from django.db import connection

from motcua.documents import actions as documents
from motcua.dossiers.actions import drafts
from motcua.dossiers.rules import inputs
from motcua.exchange.actions import catalogue, submissions
from motcua.exchange.actions.fetching import NotHeard
from motcua.exchange.models import Node
from motcua.exchange.queries import catalogue as catalogue_queries
from motcua.exchange.queries import submissions as queries
from motcua.exchange.rules import NATIONAL
from tests.dossiers.build import World, pdf

# Wednesday 18 March 2026, 09:30 in Viet Nam.
MORNING = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)
CODE = "000.00.15.H15"


class Killed(BaseException):
    """The process ended here."""


def make_node(world: World) -> Node:
    """The province as the nation knows it, with what it takes online."""
    agency = world.cast.department
    if not agency.code:
        agency.code = CODE
        agency.save(update_fields=["code"])
    node = Node.objects.create(
        code="H15", kind="province", name="Tỉnh Đắk Lắk", scopes=["H15"], registered_at=MORNING
    )
    catalogue.say_offers(node=node.code, said=catalogue_queries.offered(at=MORNING), at=MORNING)
    return node


def given(world: World, *, key: UUID | None = None, papers: int = 1, **changes: object) -> inputs.Submit:
    """A request as the drafting pages give it, with real files."""
    hoa = world.cast.hoa.person
    files = [
        documents.store(
            content=pdf(), name=f"giay-{n}.pdf", accept=drafts.ACCEPTED, by="person:hoa", at=MORNING
        )
        for n in range(papers)
    ]
    values: dict[str, object] = {
        "submission": key or uuid4(),
        "version_id": world.version_id,
        "agency_id": world.cast.department.pk,
        "case": "chung",
        "channel": inputs.Channel.ONLINE,
        "applicant": inputs.Applicant(
            name=hoa.full_name, person_id=hoa.pk, phone="0905000001", email="hoa@example.vn"
        ),
        "data": {},
        "papers": tuple(
            inputs.PaperGiven(
                code="giay-chung-minh",
                name="Giấy chứng minh",
                kind=inputs.PaperKind.ELECTRONIC,
                file_id=file.id,
            )
            for file in files
        ),
        "submitted_by_id": hoa.pk,
    }
    return inputs.Submit(**{**values, **changes})  # type: ignore[arg-type]


class Wire:
    """The nation's acts, asked directly. `lose` and `repeat` name questions whose answer is lost or which arrive twice."""

    def __init__(self, node: Node, settings: object, at: datetime = MORNING) -> None:
        self.node, self.settings, self.at = node, settings, at
        self.lose: set[str] = set()
        self.refuse_before: set[str] = set()
        self.repeat: set[str] = set()
        self.asked: list[str] = []
        self.spoil: Callable[[bytes], bytes] = bytes

    def _ask(self, name: str, act: Callable[[], object]) -> object:
        self.asked.append(name)
        if name in self.refuse_before:
            raise NotHeard("not-now")
        self.settings.NODE = NATIONAL
        try:
            answer = act()
            if name in self.repeat:
                answer = act()
        finally:
            self.settings.NODE = "H15"
        if name in self.lose:
            raise NotHeard("lost")
        return answer

    def next(self, wish):
        return self._ask("next", lambda: submissions.give(node=self.node.code, wish=wish, at=self.at))

    def file(self, key, paper):
        def read():
            found = queries.file(self.node.code, key=key, seq=paper.seq)
            with found.stream as stream:
                return BytesIO(self.spoil(stream.read()))

        return self._ask("file", read)

    def taken(self, key, number):
        return self._ask(
            "taken", lambda: submissions.taken(node=self.node.code, key=key, number=number, at=self.at)
        )

    def refused(self, key, code, words):
        return self._ask(
            "refused",
            lambda: submissions.refused(node=self.node.code, key=key, code=code, words=words, at=self.at),
        )


@contextmanager
def killed_at(statement: int) -> Iterator[list[str]]:
    """The process ends before its nth change of the database."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        word = sql.lstrip().split(" ", 1)[0].upper()
        if word in ("INSERT", "UPDATE", "DELETE"):
            seen.append(sql)
            if len(seen) == statement:
                raise Killed(sql[:60])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen
