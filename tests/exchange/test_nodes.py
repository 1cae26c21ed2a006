"""The registry: whose key is whose, and how much of the country is connected."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from motcua.chronicle.models import Entry as Stored
from motcua.exchange import actions, queries
from motcua.exchange.models import Node, NodeKey
from motcua.exchange.rules import Entry, Kind, registry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people.rules import Level
from tests.exchange.build import KEY, NEXT, PUBLIC, make_operator, new_key, new_node
from tests.people.cast import NOW, make_agency, make_cast


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def operator(cast):
    return cast.reach(make_operator(cast))


@pytest.fixture
def node(operator):
    actions.register(form=new_node(), reach=operator, at=NOW)
    return "H15"


def entries():
    return list(Stored.objects.order_by("pk").values_list("kind", "subject"))


class TestRegistering:
    def test_a_registered_node_is_known_by_its_key_and_one_entry_says_so(self, node):
        found = queries.node_of_key(key=KEY, at=NOW)
        assert (found.code, found.scopes, found.public, found.suspended) == ("H15", ("H15",), PUBLIC, False)
        assert entries() == [(Entry.NODE_REGISTERED, "node:H15")]

    def test_an_unknown_key_belongs_to_nobody(self, node):
        assert queries.node_of_key(key="exchange-9-00000000", at=NOW) is None

    def test_a_key_for_seals_signs_no_batches(self, node, operator):
        actions.add_key(node=node, form=new_key("seal-1-00000000", use="seal"), reach=operator, at=NOW)
        assert queries.node_of_key(key="seal-1-00000000", at=NOW) is None
        assert queries.node_of_key(key="seal-1-00000000", at=NOW, use="seal").code == "H15"

    def test_the_same_node_twice_is_refused(self, node, operator):
        with pytest.raises(registry.NodeKnown):
            actions.register(form=new_node(keys=(new_key(NEXT),)), reach=operator, at=NOW)
        assert len(entries()) == 1

    def test_two_nodes_do_not_send_the_same_dossiers(self, node, operator):
        other = new_node("H99", kind=Kind.OTHER, agency="", scopes=("H99", "H15"), keys=(new_key(NEXT),))
        with pytest.raises(registry.ScopeTaken) as refused:
            actions.register(form=other, reach=operator, at=NOW)
        assert refused.value.facts == {"scope": "H15", "node": "H15"}

    def test_a_key_belongs_to_one_node(self, node, operator):
        with pytest.raises(registry.KeyKnown):
            actions.register(form=new_node("H99", kind=Kind.OTHER, agency=""), reach=operator, at=NOW)
        assert [code for (code,) in Node.objects.values_list("code")] == ["H15"]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"code": "h15", "scopes": ("H15",)}, "code"),
            ({"name": " "}, "name"),
            ({"scopes": ()}, "scopes"),
            ({"scopes": ("000.00.H15",)}, "scopes"),
            ({"keys": ()}, "key"),
            ({"keys": (new_key("0123456789"),)}, "key"),
            ({"keys": (new_key(public=b"short"),)}, "public"),
            ({"agency": "H77"}, "agency"),
            ({"kind": Kind.MINISTRY}, "agency"),
        ],
    )
    def test_what_is_written_wrongly_is_named(self, operator, changed, field):
        with pytest.raises(InvalidInput) as refused:
            actions.register(form=new_node(**{"code": "H15"} | changed), reach=operator, at=NOW)
        assert [fault.field for fault in refused.value.faults] == [field]
        assert entries() == []

    def test_an_operator_of_a_province_registers_nobody_and_neither_does_anybody_else(self, cast):
        for player in (cast.operator, cast.leader, cast.hoa):
            with pytest.raises(Forbidden):
                actions.register(form=new_node(), reach=cast.reach(player), at=NOW)


class TestKeys:
    def test_while_a_key_is_rotated_both_are_believed(self, node, operator):
        actions.rotate(node=node, form=new_key(NEXT), reach=operator, at=NOW, overlap=timedelta(days=2))
        for days, believed in ((1, {KEY, NEXT}), (2, {NEXT})):
            at = NOW + timedelta(days=days)
            assert {key for key in (KEY, NEXT) if queries.node_of_key(key=key, at=at)} == believed

    def test_rotating_again_lets_no_earlier_key_live_longer(self, node, operator):
        actions.rotate(node=node, form=new_key(NEXT), reach=operator, at=NOW, overlap=timedelta(days=2))
        third = new_key("exchange-3-0a1b2c3d")
        actions.rotate(
            node=node, form=third, reach=operator, at=NOW + timedelta(days=1), overlap=timedelta(days=9)
        )
        assert NodeKey.objects.get(key=KEY).ends_at == NOW + timedelta(days=2)

    def test_a_key_is_not_believed_before_it_begins(self, node):
        assert queries.node_of_key(key=KEY, at=NOW - timedelta(seconds=1)) is None

    def test_an_overlap_without_end_is_refused(self, node, operator):
        with pytest.raises(InvalidInput):
            actions.rotate(node=node, form=new_key(NEXT), reach=operator, at=NOW, overlap=timedelta(days=91))
        assert not NodeKey.objects.filter(key=NEXT).exists()

    def test_a_revoked_key_is_believed_no_more_also_for_what_it_signed_before(self, node, operator):
        actions.revoke_key(node=node, key=KEY, reach=operator, at=NOW + timedelta(days=1))
        assert queries.node_of_key(key=KEY, at=NOW) is None
        assert entries()[-1] == (Entry.KEY_REVOKED, "node:H15")

    def test_a_key_is_revoked_once(self, node, operator):
        actions.revoke_key(node=node, key=KEY, reach=operator, at=NOW)
        with pytest.raises(registry.NoSuchKey):
            actions.revoke_key(node=node, key=KEY, reach=operator, at=NOW)
        assert len(entries()) == 2

    def test_a_known_key_is_not_added_again(self, node, operator):
        with pytest.raises(registry.KeyKnown):
            actions.add_key(node=node, form=new_key(), reach=operator, at=NOW)

    def test_an_unknown_node_gets_no_key(self, operator):
        with pytest.raises(NotFound):
            actions.add_key(node="H77", form=new_key(), reach=operator, at=NOW)


class TestSuspending:
    def test_a_suspended_node_is_known_and_marked_until_it_is_resumed(self, node, operator):
        actions.suspend(node=node, reason="Khóa bị lộ", reach=operator, at=NOW)
        assert queries.node_of_key(key=KEY, at=NOW).suspended
        assert queries.node(node).reason == "Khóa bị lộ"
        actions.resume(node=node, reach=operator, at=NOW)
        assert not queries.node_of_key(key=KEY, at=NOW).suspended
        assert [kind for kind, _ in entries()[1:]] == [Entry.NODE_SUSPENDED, Entry.NODE_RESUMED]

    def test_twice_is_refused(self, node, operator):
        with pytest.raises(registry.NotSuspended):
            actions.resume(node=node, reach=operator, at=NOW)
        actions.suspend(node=node, reason="x", reach=operator, at=NOW)
        with pytest.raises(registry.Suspended):
            actions.suspend(node=node, reason="y", reach=operator, at=NOW)
        assert queries.node(node).reason == "x"

    def test_without_a_reason_it_is_refused(self, node, operator):
        with pytest.raises(InvalidInput):
            actions.suspend(node=node, reason=" ", reach=operator, at=NOW)


class TestConnected:
    def test_the_country_is_who_acts_today_and_connected_is_whose_batch_was_taken(self, cast, operator, node):
        make_agency(name="Tỉnh Gia Lai", level=Level.PROVINCE)
        make_agency(name="Tỉnh cũ", level=Level.PROVINCE, valid_until=NOW.date())
        make_agency(name="Bộ Tư pháp", level=Level.MINISTRY)
        found = queries.connected(at=NOW)
        assert (found.provinces, found.ministries) == (queries.Share(0, 2), queries.Share(0, 1))
        Node.objects.update(connected_at=NOW, software="motcua 0.1.0")
        found = queries.connected(at=NOW)
        assert (found.provinces, found.ministries) == (queries.Share(1, 2), queries.Share(0, 1))
        assert [(line.code, line.software) for line in found.nodes] == [("H15", "motcua 0.1.0")]

    def test_a_suspended_node_is_not_counted_and_stays_in_the_list(self, node):
        Node.objects.update(connected_at=NOW, suspended_at=NOW)
        found = queries.connected(at=NOW)
        assert found.provinces.connected == 0 and len(found.nodes) == 1

    def test_two_systems_of_one_province_count_once(self, node):
        agency_id = Node.objects.get().agency_id
        Node.objects.create(code="H15B", kind=Kind.PROVINCE, agency_id=agency_id, name="x", registered_at=NOW)
        Node.objects.update(connected_at=NOW)
        assert queries.connected(at=NOW).provinces.connected == 1


class TestCommand:
    def run(self, *words):
        out = StringIO()
        call_command("exchange", *words, stdout=out)
        return out.getvalue()

    def test_what_one_node_prints_registers_it_at_the_nation(self, cast, tmp_path, settings):
        settings.KEYS_DIR = tmp_path
        own = json.loads(self.run("key", "--json"))
        (name, public) = next(iter(own["exchange"].items()))
        said = self.run("register", "H15", "--name", "Tỉnh Đắk Lắk", "--key", f"{name}={public}")
        assert said == "The node H15 is registered.\n"
        assert queries.node(code="H15").keys[0].key == name
        assert "H15      registered  Tỉnh Đắk Lắk" in self.run("nodes")
        assert json.loads(self.run("nodes", "--json"))["provinces"] == [0, 1]

    def test_its_plain_lines_are_the_words_of_registering(self, cast, tmp_path, settings):
        settings.KEYS_DIR = tmp_path
        self.run("register", "H15", "--name", "Tỉnh Đắk Lắk", *self.run("key").split())
        assert {key.use for key in queries.node("H15").keys} >= {"exchange"}

    def test_a_key_that_is_cut_is_named(self, cast):
        with pytest.raises(CommandError, match=KEY):
            self.run("register", "H15", "--name", "x", "--key", f"{KEY}=AAAA")
