"""Anything may be posted to any route by anybody: no stumble (500), and no row changes unless the answer says so.

Random words, numbers, days, files and missing fields, with some sound values between them, so that the checks behind
the first one are reached too. A failure prints the example that replays it; MOTCUA_EXAMPLES=5000 tries more.
"""

import os
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.documents import actions as documents
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts, holding
from motcua.dossiers.models import BulkAct, Dossier, DraftPaper, Held, Opinion, Paper, Result
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.rules import inputs
from motcua.law import queries as law
from motcua.notices.models import Notice
from motcua.operations.models import Import
from motcua.procedures import actions as procedures
from motcua.procedures import queries as procedure_queries
from motcua.procedures.models import Version
from tests.dossiers.build import PDF, act, approved, in_progress, issued, make_world, pdf, submitted
from tests.dossiers.online import ONLINE, PAGES
from tests.exchange.build import make_nation, make_subscriptions
from tests.house.test_access import EVERY
from tests.people.cast import PASSWORD, Player

EXAMPLES = int(os.environ.get("MOTCUA_EXAMPLES", "240"))
# What is typed into a draft is kept, right or wrong; looking for a person and guessing a secret are written down.
KEPT_ANYWAY = {
    "django_session", "people_throttle", "people_accesslook", "dossiers_draft", "dossiers_draftpaper",
    "documents_file", "documents_hold",
}  # fmt: skip
POSTED = [
    f"{entry.lookup_str.split('.')[1]}:{entry.name}" for _, entry in EVERY if "POST" in entry.callback.methods
]
# Names of fields, room by room; what a page does not know it must not stumble over.
FIELDS = {
    "dossiers": ["many", "draft", "table", "own", "list-rows", "look-table", "list-relation", "list-pasted", "paste-rows", "add-row", "edit-row", "remove-row", "undo-row", "row-at", "field", "new", "answer", "signed", "digits", "key", "matter", "allowed", "organisation", "until", "helped_name", "helped_identity", "helped_birth", "helped_phone", "helper_identity", "date", "kind", "basis", "agency", "verified", "decide", "seen", "reason", "note", "text", "papers_checked", "paper", "what-giay-chung-minh", "defect-giay-chung-minh", "basis-giay-chung-minh", "answer-1", "answer-1-kind", "answer-1-what", "tu", "den", "giay", "loi", "parcel", "content", "words", "correct", "ngay", "quantity-giay-chung-minh", "file-giay-chung-minh", "file-giay-chung-minh-kept", "other-name", "other-what", "officer_id", "agency_id", "outcome", "summary", "number", "issued_on", "file_id", "file_id-kept", "collector", "name", "authorisation", "new_due", "legal_ground", "consequence", "h", "confirmed", "path", "tim", "xem", "trang-thai", "thu-tuc", "co-quan", "case", "office", "delivery", "phone", "email", "address", "declared", "_remove", "_next", "_send", "_add", "file-ban-ve", "reveal", "secret", "owner", "identity", "place", "street", "since", "landlord", "capital", "staff-0-staff_name", "staff-0-staff_identity", "staff-199-staff_name", "submission-id", "case-code", "ap-identity", "ap-name", "ap-birth", "ap-phone", "ap-email", "ap-address", "paper-tick", "sets-number", "delivery-way", "answer-way", "answer-reason", "answer-ground", "channel-way", "office-id", "find-person", "change-case", "go-anyway", "for-others", "party", "party_code", "party_name", "capacity", "relation", "birth_date", "code", "org-code", "org-name", "org-post", "org-capacity", "find-organisation", "behalf-identity", "behalf-name", "behalf-birth", "behalf-relation", "behalf-capacity", "_use", "use", "agreed", "what", "replaced_by", "basis", "sign-off", "compared", "said-expires"],
    "people": ["cover", "name", "password", "full_name", "identity_number", "birth_date", "phone", "email", "next", "mandate", "old", "new", "address", "language", "wanted", "officer", "role", "desk", "starts_on", "ends_on", "basis", "code", "title", "name_en", "code_new", "who", "scopes", "days", "operator"],
    "law": ["value", "starts_on", "ends_on", "basis", "verified", "date", "kind", "name", "agency", "weekdays", "saturday", "cut_off"],
    "procedures": ["table", "do", "column-0-1", "revision", "text", "add", "remove", "_add", "_up", "_remove", "successor", "name-vi", "terms-online-unit", "fees-0-amount", "papers-0-when-0-field", "papers-0-when-join", "day", "file"],
    "portal": ["language", "next"],
    "notices": ["first", "second", "third", "chat", "quiet_from", "quiet_until", "cause"],
    "documents": ["code", "file"],
    "surveys": ["code", "v_used", "p_health_quality", "v_channels", "age", "name", "name_en", "year", "version", "opens_on", "closes_on", "agency", "list", "districts", "communes", "villages", "people", "reserve", "seed", "draw", "place", "outcome", "back", "officer", "person", "since", "until", "asked", "by_level", "offices", "keep", "again", "phieu", "check", "drop_sheets", "file"],
    "indices": ["index", "level", "year", "source", "mean", "partial", "sheet", "table", "file", "confirmed", "owner", "framework", "locks_on", "ends_on", "explain_days", "units", "shipped", "yes", "tier", "ticks", "numerator", "denominator", "value", "waived", "reason", "seen", "then", "way", "points", "act", "question", "answer", "rest", "drop", "again", "files", "due_on", "loc", "on", "hour", "tim", "want", "amount", "chance", "effort", "rivals", "drift", "spread", "point-1.1", "start-1.1", "most-1.1", "use-1.1", "who-1.1", "due-1.1"],
    "feedback": ["level", "wishes"],
    "exchange": ["node", "lineage", "numbers", "code", "kind", "name", "name_en", "agency", "scopes", "contact", "key", "public", "address", "days", "reason", "lost", "place", "for-others", "number", "secret", "declared", "leave_out", "seq", "taken", "refused", "offers", "places", "start", "kinds", "position", "moment", "way"],
    "operations": ["file", "kind", "do", "xem"],
    "figures": ["noi", "nam", "thang", "phan", "trang"],
    "counter": ["dossier", "agency", "take", "remark", "count", "submission", "written_at", "agency", "number", "procedure", "case", "identity", "birth", "phone", "papers", "reason", "queue", "code", "office", "time", "window", "act", "leave", "letter", "name", "name_en", "fields", "queues", "change", "add-queue", "add-window"],
}  # fmt: skip
SOUND = [
    "1", "2", "3", "19/04/1990", "31/12/2026", "01/01/2100", "Đủ điều kiện.", "grant", "self", "authorised", "take-in", "ask", "refuse",
    "giay-chung-minh", "chung", "mot-nguoi", "066190000117", "0905000001", "hoa@example.vn", "at-counter", "by-post", "yes", "on", "vi", "en",
    "thu-hoi", "thay-the", "giay-chung-minh:0", "nha-minh", "thue", "organisation", "person", "legal", "6000123456", "self", "off", "work", "15:00", "07:30-11:30, 13:30-17:00", "reception", "QĐ 1/QĐ-UBND", PASSWORD, "quantri", "H15", "exchange-1-0a1b2c3d", "exchange-7-0a1b2c3d", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "7", "1.000001", "000.00.15.H15", "email", "sms", "chat", "21", "procedure:1.000001", "near", "union", "answer",
]  # fmt: skip
ODD = [
    "", " ", "\0", "²", "٣", "-1", "0", "9" * 19, "9" * 5000, "1e9", "NaN", "01/01/0001", "31/12/9999", "30/02/2026", "0000-00-00", "9999-12-31",
    "<script>alert(1)</script>", "'; DROP TABLE x; --", "%s %(x)s {0}", "\u202eabc", "a\u0306", "x" * 2001, "ầ" * 301, "../../etc/passwd", "//evil.example",
    "😀", "1" * 12, "@", "a@b", "[]", "{}", "null", "True",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(SOUND), st.sampled_from(ODD), st.text(max_size=30), st.integers(-(2**70), 2**70).map(str)
)
FILES = st.sampled_from(
    [
        b"",
        b"x",
        PDF,
        PDF[:60],
        b"\xff\xd8\xff\xd9",
        b"\x89PNG\r\n\x1a\n",
        ONLINE.encode(),
        b"code: [",
        b"\0",
        b"a: &a [*a]",
        b"\xff\xfe",
    ]
)


