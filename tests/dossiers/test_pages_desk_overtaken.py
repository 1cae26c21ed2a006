"""Two officers at one dossier: whoever is second sees what changed and keeps what was typed."""

from motcua.dossiers import actions
from motcua.dossiers.models import Movement
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act, State
from tests.dossiers import pressing
from tests.dossiers.build import act, in_progress, row, submitted
from tests.dossiers.pressing import address

send = pressing.send
world = pressing.world


def test_who_was_overtaken_sees_what_changed_and_keeps_what_was_typed(client, send, world):
    done = in_progress(world)
    seen = row(done).revision
    act(world, actions.note, done.number, world.cast.head, inputs.Words(text="Gấp."))
    page = send(world.cast.case, done, Act.NOTE, seen=seen, text="Đã gọi điện cho người nộp.")
    assert page.status_code == 409
    assert [event.act for event in page.context["changed"]] == [Act.NOTE]
    assert "Đã gọi điện cho người nộp." in page.text
    assert f'name="seen" value="{row(done).revision}"' in page.text
    assert Movement.objects.filter(dossier_id=done.dossier_id, act=Act.NOTE).count() == 1


def test_who_was_overtaken_for_good_is_told_so(send, world):
    done = submitted(world)
    act(
        world,
        actions.refuse,
        done.number,
        world.cast.reception,
        inputs.Refuse(reason="Sai.", legal_ground="Điều 4"),
    )
    Movement.objects.filter(dossier_id=done.dossier_id, seq=2).update(officer=world.cast.head.officer)
    page = send(world.cast.reception, done, Act.TAKE_IN, seen=1)
    assert page.status_code == 409
    assert "Không thể" in page.text
    assert row(done).state == State.NOT_RECEIVED


def test_a_form_without_the_revision_is_checked_by_the_act_alone(client, world):
    done = in_progress(world)
    client.force_login(world.cast.case.account)
    assert client.post(address(done, Act.NOTE), {"text": "Ghi chú.", "seen": "x"}).status_code == 302
