"""What the form of an act knows before anything is typed."""

from motcua.dossiers.models import Wait
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from tests.dossiers import pressing
from tests.dossiers.build import in_progress, submitted, taken_in
from tests.dossiers.pressing import address

send = pressing.send
world = pressing.world


def test_missing_papers_stand_ticked_when_supplements_are_asked_for(client, world):
    done = in_progress(world, papers=(), channel=inputs.Channel.COUNTER)
    client.force_login(world.cast.case.account)
    lines = {line.code: line for line in client.get(address(done, Act.ASK_SUPPLEMENT)).context["lines"]}
    assert lines["giay-chung-minh"].ticked and lines["giay-chung-minh"].ticks.is_ticked
    assert not lines["to-khai"].ticked


def test_a_paper_beyond_the_list_can_be_asked_for(send, world):
    done = in_progress(world)
    sent = send(
        world.cast.case, done, Act.ASK_SUPPLEMENT,
        **{"reason": "Thiếu.", "other-name": "Giấy xác nhận cư trú", "other-what": "Bản chính"},
    )  # fmt: skip
    assert sent.status_code == 302
    assert Wait.objects.get().items == [
        {
            "code": "khac",
            "name": "Giấy xác nhận cư trú",
            "quantity": 1,
            "what": "Bản chính",
            "defects": [],
            "basis": "",
        }
    ]


def test_taking_in_shows_the_date_it_would_promise_day_by_day(client, world):
    client.force_login(world.cast.reception.account)
    page = client.get(address(submitted(world), Act.TAKE_IN))
    assert page.context["count"].due is not None and len(page.context["count"].days) > 5


def test_handing_over_names_the_next_step(client, world):
    client.force_login(world.cast.reception.account)
    page = client.get(address(taken_in(world), Act.HAND_OVER))
    assert page.context["onward"].stop.name.en == "Examine"
