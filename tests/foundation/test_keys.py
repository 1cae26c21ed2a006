"""Keys are made once, stay private, and are never guessed."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from motcua.foundation import keys


def test_a_key_is_made_on_first_use_and_then_stays(tmp_path):
    first = keys.key("seal", folder=tmp_path / "keys")
    assert keys.key("seal", folder=tmp_path / "keys") == first
    assert len(first.bytes) == 32
    assert keys.key("identity-hash", folder=tmp_path / "keys").bytes != first.bytes


def test_a_key_file_is_private(tmp_path):
    keys.key("seal", folder=tmp_path)
    assert (tmp_path / "seal-1.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["seal-1.json"]


def test_a_key_that_others_can_read_is_refused_with_the_way_to_mend_it(tmp_path):
    keys.key("seal", folder=tmp_path)
    (tmp_path / "seal-1.json").chmod(0o640)
    with pytest.raises(keys.KeyProblem, match="chmod 600"):
        keys.key("seal", folder=tmp_path)


def test_a_key_of_the_demo_is_refused_outside_it(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_DEMO", "1")
    assert keys.key("seal", folder=tmp_path).development
    monkeypatch.delenv("MOTCUA_DEMO")
    with pytest.raises(keys.KeyProblem, match="made in the demo"):
        keys.key("seal", folder=tmp_path)


def test_an_earlier_key_is_found_by_its_id_after_rotation(tmp_path):
    first = keys.key("identity-encryption", folder=tmp_path)
    second = keys.rotate("identity-encryption", folder=tmp_path)
    assert keys.key("identity-encryption", folder=tmp_path) == second != first
    assert keys.key_by_id(first.id, folder=tmp_path) == first
    line = keys.registry(folder=tmp_path)
    assert [(k.id, k.ended_at) for k in line] == [(first.id, second.created_at), (second.id, None)]


def test_a_missing_or_foreign_id_is_a_problem(tmp_path):
    keys.key("seal", folder=tmp_path)
    for id in ["seal-1-00000000", "seal-2-00000000", "../seal-1-1", "", "seal", "other-1-aa"]:
        with pytest.raises(keys.KeyProblem, match="no key"):
            keys.key_by_id(id, folder=tmp_path)


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"id": 1, "secret": "AA=="}'])
def test_a_damaged_key_is_a_problem_and_never_replaced(tmp_path, damage):
    path = tmp_path / "seal-1.json"
    path.write_text(damage)
    path.chmod(0o600)
    with pytest.raises(keys.KeyProblem, match="damaged"):
        keys.key("seal", folder=tmp_path)
    assert path.read_text() == damage


def test_a_short_secret_is_damage(tmp_path):
    keys.key("seal", folder=tmp_path)
    path = tmp_path / "seal-1.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"secret": "AAAA"}))
    with pytest.raises(keys.KeyProblem, match="damaged"):
        keys.key("seal", folder=tmp_path)


def test_threads_that_race_for_the_first_use_get_one_key(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(keys.key("seal", folder=tmp_path))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_a_signing_key_signs_and_its_secret_is_not_shown(tmp_path):
    private = keys.private_ed25519("seal", folder=tmp_path)
    private.public_key().verify(private.sign(b"root"), b"root")
    key = keys.key("seal", folder=tmp_path)
    assert key.bytes.hex() not in repr(key) and "bytes" not in repr(key)


def test_a_revoked_key_says_since_when_and_has_a_successor(tmp_path):
    first = keys.key("statement", folder=tmp_path)
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    revoked = keys.revoke(first.id, folder=tmp_path, at=at)
    assert revoked.revoked_at == at and revoked.bytes == first.bytes
    second = keys.key("statement", folder=tmp_path)
    assert second.id != first.id and second.revoked_at is None
    assert [key.revoked_at for key in keys.registry(folder=tmp_path)] == [at, None]
    assert (tmp_path / "statement-1.json").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["statement-1.json", "statement-2.json"]


def test_revoking_twice_changes_nothing_and_an_unknown_key_cannot_be_revoked(tmp_path):
    first = keys.key("statement", folder=tmp_path)
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    keys.revoke(first.id, folder=tmp_path, at=at)
    again = keys.revoke(first.id, folder=tmp_path, at=at + timedelta(days=1))
    assert again.revoked_at == at and len(keys.registry(folder=tmp_path)) == 2
    with pytest.raises(keys.KeyProblem, match="no key"):
        keys.revoke("statement-9-00000000", folder=tmp_path, at=at)


def test_an_old_key_that_is_revoked_leaves_the_one_in_force_alone(tmp_path):
    first = keys.key("statement", folder=tmp_path)
    second = keys.rotate("statement", folder=tmp_path)
    keys.revoke(first.id, folder=tmp_path, at=datetime(2026, 11, 25, tzinfo=UTC))
    assert keys.key("statement", folder=tmp_path) == second


def test_each_statement_key_is_one_point_of_the_curve_and_always_the_same(tmp_path):
    first = keys.key("statement", folder=tmp_path)
    second = keys.rotate("statement", folder=tmp_path)
    assert keys.p256(first).private_numbers() == keys.p256(first).private_numbers()
    assert keys.p256(first).private_numbers() != keys.p256(second).private_numbers()
    with pytest.raises(AssertionError, match="not a use"):
        keys.p256(keys.key("seal", folder=tmp_path))