@dataclass
class Scene:
    """An office with requests at each stage, a draft, and who may ask."""

    players: dict[str, Player]
    objects: dict[str, list[Any]]


@pytest.fixture
def scene(db) -> Scene:
    world = make_world()
    world.at = timezone.now()
    loaded = procedures.load(text=ONLINE, by="system:tests", at=world.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
    )
    cast, reach = world.cast, world.reach(world.cast.hoa)
    for make in (submitted, in_progress, approved, issued):
        make(world)
    asked = inputs.AskOpinion(cast.commune.pk, "Có tranh chấp không?", 3)
    act(world, actions.ask_opinion, in_progress(world).number, cast.case, asked)
    stored = documents.store(
        content=pdf(), name="kq.pdf", accept=("application/pdf",), by="system:tests", at=world.at
    )
    finished = Dossier.objects.get(pk=issued(world).dossier_id)
    Result.objects.filter(dossier=finished).update(file_id=stored.id)
    holding.fill_from(finished, at=world.at)
    draft_id = drafts.begin(reach=reach, version_id=loaded.version_id, at=world.at)
    chosen = drafts.DraftChanges(case="mot-nguoi", agency_id=cast.department.pk)
    drafts.save(draft_id=draft_id, reach=reach, at=world.at, changes=chosen)
    paper = drafts.attach(
        draft_id=draft_id, reach=reach, at=world.at, code="ban-ve", name="a.pdf", content=pdf()
    )
    objects = {
        "opinion_id": list(Opinion.objects.values_list("pk", flat=True)),
        "number": list(Dossier.objects.values_list("number", flat=True)),
        "draft_id": [draft_id, uuid4()],
        "paper_id": [paper.pk, *Paper.objects.values_list("pk", flat=True), 10**18],
        "notice_id": [*Notice.objects.values_list("pk", flat=True), 0],
        "ending": ["xlsx", "csv", "exe"],
        "slug": [*SLUGS.values(), "can-bo", "chung", "truong-hop-1", "to-khai-1-1", "tep", "gi-do"],
        "case": ["mot-nguoi", "gi-do"],
        "page": [*PAGES, "gi-do"],
        "code": ["1.000001", "1.000002", "9.999999", "H15"],
        "id": [
            _copy_id(),
            cast.department.pk,
            cast.commune.pk,
            *Version.objects.values_list("pk", flat=True),
            10**18,
        ],
        "absence_id": [1, 2, 10**18],
        "view_id": [1, 10**18],
        "import_key": [*Import.objects.values_list("key", flat=True), uuid4()],
        "bulk_key": [*BulkAct.objects.values_list("key", flat=True), uuid4()],
        "mandate_id": [cast.case.mandate.pk, cast.stranger.mandate.pk, cast.operator.mandate.pk, 10**18],
        "token_id": [1, 10**18],
        "public_id": [cast.nam.person.public_id, cast.reception.person.public_id, "gi-do"],
        "key": ["dossiers.draft-life-days", "calendar.cut-off", "gi.do"],
        "correction_key": [uuid4()],
        "held_key": [*Held.objects.values_list("key", flat=True), uuid4()],
        "year": [2026, 1, 10**9],
        "form": ["01"],
        "place": [cast.department.pk, 10**18],
        "sheet": [1, 99_999, 10**18],
        "round_id": [1, 10**18],
        "unit_id": [1, 10**18],
        "evidence_id": [1, 10**18],
        "plan_id": [1, 10**18],
        "sheet_id": [1, 10**18],
        "booking": [uuid4()],
        "uid": [*(row.key for row in make_subscriptions(cast=cast, at=world.at)), uuid4()],
    }
    assert {name for route in POSTED for name in parameters(route)} <= objects.keys()
    assert DraftPaper.objects.exists()
    players = {
        name: getattr(cast, name)
        for name in ("hoa", "reception", "case", "head", "clerk", "operator", "stranger", "nam")
    } | {"nation": make_nation(cast=cast, at=world.at).operator}
    return Scene(players, objects)


