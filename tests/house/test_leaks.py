"""People's words and names stay in their rows: none is in the chronicle, in logs, in addresses, cookies or headers of mail,
or in the clear where it must be locked.

Every form of the product is filled with marked strings, as a browser would send it: once with marks everywhere (much of it
is refused, and a refusal must not tell either), once as soundly as its acts need. A route that takes a form and was not
reached fails.
"""

import io
import logging
import re
import zlib
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail, signing
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries import prepare
from motcua.dossiers.rules.states import Act
from motcua.notices import jobs as notices
from motcua.people.models import Person
from motcua.portal import api
from tests.dossiers.build import CHILD, CHILD_NUMBER, FIRM, FIRM_CODE
from tests.dossiers.electronic import as_demo
from tests.house.filling import IDENTITY, MARK, PHONE, TYPED, Form, filled, marks, read
from tests.house.routes import routes
from tests.journeys.every_page import visits
from tests.journeys.scene import make_scene
from tests.people.cast import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.once]
# Where a person's or an officer's words may stand, and why.
ALLOWED = {
    "dossiers_dossier": "the request itself: applicant as stated, ordinary answers",
    "dossiers_movement": "the office's own timeline: words of acts",
    "dossiers_opinion": "what another office was asked, and its answer",
    "dossiers_original": "names of originals that lie at the office",
    "dossiers_correction": "why an officer believes that something is written wrong; old and new value are locked",
    "dossiers_wait": "what was asked for and why",
    "dossiers_bulkact": "the words of an act on several, until its last lot is done",
    "dossiers_savedview": "what an officer calls a view",
    "dossiers_reservednumber": "why nobody has a number",
    "dossiers_extension": "the reason in the apology",
    "dossiers_result": "number and summary of the result",
    "dossiers_handover": "who collected it and with which authorisation",
    "dossiers_paper": "names of papers",
    "dossiers_draftpaper": "names of papers attached to a draft",
    "documents_file": "the name of a file, as its owner gave it",
    "counter_queue": "what people come for, as the office calls it",
    "counter_handoversheet": "what differs between a sheet and what the unit counted",
    "counter_window": "what a window is called",
    "documents_ending": "why a result was replaced or revoked, and by what law",
    "people_person": "the person's own record",
    "people_account": "the name an account shows",
    "people_signinname": "what somebody signs in with",
    "people_officer": "an officer's code and position",
    "people_helpermandate": "whom somebody names as a helper, for which office, and the paper that says so",
    "dossiers_assistance": "the name of whoever sent a request for somebody",
    "notices_reaching": "somebody's name or number in a chat",
    "people_mandate": "desk and basis of a mandate",
    "people_token": "what somebody calls a token of their own",
    "operations_import": "the name of a file, as its operator gave it, and the file until it is done",
    "operations_importpart": "the name of a file of papers, as its operator gave it, until the import is done",
    "people_agency": "what the operator corrected: names, addresses, identifiers",
    "surveys_survey": "the name of a round, as its officer gave it",
    "exchange_lost": "what was agreed about a state that was lost",
    "exchange_subscription": "the name of a system and its address, as its operator gave them",
    "exchange_node": "names of a system, whom to write to, and why it is suspended",
    "indices_mark": "how a unit reached its points, and why an appraiser gives others",
    "indices_explanation": "a question of the appraiser and the unit's answer",
    "indices_evidence": "the name of a file, as its owner gave it",
    "indices_figure": "the source of a figure",
    "law_datedvalue": "the basis of a value",
    "law_calendaroverride": "what people call a day, and its basis",
    "procedures_workingcopy": "the file of a procedure as an operator is writing it",
    "law_openinghours": "the basis of opening hours",
}
# Routes that take more than GET by their looks and have no form, and why.
WITHOUT_FORM = {
    "law:table-suggest": "sent by the script of a field on a table; tests/law/test_tables.py asks it",
    "counter:keep": "sent by the script of counter:offline, asks no words",
    "counter:send": "sent by the script of counter:offline; tests/journeys plays it with the network cut",
    "surveys:send": "shown to whoever has a code, and asks no words; tests/surveys/test_pages_answering.py looks at its logs",
    "documents:check-verify": "the page of documents:check at an English address",
    "documents:check-code": "the page of documents:check at the short address of its codes",
    "dossiers:helper-act": "one button, no words; tests/dossiers/test_helping.py presses it",
    "dossiers:helper-end": "one button, no words; tests/dossiers/test_helping.py presses it",
    "dossiers:helper-out": "one button, no words; tests/dossiers/test_helping.py presses it",
    "people:absence-cover": "a choice of colleagues, no words; tests/people/test_absences.py sends it",
    "people:absence-end": "one button, no words; tests/people/test_absences.py presses it",
    "exchange:batches": "asked by nodes, signed; tests/exchange/test_states_travel.py looks at what travels",
    "exchange:cursor": "asked by nodes, signed: positions alone",
    "exchange:check-key": "asked by nodes, signed: a key alone",
    "exchange:digests": "asked by nodes, signed: days and hashes",
    "exchange:seals": "asked by nodes, signed: seals alone",
    "exchange:portal-auth": "asked by programs, off unless set",
    "exchange:portal-service": "asked by programs, off unless set: tests/exchange/test_portal.py looks that nobody's words are kept",
    "exchange:offers": "asked by nodes, signed: procedures and places alone",
    "exchange:submission-next": "asked by nodes, signed: tests/exchange/test_submissions.py looks where its words stand",
    "exchange:submission-again": "asked by nodes, signed: keys and counts alone",
    "exchange:submission-file": "asked by nodes, signed: keys alone",
    "exchange:submission-taken": "asked by nodes, signed: numbers alone",
    "exchange:submission-refused": "asked by nodes, signed: the words of a refusal",
    "exchange:place": "at the nation only, a choice of places",
    "exchange:send": "at the nation only; tests/exchange/test_submissions.py looks where the words of a draft stand then",
    "exchange:sent-track": "at the nation only, a code and a secret; tests/exchange/test_submission_pages.py",
    "exchange:lookup": "asked by nodes, signed: numbers of their own dossiers",
    "dossiers:tracked-corrections": "by a receipt: tests/dossiers/test_pages_corrections.py fills it in, its act is that of the owner",
    "dossiers:draft-claim": "one button, no words; tests/dossiers/test_guests.py presses it",
    "dossiers:resume-close": "one button, no words; tests/dossiers/test_short_code.py presses it",
    "dossiers:draft-save": "sent by the script that saves while one types; asked below",
    "dossiers:own-supplement-save": "sent by the script that saves while one types; asked below",
} | {
    f"portal:{route.name}": "asked by programs; tests/portal/test_api_leaks.py looks where its words stand"
    for route in api.routes()
}
# Acts that no form filled with marks can lead to, and where their entries are looked at.
DONE_ELSEWHERE = {
    Act.FILL: "needs a scan whose writing was recognised; its entry is read in tests/dossiers/test_from_papers.py",
    Act.BEGIN_PART: "done by a job once the result a part waited for is there; tests/dossiers/test_bundles.py reads it",
    Act.CORRECT: "needs a tick that the person signed; its entry is read in tests/dossiers/test_corrections.py",
    Act.DROP_CORRECTION: "needs a button of several; its entry is read in tests/dossiers/test_corrections.py",
    Act.IMPORT: "done by an operator with a whole file; its entry is read in tests/operations/importing/test_moving_in.py",
    Act.RECOUNT: "done by a job after a day off was decided; its entry is read in tests/dossiers/test_recount.py",
}
RANDOM = re.compile(r"[A-Za-z0-9]{20,64}")
# Ids, keys and what is locked: chance spells three letters in them, and a mark stands in words of five letters.
ID = re.compile(r"[A-Za-z0-9]{16,}")
LOCKED = re.compile(r"[A-Za-z0-9+/_=-]{40,}")


