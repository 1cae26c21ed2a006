"""A request sent at the nation: receipt at once, one dossier at the office, its number back, and the alarm when it does not arrive."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from motcua.chronicle.models import Entry as ChronicleEntry
from motcua.documents import queries as documents
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.refusals import PapersMissing
from motcua.dossiers.rules.states import Act
from motcua.exchange.actions import fetching, landing, submissions
from motcua.exchange.models import Landing, Node, Offer, Submission
from motcua.exchange.queries import submissions as queries
from motcua.exchange.rules import NATIONAL, Entry
from motcua.exchange.rules import submissions as rules
from motcua.foundation.refusal import NotFound
from motcua.notices.models import Notice
from motcua.people.models import Person
from motcua.procedures import actions as procedures
from tests.dossiers.build import AUTHORISATION_GIVEN, for_child, for_firm, make_world
from tests.exchange.nation import MORNING, Killed, Wire, given, killed_at, make_node

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def node(world) -> Node:
    return make_node(world)


@pytest.fixture
def wire(node, settings) -> Wire:
    return Wire(node, settings)


def sent(world, settings, *, at=MORNING, **changes):
    whole = given(world, **changes)
    settings.NODE = NATIONAL
    receipt = submissions.submit(reach=world.reach(world.cast.hoa), at=at, given=whole)
    settings.NODE = "H15"
    return receipt


def row(receipt) -> Submission:
    return Submission.objects.get(pk=receipt.key)


def content(file_id: int) -> bytes:
    with documents.open(file_id).stream as stream:
        return stream.read()


def told(kind) -> int:
    return ChronicleEntry.objects.filter(kind=kind).count()


# At the nation -----------------------------------------------------------------------------------------------


def test_a_request_sent_at_the_nation_gets_a_receipt_code_at_once_and_is_no_dossier(world, node, settings):
    receipt = sent(world, settings)
    found = row(receipt)
    assert receipt.code == "QG-260318-000001"
    assert (found.stage, found.submitted_at, found.number) == ("waiting", MORNING, "")
    assert Dossier.objects.count() == 0
    assert told(Entry.SUBMISSION_SENT) == 1
    assert Notice.objects.get().template == "exchange/sent"
    assert sent(world, settings).code == "QG-260318-000002"
    assert sent(world, settings, at=MORNING + timedelta(days=1)).code == "QG-260319-000001"


def test_sending_twice_is_one_submission(world, node, settings):
    key = uuid4()
    assert sent(world, settings, key=key) == sent(world, settings, key=key)
    assert (Submission.objects.count(), told(Entry.SUBMISSION_SENT), Notice.objects.count()) == (1, 1, 1)


def test_what_a_local_office_would_refuse_is_refused_at_the_nation(world, node, settings):
    with pytest.raises(PapersMissing):
        sent(world, settings, papers=0)
    assert Submission.objects.count() == 0


def test_a_place_that_does_not_take_this_text_is_refused(world, node, settings):
    Offer.objects.update(digest="0" * 64)
    with pytest.raises(rules.NotRouted):
        sent(world, settings)
    assert Submission.objects.count() == 0


def test_a_suspended_node_is_sent_nothing(world, node, settings):
    Node.objects.update(suspended_at=MORNING)
    with pytest.raises(rules.NotRouted):
        sent(world, settings)


def test_a_local_node_takes_no_submissions_for_the_country(world, node, settings):
    settings.NODE = "H15"
    with pytest.raises(rules.NotNational):
        submissions.submit(reach=world.reach(world.cast.hoa), at=MORNING, given=given(world))


def test_nothing_of_the_person_stands_in_the_open(world, node, settings):
    receipt = sent(world, settings)
    values = Submission.objects.filter(pk=receipt.key).values().get()
    assert world.cast.hoa.person.full_name not in str(values)
    entries = str(list(ChronicleEntry.objects.values("subject", "data", "actor")))
    assert world.cast.hoa.person.full_name not in entries


def test_a_receipt_opens_with_its_secret_and_with_nothing_else(world, node, settings):
    receipt = sent(world, settings)
    secret = queries.secret_of(row(receipt))
    assert queries.by_secret(code=receipt.code, typed=secret.lower()).key == receipt.key
    assert queries.by_secret(code=receipt.code, typed="AAAAAAAA") is None
    assert queries.by_secret(code="QG-260318-000009", typed=secret) is None
    with pytest.raises(NotFound):
        queries.own(key=receipt.key, reach=world.reach(world.cast.nam))


def test_another_node_is_given_nothing(world, node, settings):
    receipt = sent(world, settings)
    other = Node.objects.create(
        code="H01", kind="province", name="Hà Nội", scopes=["H01"], registered_at=MORNING
    )
    assert submissions.give(node=other.code, wish=rules.Wish(), at=MORNING).submission is None
    with pytest.raises(NotFound):
        queries.file(other.code, key=receipt.key, seq=1)
    with pytest.raises(NotFound):
        submissions.taken(node=other.code, key=receipt.key, number="000.00.15.H15-260318-0001", at=MORNING)
    assert row(receipt).stage == "waiting"


# Landing -----------------------------------------------------------------------------------------------------


def test_it_becomes_one_dossier_with_its_files_at_the_nations_moment_and_carries_its_number(
    world, wire, settings
):
    receipt = sent(world, settings, papers=2)
    later = MORNING + timedelta(hours=30)
    wire.at = later
    assert fetching.fetch(nation=wire, at=later) == 1
    dossier = Dossier.objects.get()
    assert dossier.submission == receipt.key
    assert dossier.submitted_at == MORNING
    assert dossier.desk_at < later, "the answer was due eight working hours after the nation's moment"
    here, there = dossier.papers.order_by("pk"), row(receipt).files.order_by("seq")
    assert [content(paper.file_id) for paper in here] == [content(paper.file_id) for paper in there]
    assert (row(receipt).stage, row(receipt).number) == ("taken", dossier.number)
    assert [told(kind) for kind in (Entry.SUBMISSION_FETCHED, Entry.SUBMISSION_TAKEN, Act.SUBMIT)] == [
        1,
        1,
        1,
    ]
    assert fetching.fetch(nation=wire, at=later) == 0
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("question", ["next", "file", "taken"])
@pytest.mark.parametrize("fault", ["lose", "refuse_before", "repeat"])
def test_a_lost_or_repeated_message_leaves_one_dossier(world, wire, settings, question, fault):
    receipt = sent(world, settings)
    getattr(wire, fault).add(question)
    for _ in range(3):
        if fault == "repeat":
            fetching.fetch(nation=wire, at=MORNING)
        else:
            with pytest.raises(fetching.NotHeard):
                fetching.fetch(nation=wire, at=MORNING)
    getattr(wire, fault).clear()
    fetching.fetch(nation=wire, at=MORNING)
    assert Dossier.objects.count() == 1
    assert row(receipt).number == Dossier.objects.get().number
    assert (told(Entry.SUBMISSION_TAKEN), told(Act.SUBMIT)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_kill_at_any_statement_leaves_one_dossier_and_one_person(world, settings):
    """Every change of the database on the whole way, on both sides, is the last one once."""
    node = make_node(world)
    statement, ended = 1, False
    persons = Person.objects.count()
    while not ended:
        receipt = sent(world, settings)
        wire = Wire(node, settings)
        before = Dossier.objects.count()
        try:
            with killed_at(statement):
                fetching.fetch(nation=wire, at=MORNING)
            ended = True
        except Killed:
            settings.NODE = "H15"
            fetching.fetch(nation=wire, at=MORNING)
        assert Dossier.objects.count() == before + 1, statement
        found = Dossier.objects.get(submission=receipt.key)
        assert (row(receipt).stage, row(receipt).number) == ("taken", found.number), statement
        assert found.papers.filter(file_id__isnull=False).count() == 1, statement
        assert ChronicleEntry.objects.filter(subject=f"submission:{receipt.key}").count() == 3, statement
        statement += 1
    assert statement > 9, "on PostgreSQL one trip carries several"
    assert Person.objects.count() == persons + 1, "one person here for one person of the nation"


def test_a_file_that_arrives_otherwise_is_not_taken_and_is_asked_for_again(world, wire, settings):
    receipt = sent(world, settings)
    wire.spoil = lambda content: content + b"\n%"
    assert fetching.fetch(nation=wire, at=MORNING) == 0
    assert Dossier.objects.count() == 0
    waits = Landing.objects.get()
    assert (waits.problem, waits.failures) == ("exchange.file-differs", 1)
    wire.spoil = bytes
    assert fetching.fetch(nation=wire, at=waits.next_at) == 1
    assert row(receipt).stage == "taken"


def test_one_that_cannot_be_landed_now_lets_the_others_pass(world, wire, settings, monkeypatch):
    first, second = sent(world, settings), sent(world, settings)
    land = landing.land

    def breaks(*, sent, files, at):
        if sent.key == first.key:
            raise ValueError("broken")
        return land(sent=sent, files=files, at=at)

    monkeypatch.setattr(landing, "land", breaks)
    assert fetching.fetch(nation=wire, at=MORNING) == 1
    assert (row(first).stage, row(second).stage) == ("fetched", "taken")
    assert Landing.objects.get(pk=first.key).problem == fetching.FAILED
    monkeypatch.undo()
    settings.NODE = "H15"
    assert fetching.fetch(nation=wire, at=MORNING + timedelta(minutes=10)) == 1


def test_a_closed_procedure_is_refused_and_the_person_is_told(world, wire, settings):
    receipt = sent(world, settings)
    procedures.close(code="1.000001", ends_on=date(2026, 3, 18), by="system:tests", at=MORNING)
    assert fetching.fetch(nation=wire, at=MORNING) == 1
    found = row(receipt)
    assert (found.stage, found.refused_code) == ("refused", "exchange.version-not-here")
    assert Notice.objects.filter(template="exchange/refused").count() == 1
    assert (told(Entry.LANDING_REFUSED), told(Entry.SUBMISSION_REFUSED)) == (1, 1)
    assert fetching.fetch(nation=wire, at=MORNING) == 0
    assert Dossier.objects.count() == 0


def test_what_is_settled_is_not_settled_otherwise(world, wire, settings):
    receipt = sent(world, settings)
    fetching.fetch(nation=wire, at=MORNING)
    number = row(receipt).number
    submissions.taken(node=wire.node.code, key=receipt.key, number=number, at=MORNING)
    with pytest.raises(rules.NumberNotYours):
        submissions.taken(node="H15", key=receipt.key, number="000.00.15.H01-260318-0001", at=MORNING)
    with pytest.raises(rules.TakenOtherwise):
        submissions.taken(
            node=wire.node.code, key=receipt.key, number="000.00.15.H15-260318-0999", at=MORNING
        )
    with pytest.raises(rules.TakenOtherwise):
        submissions.refused(node=wire.node.code, key=receipt.key, code="exchange.no", words="", at=MORNING)
    assert row(receipt).number == number


def test_the_person_whose_card_both_saw_is_found_and_nobody_else(world, wire, settings):
    hoa = world.cast.hoa.person
    receipt = sent(world, settings)
    fetching.fetch(nation=wire, at=MORNING)
    unchecked = Dossier.objects.get(submission=receipt.key).applicant
    assert unchecked != hoa, "the nation did not see the card: it is a person as stated"
    again = sent(world, settings)
    fetching.fetch(nation=wire, at=MORNING)
    assert Dossier.objects.get(submission=again.key).applicant == unchecked


@pytest.mark.parametrize("party", [for_firm, for_child])
def test_whoever_acts_for_another_is_said_to_the_office(world, wire, settings, party):
    papers = given(world).papers + ((AUTHORISATION_GIVEN,) if party is for_child else ())
    whole = replace(given(world), applicant=party(world), papers=papers)
    settings.NODE = NATIONAL
    receipt = submissions.submit(reach=world.reach(world.cast.hoa), at=MORNING, given=whole)
    settings.NODE = "H15"
    fetching.fetch(nation=wire, at=MORNING)
    dossier = Dossier.objects.get(submission=receipt.key)
    assert dossier.applicant_name == party(world).name
    assert dossier.representation.relation == party(world).behalf.relation
    assert dossier.sender.full_name == world.cast.hoa.person.full_name


# Late, and old -----------------------------------------------------------------------------------------------

# Wednesday 09:30 until Thursday 09:30 is eight working hours.
JUST_BEFORE = MORNING + timedelta(hours=24, minutes=-1)
LATE = MORNING + timedelta(hours=24)


def test_both_sides_are_alarmed_once_after_eight_working_hours(world, wire, settings):
    receipt = sent(world, settings)
    settings.NODE = NATIONAL
    assert submissions.alarm_unrouted(at=JUST_BEFORE) == 0
    assert submissions.alarm_unrouted(at=LATE) == 1
    assert submissions.alarm_unrouted(at=LATE) == 0
    settings.NODE = "H15"
    assert row(receipt).alarmed_at == LATE
    assert Notice.objects.filter(template="exchange/unrouted").count() == 1, "the operator of the country"
    wire.refuse_before.add("file")
    for _ in range(2):
        with pytest.raises(fetching.NotHeard):
            fetching.fetch(nation=wire, at=LATE)
    heard = Notice.objects.filter(template="exchange/not-landed")
    assert heard.count() == 2, "leader and operator"
    assert Landing.objects.get().alarmed_at == LATE
    assert (told(Entry.SUBMISSION_UNROUTED), told(Entry.LANDING_UNROUTED)) == (1, 1)


def test_what_was_taken_in_time_alarms_nobody(world, wire, settings):
    sent(world, settings)
    fetching.fetch(nation=wire, at=MORNING)
    settings.NODE = NATIONAL
    assert submissions.alarm_unrouted(at=LATE) == 0


def test_a_weekend_is_no_working_time():
    friday = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)  # 15:00 here
    from motcua.foundation.calendar import Hours, Opening, WorkCalendar

    day = (Opening(datetime(2026, 1, 1, 8).time(), datetime(2026, 1, 1, 16).time()),)
    calendar = WorkCalendar(hours=Hours(week=(day,) * 5 + ((), ())), off={}, worked={})
    sunday, monday = friday + timedelta(days=2, hours=12), friday + timedelta(days=3)
    assert not rules.is_unrouted(submitted_at=friday, at=sunday, hours=8, calendar=calendar)
    assert rules.is_unrouted(submitted_at=friday, at=monday, hours=8, calendar=calendar)


def test_the_nation_forgets_what_was_taken_long_ago(world, wire, settings):
    receipt, open_one = sent(world, settings), None
    fetching.fetch(nation=wire, at=MORNING)
    open_one = sent(world, settings)
    file_id = row(receipt).files.get().file_id
    assert submissions.erase(at=MORNING + timedelta(days=29)) == 0
    assert submissions.erase(at=MORNING + timedelta(days=31)) == 1
    assert row(receipt).sealed == ""
    assert not [one for one, _ in documents.holders(file_id) if one.startswith("exchange.")]
    assert row(receipt).number == Dossier.objects.get().number
    assert row(open_one).sealed