def _copy_id() -> int:
    """A working copy, so that the pages of the editor are posted to as well."""
    version = Version.objects.order_by("pk").first()
    return procedures.begin(version_id=version.pk, by="system:tests", at=timezone.now())


def everything() -> dict[str, list[str]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table not in KEPT_ANYWAY:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(str(row) for row in cursor.fetchall())
    return found


def parameters(name: str) -> list[str]:
    """What the address of a route is made of."""
    room, _, route = name.partition(":")
    resolver = get_resolver()
    _prefix, (_, inner) = resolver.namespace_dict[room][0], resolver.namespace_dict[room]
    nested = [one for entry in inner.url_patterns for one in getattr(entry, "url_patterns", [entry])]
    return next(list(entry.pattern.converters) for entry in nested if entry.name == route)


def test_every_route_that_is_posted_to_is_tried():
    assert len(POSTED) > 40
    assert {name.partition(":")[0] for name in POSTED} <= FIELDS.keys()


def test_whatever_is_posted_no_route_stumbles_and_a_refusal_changes_nothing(scene):
    clients = {name: Client() for name in scene.players}
    for name, client in clients.items():
        client.force_login(scene.players[name].account)
    clients["nobody"] = Client()
    before = everything()
    seen: dict[int, int] = {}

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize="MOTCUA_EXAMPLES" not in os.environ, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def tries(data: st.DataObject) -> None:
        route = data.draw(st.sampled_from(POSTED), label="route")
        who = data.draw(st.sampled_from(sorted(clients)), label="who")
        given_ = {
            name: data.draw(st.sampled_from(scene.objects[name]), label=name) for name in parameters(route)
        }
        names = FIELDS[route.partition(":")[0]]
        typed: dict[str, Any] = data.draw(
            st.dictionaries(st.sampled_from(names), VALUES, max_size=12), label="typed"
        )
        for name in data.draw(
            st.lists(st.sampled_from([n for n in names if "file" in n] or names), max_size=1)
        ):
            typed[name] = BytesIO(data.draw(FILES, label=name))
            typed[name].name = "tep.pdf"
        address = reverse(route, kwargs=given_)
        if route == "dossiers:counter":
            address += "?thu-tuc=1.000001"
        client = clients[who]
        cookies = client.cookies.output()
        mark = transaction.savepoint()
        try:
            answer = client.post(address, typed)
            seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
            assert answer.status_code < 500
            if answer.status_code >= 400:
                after = everything()
                assert after == before, [table for table in after if after[table] != before[table]]
        finally:
            transaction.savepoint_rollback(mark)
            law.forget()
            procedure_queries.forget()
        if client.cookies.output() != cookies:  # signed out, or in as somebody else: begin again
            client.cookies.clear()
            if who != "nobody":
                client.force_login(scene.players[who].account)
                before.update(everything())  # when somebody came in last stands in the account

    tries()
    assert sum(seen.values()) >= EXAMPLES * 0.9
    assert {302, 404, 422} <= seen.keys(), f"the examples do not reach far enough: {seen}"