@dataclass
class Played:
    addresses: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    logged: str = ""


@pytest.fixture
def said():
    """Every log record of every logger, whatever its level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    names = ("", "django", "django.request", "motcua")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    for noisy in ("django.db.backends", "django.template"):  # above DEBUG in production
        logging.getLogger(noisy).setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def played(transactional_db, said, settings, monkeypatch, tmp_path) -> Played:
    # Signatures of the scene follow what is sealed, and only what is committed is sealed.
    as_demo(settings, monkeypatch, tmp_path)
    scene = make_scene()
    player = Filler(scene)
    for sound in (False, True):
        player.sound = sound
        player.done.clear()
        for visit in visits(scene):
            # A draft is left as it is until it can be sent: what is wrong would be kept in it.
            kept = visit.name.startswith("draft-") and not visit.name.endswith("-empty")
            if visit.path != "/hong/" and (sound or not kept):
                player.visit(visit)
        player.leaves()
    player.saves_while_typing()
    # Some wait while their act may be taken back.
    while notices.deliver(timezone.now() + timedelta(hours=1)):
        pass
    player.played.logged = said.getvalue()
    return player.played


class Filler:
    """Goes through pages, fills in what they ask, and keeps every address, cookie and route on the way."""

    def __init__(self, scene) -> None:
        self.scene, self.marked, self.sound = scene, marks(), False
        self.played = Played()
        self.clients: dict[int, Client] = {}
        self.done: set[tuple] = set()

    def visit(self, visit) -> None:
        client = self.client(visit.player)
        self.take_in(client, visit.path, client.get(visit.path), deep=2)

    def client(self, player) -> Client:
        client = Client()
        if player is not None:
            player.account.refresh_from_db()  # a changed password ends the sessions of the old one
            client.force_login(player.account)
        return client

    def take_in(self, client: Client, path: str, answer, *, deep: int) -> None:
        """An answer: where it leads, what it sets, and the forms on it."""
        self.played.cookies += [f"{name}={morsel.value}" for name, morsel in answer.cookies.items()]
        if location := answer.get("Location"):
            self.played.addresses.append(location)
            if deep and location.startswith("/") and "/dang-nhap/" not in location:
                self.take_in(client, location, client.get(location), deep=deep - 1)
            return
        if not answer.get("Content-Type", "").startswith("text/html"):
            return
        page = read(answer.content.decode())
        self.played.addresses += page.addresses
        for form in page.forms if deep else ():
            if form.method == "post":
                self.send(client, path, form, deep=deep)

    def send(self, client: Client, path: str, form: Form, *, deep: int) -> None:
        for address in form.actions or [path]:
            route = resolve(address.split("?")[0]).view_name
            # The same form of another dossier is the same form, but each act is one of its own.
            kind = (route, address.split("/")[-2], *sorted({one.name for one in form.fields}))
            bare = not any(one.kind in TYPED or one.kind == "file" for one in form.fields)
            if kind in self.done or (bare and not self.sound):
                continue  # with nothing to write into it a form is pressed once, when all else is sound
            self.done.add(kind)
            self.played.reached.add(route)
            sound = self.sound_values() | self.stated(address) if self.sound else {}
            answer = client.post(address, filled(form, self.marked, sound))
            self.take_in(client, address, answer, deep=deep - 1)

    def sound_values(self) -> dict[str, str]:
        """What acts must be given rightly to be done at all; everything else stays a mark."""
        today = timezone.localdate()
        late = Dossier.objects.get(number=self.scene.numbers["late"])
        new_due = prepare.first_new_date(late, at=timezone.now()) if late.extended == 0 else None
        return {
            "name": "0905000001", "password": PASSWORD, "old": PASSWORD, "new": PASSWORD, "wanted": "0905000103",
            "identity_number": IDENTITY, "ap-identity": IDENTITY, "identity": IDENTITY, "phone": PHONE, "ap-phone": PHONE,
            "email": "zqx.thu@example.vn", "ap-email": "zqx.thu@example.vn", "birth_date": "19/04/1990", "ap-birth": "19/04/1990",
            "new_due": f"{new_due:%d/%m/%Y}" if new_due else "01/01/2030", "issued_on": f"{today:%d/%m/%Y}",
            "starts_on": "01/06/2029", "ends_on": "", "date": "14/10/2026", "day": f"{today + timedelta(days=40):%d/%m/%Y}",
            "weekdays": "07:30-11:30, 13:30-17:00", "saturday": "", "cut_off": "", "agency": "H15.15", "value": "60",
            "code": f"{MARK}1", "code_new": "", "since": "19/04/2026", "capital": "80.000.000", "sets-number": "1",
            "staff-0-staff_identity": IDENTITY, "secret": self.scene.secret, "number": self.scene.numbers["own"],
            "paid_on": f"{today:%d/%m/%Y}", "owed-amount-1": "1.500.000", "owed-amount-2": "2.000", "owed-amount-3": "3.000",
            "owed-amount-4": "4.000", "paid_amount": "99.000.000", "officer": "thuly", "tim": f"{MARK} tìm",
        }  # fmt: skip

    def stated(self, address: str) -> dict[str, str]:
        """The number that an officer types from the paper is the one that was stated."""
        codes = {"firm": FIRM_CODE, "child": CHILD_NUMBER}
        for key, code in codes.items():
            if f"/{self.scene.numbers[key]}/{SLUGS[Act.CHECK_APPLICANT]}/" in address:
                return {"code": code, "name": FIRM if key == "firm" else CHILD}
        return {}

    def leaves(self) -> None:
        """The forms of the head: another language, and the way out."""
        client = self.client(self.scene.world.cast.nam)
        for form in read(client.get("/").content.decode(), only_main=False).forms:
            if form.method == "post":
                self.send(client, "/", form, deep=1)

    def saves_while_typing(self) -> None:
        hoa = self.client(self.scene.world.cast.hoa)
        draft = self.scene.walkers["many"]
        typed = {
            "page": "chu-quan",
            "_page": "chu-quan",
            "owner": next(self.marked),
            "note": next(self.marked),
        }
        owner = self.client(self.scene.citizens["many"])
        for client, address in (
            (owner, draft.url("draft-save")),
            (hoa, reverse("dossiers:own-supplement-save", args=[self.scene.numbers["own"]])),
        ):
            self.take_in(client, address, client.post(address, typed), deep=0)


def test_every_form_was_filled_and_every_act_done(played):
    """In one test with what follows from it: playing everything takes its time."""
    forms = {name for name, entry in routes() if "POST" in getattr(entry.callback, "methods", ())}
    missing = forms - played.reached - WITHOUT_FORM.keys()
    assert not missing, f"no page visited in tests/journeys/every_page shows the form of: {sorted(missing)}"
    undone = set(Act) - set(Entry.objects.values_list("kind", flat=True)) - DONE_ELSEWHERE.keys()
    assert not undone, f"marked, but never done: {undone}"
    assert len(mail.outbox) > 5
    nothing_is_in_the_chronicle()
    nothing_is_in_logs_addresses_or_cookies(played)
    nothing_is_in_headers_of_mail()
    words_stand_only_where_they_must()


def hidden(text: str) -> list[str]:
    text = ID.sub("", text)
    return [mark for mark in (MARK.lower(), IDENTITY, PHONE) if mark in text.lower()]


def nothing_is_in_the_chronicle() -> None:
    for entry in Entry.objects.values():
        # Salts and digests as hexadecimal: among hundreds of random ones, three letters come up by themselves.
        told = {
            name: bytes(one).hex() if isinstance(one, bytes | memoryview) else one
            for name, one in entry.items()
        }
        assert not hidden(str(told)), entry["kind"]


def nothing_is_in_logs_addresses_or_cookies(played: Played) -> None:
    told = [line for line in played.logged.splitlines() if hidden(line)]
    assert not told, told[:3]
    assert not [address for address in played.addresses if hidden(address)]
    assert not [cookie for cookie in played.cookies if hidden(unsealed(cookie))]


def unsealed(cookie: str) -> str:
    """What a cookie says: messages lie in one as base64 of JSON, packed when a dot stands before. Keys and signatures say
    nothing, and chance spells marks in them."""
    name, _, value = cookie.partition("=")
    if name != "messages":
        return name if RANDOM.fullmatch(value) else cookie
    said = value.strip('"').partition(":")[0]
    packed = signing.b64_decode(said.lstrip(".").encode())
    return (zlib.decompress(packed) if said.startswith(".") else packed).decode("unicode-escape")


def nothing_is_in_headers_of_mail() -> None:
    """The address a person gave is the one thing a letter must carry."""
    for letter in mail.outbox:
        headers = letter.message()
        for name, value in headers.items():
            assert name == "To" or not hidden(str(value)), (name, value)


def words_stand_only_where_they_must() -> None:
    """Every text of every table: marks only in the tables listed with a reason; the identity number nowhere in the clear."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = str(cursor.fetchall())
        assert IDENTITY not in text, f"an identity number stands in the clear in {table}"
        if table == Session._meta.db_table:  # packed and signed: what they say is read
            said = [session.get_decoded() for session in Session.objects.all()]
            assert any(said), "no session could be read"
            text = str(said)
        if MARK in LOCKED.sub("", text):
            found.add(table)
    assert found <= ALLOWED.keys(), f"say why, or mend it: {sorted(found - ALLOWED.keys())}"


def test_a_mark_is_found_among_what_chance_writes():
    name = "Zqxab Nguyễn"
    assert hidden(f"route=people:contact q={name} actor=person:y6gzqx33uohfapqn")
    assert not hidden("route=people:contact actor=person:y6gzqx33uohfapqn")
    assert MARK in LOCKED.sub("", f"('{name}', 'gAAAAABnZqx8aXhlcXV0ZXN0ZXN0ZXN0ZXN0ZXN0ZXN0ZXN0')")


def test_identity_numbers_are_nowhere_in_the_clear(db):
    from motcua.people import actions as people

    people.find_or_add_person(
        full_name="Người Thử", identity_number="000203123456", by="system:tests", at=timezone.now()
    )
    assert Person.objects.filter(full_name="Người Thử").exists()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "000203123456" not in str(cursor.fetchall()), table
    assert Dossier.objects.count() == 0
