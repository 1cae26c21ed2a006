"""What verify finds when somebody who owns the database, or the key too, has touched the record."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override

from motcua.chronicle import actions, jobs, queries
from motcua.chronicle.models import Leaf, Sealer
from tests.chronicle import attacker
from tests.chronicle.acts import NOW, seal_all, write_some

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("seals_dir")]


@pytest.fixture
def published():
    """Twelve entries in three lots; the answer is the file the world was shown."""
    write_some(12)
    for _ in range(3):
        actions.seal_lot(at=NOW, lot_max=4)
    jobs.publish()
    return queries.seals_path().read_bytes().splitlines()


def found(published=(), restored=()):
    keys = {key.id: key.public for key in queries.public_keys()}
    report = queries.verify(public_keys=keys, published=published, restored=restored)
    named = {}
    for finding in report.findings:
        named.setdefault(str(finding.what), []).append(tuple(finding.facts.values()))
    return {what: facts[0] if len(facts) == 1 else facts for what, facts in named.items()}


def test_an_untouched_record_passes(published):
    assert found() == {}
    assert found(published) == {}


def test_a_changed_entry_is_named(published):
    with attacker.owning_the_database():
        attacker.change(6)
    assert found() == {"changed": (6,)}


def test_an_entry_changed_together_with_its_hashes_is_named(published):
    with attacker.owning_the_database():
        attacker.change(6)
        attacker.mend_hashes(6)
    assert found() == {"changed": (6,)}


def test_when_the_marks_are_changed_too_only_a_published_seal_still_names_the_entry(published):
    with attacker.owning_the_database():
        attacker.change(6)
        attacker.mend_hashes(6, marks=True)
    assert found() == {"lot": (5, 8)}
    assert found(published) == {"changed": (6,)}


def test_a_changed_hash_beside_an_untouched_entry_is_named(published):
    with attacker.owning_the_database() as run:
        run("UPDATE chronicle_entry SET hash = %s WHERE id = %s", b"x" * 32, attacker.entry_at(3))
    assert found() == {"changed": (3,)}


def test_a_removed_entry_is_named(published):
    with attacker.owning_the_database():
        attacker.remove(7)
    assert found() == {"removed": (7,)}


def test_an_entry_removed_under_its_leaf_is_named(published):
    with attacker.owning_the_database() as run:
        run("DELETE FROM chronicle_entry WHERE id = %s", attacker.entry_at(12))
    assert found() == {"removed": (12,)}


def test_a_leaf_removed_above_its_entry_is_named_with_the_entry(published):
    with attacker.owning_the_database() as run:
        row = attacker.entry_at(2)
        run("DELETE FROM chronicle_leaf WHERE position = 2")
    assert found() == {"removed": (2,), "unsealed": (row,)}


def test_an_entry_removed_with_the_gap_closed_is_named(published):
    with attacker.owning_the_database():
        attacker.remove(5)
        attacker.renumber(after=5, by=-1)
    assert found() == {"removed": (5,), "shifted": (5, -1)}


@pytest.mark.parametrize("swap", [attacker.swap_leaves, attacker.swap_entries])
@pytest.mark.parametrize(("one", "other"), [(6, 7), (2, 11), (1, 4)])
def test_reordered_entries_are_named(published, swap, one, other):
    with attacker.owning_the_database():
        swap(one, other)
    findings = found()
    named = findings.pop("reordered")
    assert set([named] if isinstance(named, tuple) else named) <= {(one, other), (other, one)}
    assert findings == {}


def test_an_inserted_entry_is_named(published):
    with attacker.owning_the_database():
        attacker.insert(6, seal=2)
    findings = found()
    assert findings["inserted"] == (6,)
    assert set(findings) == {"inserted", "shifted"}


def test_an_entry_appended_to_a_closed_lot_is_named(published):
    with attacker.owning_the_database():
        attacker.insert(13, seal=3)
    assert found() == {"inserted": (13,)}


def test_an_entry_put_in_behind_the_sealer_is_named(published):
    with attacker.owning_the_database() as run:
        row = attacker.forge_entry(like=3)
        run("UPDATE chronicle_entry SET id = 0, xid = 0 WHERE id = %s", row)
    assert found() == {"unsealed": (0,)}


def test_a_changed_seal_is_named(published):
    with attacker.owning_the_database() as run:
        run("UPDATE chronicle_seal SET node = 'H99' WHERE number = 2")
    assert found() == {"seal": (2, 5, 8)}


def test_a_removed_lot_is_named(published):
    with attacker.owning_the_database() as run:
        run("DELETE FROM chronicle_seal WHERE number = 2")
    findings = found()
    assert findings["chain"] == (3, 9, 12)
    assert findings["lot"] == (5, 8)


def test_a_seal_by_a_strange_key_is_named(published, settings, tmp_path):
    keys = {key.id: key.public for key in queries.public_keys()}
    settings.KEYS_DIR = tmp_path / "stolen"
    with attacker.owning_the_database():
        attacker.change(6)
        attacker.mend_hashes(6)
        attacker.reseal()
    report = queries.verify(public_keys=keys)
    assert {str(f.what) for f in report.findings} == {"seal"}


def test_a_cut_tail_shows_only_against_a_published_seal(published):
    with attacker.owning_the_database():
        attacker.cut(from_seal=3)
    assert found() == {}
    assert found(published) == {"cut": (3, 9, 12)}


def test_a_history_rewritten_with_database_and_key_shows_only_against_a_published_seal(published):
    with attacker.owning_the_database():
        attacker.change(6)
        attacker.mend_hashes(6)
        attacker.reseal()
    assert found() == {}
    assert found(published) == {"rewritten": (2, 5, 8), "changed": (6,)}
    assert found(published[2:]) == {"rewritten": (3, 9, 12)}


def test_a_removal_hidden_with_database_and_key_is_named_against_a_published_seal(published):
    with attacker.owning_the_database():
        attacker.remove(6)
        attacker.renumber(after=6, by=-1)
        attacker.reseal()
    assert found() == {}
    findings = found(published)
    assert findings["rewritten"] == (2, 5, 8)
    assert findings["removed"] == (6,)


def test_a_tail_cut_and_written_anew_is_named(published):
    with attacker.owning_the_database():
        attacker.cut(from_seal=3)
    Sealer.objects.update(xid=0, entry=Leaf.objects.get(position=8).entry_id)
    if connection.vendor == "postgresql":
        Sealer.objects.update(xid=Leaf.objects.get(position=8).entry.xid)
    write_some(2)
    actions.seal_lot(at=NOW)
    assert found() == {}
    assert found(published)["rewritten"] == (3, 9, 12)


def test_what_a_restore_lost_is_named_until_the_restore_is_known(published):
    with attacker.owning_the_database():
        attacker.cut(from_seal=3)
    actions.begin_epoch(reason="restore", at=NOW)
    seal_all()
    assert found(published) == {"lost": (9, 12, 1, 2)}
    assert found(published, restored=[2]) == {}
    assert found(queries.seals_path().read_bytes().splitlines(), restored=[2]) == {}


def test_the_same_backup_restored_twice_begins_two_epochs(published):
    with attacker.owning_the_database():
        attacker.cut(from_seal=3)
    assert actions.begin_epoch(reason="restore", at=NOW) == 2
    seal_all()
    with attacker.owning_the_database() as run:
        attacker.cut(from_seal=3)
        run("DELETE FROM chronicle_epoch")  # the database is again as it was backed up
    assert actions.begin_epoch(reason="restore", at=NOW) == 3
    seal_all()
    shown = queries.seals_path().read_bytes().splitlines()
    assert found(shown) == {"lost": [(9, 12, 1, 3), (9, 9, 2, 3)]}
    assert found(shown, restored=[3]) == {}


def test_an_epoch_does_not_excuse_what_was_sealed_before_it(published):
    actions.begin_epoch(reason="restore", at=NOW)
    seal_all()
    with attacker.owning_the_database():
        attacker.change(6)
        attacker.mend_hashes(6)
        attacker.reseal()
    assert found(published, restored=[2]) == {"rewritten": (2, 5, 8), "changed": (6,)}


def test_a_line_nobody_signed_proves_nothing(published):
    forged = published[0].replace(b'"count":4', b'"count":3')
    assert found([forged, b"{}", b"not json", *published]) == {"witness": [(1,), (2,), (3,)]}


def test_a_row_that_cannot_be_read_is_named(published):
    with attacker.owning_the_database() as run:
        if connection.vendor == "postgresql":
            run("UPDATE chronicle_entry SET data = '[1.5]' WHERE id = %s", attacker.entry_at(4))
        else:
            run("UPDATE chronicle_entry SET uid = 'zz' WHERE id = %s", attacker.entry_at(4))
    assert found() == {"changed": (4,)}


def test_the_command_says_what_is_wrong_in_the_reader_s_language(published, capsys, tmp_path):
    shown = tmp_path / "shown.ndjson"
    shown.write_bytes(b"\n".join(published))
    call_command("chronicle", "verify", "--against", str(shown))
    with attacker.owning_the_database():
        attacker.change(6)
    with override("en"), pytest.raises(CommandError, match="not what was sealed"):
        call_command("chronicle", "verify")
    assert "✗ Position 6: the entry was changed after it was sealed." in capsys.readouterr().out
