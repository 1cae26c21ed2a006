"""Locked text opens only with its key, in its place, unchanged."""

import pytest

from motcua.foundation import keys, secret_text


def test_a_locked_text_opens_in_its_place(tmp_path):
    locked = secret_text.lock("000203000123", about="person:abc", folder=tmp_path)
    assert "000203000123" not in locked
    assert secret_text.unlock(locked, about="person:abc", folder=tmp_path) == "000203000123"


def test_the_same_text_locks_differently_each_time(tmp_path):
    assert len({secret_text.lock("a", about="x", folder=tmp_path) for _ in range(20)}) == 20


def test_a_text_moved_to_another_row_does_not_open(tmp_path):
    locked = secret_text.lock("000203000123", about="person:abc", folder=tmp_path)
    with pytest.raises(secret_text.Tampered):
        secret_text.unlock(locked, about="person:abd", folder=tmp_path)


@pytest.mark.parametrize("at", [-1, -5, -20])
def test_a_changed_text_does_not_open(tmp_path, at):
    locked = secret_text.lock("000203000123", about="p", folder=tmp_path)
    other = "A" if locked[at] != "A" else "B"
    with pytest.raises(secret_text.Tampered):
        secret_text.unlock(locked[:at] + other + locked[len(locked) + at + 1 :], about="p", folder=tmp_path)


@pytest.mark.parametrize("junk", ["", "plain", "seal-1-00000000:AAAA"])
def test_what_was_never_locked_does_not_open(tmp_path, junk):
    with pytest.raises((secret_text.Tampered, keys.KeyProblem)):
        secret_text.unlock(junk, about="p", folder=tmp_path)


def test_an_earlier_text_opens_after_rotation(tmp_path):
    locked = secret_text.lock("x", about="p", folder=tmp_path)
    keys.rotate(secret_text.USE, folder=tmp_path)
    assert secret_text.unlock(locked, about="p", folder=tmp_path) == "x"


def test_fingerprints_agree_for_equal_texts_of_one_use_only(tmp_path):
    first = secret_text.fingerprint("000203000123", use="identity-hash", folder=tmp_path)
    assert first == secret_text.fingerprint("000203000123", use="identity-hash", folder=tmp_path)
    assert first != secret_text.fingerprint("000203000124", use="identity-hash", folder=tmp_path)
    assert first != secret_text.fingerprint("000203000123", use="throttle", folder=tmp_path)
