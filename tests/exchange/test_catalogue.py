"""The catalogue is drawn by local nodes without writing over what they changed, and offers say who takes what where."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Max

from motcua.chronicle import jobs as chronicle
from motcua.exchange.actions import catalogue
from motcua.exchange.models import Drawn, Following, Offer
from motcua.exchange.queries import catalogue as queries
from motcua.exchange.queries import submissions as routes
from motcua.exchange.rules import catalogue as rules
from motcua.exchange.rules.catalogue import Change, Changes, Offered, Offers, Outcome, Taker
from motcua.people.models import Agency
from motcua.procedures import actions as procedures
from motcua.procedures import files, parsing
from motcua.procedures import queries as procedure_queries
from motcua.procedures.models import Version
from motcua.procedures.rules import Status
from tests.chronicle.acts import settle
from tests.dossiers.build import PROCEDURE, make_world
from tests.exchange.nation import make_node

pytestmark = pytest.mark.django_db
CODE = "1.000001"
SECOND = PROCEDURE.replace("amount: 5", "amount: 4")
OWN = PROCEDURE.replace("amount: 5", "amount: 3")
NOW = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)


def digest(text: str) -> str:
    import json

    document = json.dumps(files.read(text).document, ensure_ascii=False, separators=(",", ":"))
    return procedure_queries.digest_of(document)


def change(text: str = PROCEDURE, *, starts_on="2022-07-01", position=1, ends_on=None, **changes) -> Change:
    return Change(position, CODE, changes.get("digest", digest(text)), starts_on, ends_on, text)


def draw(*changes: Change, head: int = 100) -> None:
    catalogue.draw(answer=Changes(list(changes), max((c.position for c in changes), default=0), head), at=NOW)


def load(text: str, starts_on=date(2022, 7, 1)) -> None:
    loaded = procedures.load(text=text, by="system:tests", at=NOW)
    procedures.publish(version_id=loaded.version_id, starts_on=starts_on, by="system:tests", at=NOW)


def statuses() -> list[tuple[str, str]]:
    return list(Version.objects.order_by("number").values_list("digest", "status"))


def test_a_text_that_is_new_here_comes_into_force_on_the_nations_day():
    draw(change())
    version = Version.objects.get()
    assert (version.digest, version.status, version.starts_on) == (
        digest(PROCEDURE),
        "published",
        date(2022, 7, 1),
    )
    assert Drawn.objects.get().outcome == Outcome.PUBLISHED
    assert Following.objects.get().position == 1


def test_drawing_twice_changes_nothing():
    for _ in range(2):
        draw(change())
    assert Version.objects.count() == 1
    assert Drawn.objects.get().outcome == Outcome.PUBLISHED


def test_a_later_text_of_the_nation_follows_the_earlier_one():
    draw(change(), change(SECOND, starts_on="2026-03-01", position=2))
    assert [status for _, status in statuses()] == ["published", "published"]
    assert procedure_queries.in_force(CODE, date(2026, 3, 18)).digest == digest(SECOND)


def test_what_was_changed_here_is_not_written_over_and_the_page_says_so():
    draw(change())
    load(OWN, date(2025, 1, 1))
    draw(change(SECOND, starts_on="2026-03-01", position=2))
    assert procedure_queries.in_force(CODE, date(2026, 3, 18)).digest == digest(OWN)
    assert statuses()[-1] == (digest(SECOND), "draft")
    line = queries.drawn()[0]
    assert (line.outcome, line.number) == (Outcome.HELD, 3)


def test_a_text_that_is_here_already_stays_as_it_is():
    load(PROCEDURE)
    draw(change())
    assert Version.objects.count() == 1
    assert Drawn.objects.get().outcome == Outcome.SAME
    draw(change(SECOND, starts_on="2026-03-01", position=2))
    assert statuses()[-1][1] == "published", "the one before was the nation's text too"


def test_a_text_that_is_not_the_one_that_was_said_is_not_loaded():
    draw(change(digest="0" * 64))
    assert Version.objects.count() == 0
    assert (Drawn.objects.get().outcome, Drawn.objects.get().problem) == (Outcome.REFUSED, catalogue.DIFFERS)


def test_a_text_that_cannot_be_read_here_is_named_and_blocks_nothing():
    draw(change("code: nothing"), change(SECOND, position=2))
    assert {row.outcome for row in Drawn.objects.all()} == {Outcome.REFUSED, Outcome.PUBLISHED}


def test_what_the_nation_closed_is_closed_here():
    draw(change())
    draw(change(ends_on="2026-06-01", position=2))
    version = Version.objects.get()
    assert (version.status, version.ends_on) == (Status.CLOSED, date(2026, 6, 1))


def test_a_procedure_changed_here_is_not_closed_with_the_nations():
    draw(change())
    load(OWN, date(2025, 1, 1))
    draw(change(ends_on="2026-06-01", position=2))
    assert procedure_queries.in_force(CODE, date(2026, 7, 1)).digest == digest(OWN)


def test_after_the_nation_was_restored_everything_is_asked_for_again():
    draw(change(position=50))
    assert Following.objects.get().position == 50
    draw(head=10)
    assert Following.objects.get().position == 0


@pytest.mark.django_db(transaction=True)
def test_the_nation_tells_what_was_published_in_order_and_leaves_out_what_was_replaced():
    load(PROCEDURE)
    load(SECOND, date(2026, 1, 1))
    settle()
    chronicle.seal(now=NOW)
    answer = queries.changes(after=0, at=NOW)
    assert [one.digest for one in answer.changes] == [digest(SECOND)]
    assert answer.upto <= answer.head
    assert queries.changes(after=answer.upto, at=NOW).changes == []
    assert queries.changes(after=answer.head + 9, at=NOW).changes == answer.changes, (
        "a cursor of another life"
    )
    text = answer.changes[0].text
    Version.objects.all().delete()
    draw(*answer.changes)
    assert digest(text) == Version.objects.aggregate(one=Max("digest"))["one"]
    assert parsing.parse(files.read(text).document)[1] == ()


# Offers ------------------------------------------------------------------------------------------------------


def test_a_node_says_what_it_takes_online_and_where():
    world = make_world()
    make_node(world)
    assert list(Offer.objects.values_list("procedure", "place")) == [(CODE, "000.00.15.H15")]
    found = routes.places(digest=digest(PROCEDURE), text="tu phap")
    assert [(one.place, one.node) for one in found.shown] == [("000.00.15.H15", "Tỉnh Đắk Lắk")]
    assert routes.places(digest=digest(SECOND), text="").total == 0, "another text is another offer"


def test_what_a_node_no_longer_names_is_no_longer_offered():
    node = make_node(make_world())
    catalogue.say_offers(node=node.code, said=Offers([], []), at=NOW)
    assert Offer.objects.count() == 0


def test_a_place_of_another_province_is_refused_and_nothing_changes():
    node = make_node(make_world())
    foreign = Taker(code="H01.1", name="Sở Tư pháp Hà Nội", level="department")
    with pytest.raises(rules.PlaceNotYours):
        catalogue.say_offers(node=node.code, said=Offers([foreign], []), at=NOW)
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    "offers",
    [
        [Offered(CODE, "0" * 64, ["H15.99"])],
        [Offered(CODE, "0" * 64, ["H15.15"]), Offered(CODE, "1" * 64, ["H15.15"])],
    ],
)
def test_offers_that_contradict_each_other_are_refused(offers):
    node = make_node(make_world())
    place = Taker(code="H15.15", name="Sở Tư pháp", level="department")
    with pytest.raises(rules.BadOffers):
        catalogue.say_offers(node=node.code, said=Offers([place], offers), at=NOW)
    assert Offer.objects.count() == 1


def test_an_office_that_the_nation_does_not_know_is_added_once():
    world = make_world()
    node = make_node(world)
    node.agency = world.cast.province
    node.save()
    place = Taker(code="H15.88", name="Sở Mới", level="department")
    for day in range(2):
        catalogue.say_offers(node=node.code, said=Offers([place], []), at=NOW + timedelta(days=day))
    assert Agency.objects.get(code="H15.88").parent == world.cast.province


def test_only_what_came_from_the_nation_is_replaced():
    assert rules.outcome_of(is_here=False, in_force=None, from_nation=[]) is Outcome.PUBLISHED
    assert rules.outcome_of(is_here=False, in_force="a", from_nation=["a"]) is Outcome.PUBLISHED
    assert rules.outcome_of(is_here=False, in_force="b", from_nation=["a"]) is Outcome.HELD
    assert rules.outcome_of(is_here=True, in_force="b", from_nation=["a"]) is Outcome.SAME
