import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.chronicle import rules
from motcua.chronicle.rules.shape import _CODE, INTEGER_MAX
from tests.chronicle import oracle

LETTERS = "abzABZ0189._:/+-"
CODES = st.text(LETTERS, min_size=1, max_size=12).filter(_CODE.fullmatch)
KEYS = st.builds(str.__add__, st.sampled_from("abz"), st.text("abz09_", max_size=6))
WHOLE = st.integers(-INTEGER_MAX, INTEGER_MAX)
VALUES = st.recursive(
    CODES | WHOLE | st.booleans() | st.none() | st.just(""),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
HASHES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)

# The tree every log of certificates tests itself with: inputs, and the root after each.
CERTIFICATE_LOG = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]


def shipped(name):
    return json.loads((oracle.VECTORS / name).read_text())


def test_the_shipped_vectors_are_those_of_the_standards():
    for name, content in oracle.vectors().items():
        assert shipped(name) == content, f"{name}: python -m tests.chronicle.oracle"


def test_entries_hash_as_the_vectors_say():
    for vector in shipped("entries.json"):
        assert rules.canonical(vector["entry"]).decode() == vector["canonical"]
        assert rules.entry_hash(vector["entry"]).hex() == vector["hash"]


@given(
    data=st.dictionaries(KEYS, VALUES, max_size=4),
    kind=st.sampled_from(["a.b", "dossier.taken-in"]),
    code=CODES,
)
def test_a_checked_entry_hashes_alike_by_its_parts_and_by_the_encoder(data, kind, code):
    at = datetime(2026, 4, 19, 9, 14, 1, 5, tzinfo=timezone(timedelta(hours=7)))
    facts = {
        "kind": kind,
        "subject": code,
        "actor": f"mandate:{code}",
        "agency": code,
        "at": at,
        "uid": "0f" * 16,
    }
    whole = rules.entry_hash(rules.entry_content(**facts, data=data))
    facts["at"] = rules.moment(at)
    assert rules.entry_digest(**facts, data=rules.canonical(data).decode()) == whole


def test_trees_grow_as_the_vectors_say():
    for vector in shipped("trees.json"):
        entries = [bytes.fromhex(entry) for entry in vector["entries"]]
        assert rules.root(entries).hex() == vector["root"]
        paths = [[step.hex() for step in rules.audit_path(entries, place)] for place in range(len(entries))]
        assert paths == vector["paths"]


def test_trees_are_those_of_certificate_logs():
    entries = [bytes.fromhex(entry) for entry, _ in CERTIFICATE_LOG]
    for size, (_, root) in enumerate(CERTIFICATE_LOG, start=1):
        assert rules.root(entries[:size]).hex() == root


def test_a_seal_is_hashed_and_signed_as_the_vector_says():
    vector = shipped("seal.json")
    assert rules.seal_message(vector["seal"]).hex() == vector["message"]
    assert rules.statement_hash(vector["seal"]).hex() == vector["hash"]
    rules.check_signature(
        seal=vector["seal"],
        signature=bytes.fromhex(vector["signature"]),
        public_key=bytes.fromhex(vector["public"]),
    )


@given(st.dictionaries(KEYS, VALUES, max_size=5))
@settings(max_examples=300)
def test_what_an_entry_may_hold_is_written_as_rfc_8785_says(data):
    try:
        rules.check_entry(kind="a.b", subject="x", actor="system:x", agency="", data=data)
    except rules.NotForTheChronicle:
        return  # nested too deeply
    assert rules.canonical(data) == rfc8785.dumps(data)


def test_a_moment_is_written_in_utc_with_six_decimals():
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=7)))
    assert rules.moment(noon) == "2026-11-23T05:00:00.000000Z"
    assert rules.moment(noon.astimezone(UTC)) == rules.moment(noon)
    with pytest.raises(ValueError, match="time zone"):
        rules.moment(datetime(2026, 11, 23))


@given(HASHES, st.data())
@settings(max_examples=150)
def test_every_place_in_a_tree_can_be_proved_and_no_other(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    path = rules.audit_path(entries, place)
    assert path == oracle.path(place, entries)
    facts = {"entry": entries[place], "index": place, "count": len(entries), "path": path}
    assert rules.root_from_path(**facts) == rules.root(entries) == oracle.root(entries)
    assert rules.root_from_path(**facts | {"entry": bytes(31) + b"x"}) != rules.root(entries)
    with pytest.raises(ValueError, match="too long"):
        rules.root_from_path(**facts | {"path": [*path, bytes(32)]})
    if path:
        with pytest.raises(ValueError, match="too short"):
            rules.root_from_path(**facts | {"path": path[:-1]})
    with pytest.raises(ValueError, match="outside"):
        rules.root_from_path(**facts | {"index": len(entries)})


def proof(**changes):
    vector = shipped("seal.json")
    entries = [bytes.fromhex(entry["hash"]) for entry in shipped("entries.json")]
    facts = {
        "entry_hash": entries[2],
        "position": 3,
        "path": tuple(rules.audit_path(entries, 2)),
        "seal": vector["seal"],
        "signature": bytes.fromhex(vector["signature"]),
    }
    return rules.Proof(**facts | changes), bytes.fromhex(vector["public"])


def test_a_proof_is_checked_with_nothing_but_the_public_key():
    given, public = proof()
    rules.check_proof(given, public_key=public)


@pytest.mark.parametrize(
    "change",
    [
        {"position": 2},
        {"position": 9},
        {"position": 0},
        {"entry_hash": bytes(32)},
        {"path": ()},
        {"signature": bytes(64)},
    ],
)
def test_a_proof_that_does_not_fit_raises(change):
    given, public = proof(**change)
    with pytest.raises(rules.Tampered):
        rules.check_proof(given, public_key=public)


def test_a_digest_of_text_is_salted_and_says_nothing_without_its_salt():
    one = rules.text_digest(text="Thiếu bản sao", salt=bytes(16))
    assert one == rules.text_digest(text="Thiếu bản sao", salt=bytes(16))  # the same text, decomposed
    assert one != rules.text_digest(text="Thiếu bản sao", salt=b"1" * 16)
    with pytest.raises(ValueError, match="16 bytes"):
        rules.text_digest(text="Thiếu bản sao", salt=b"short")


MARKS = st.lists(st.integers(0, 10_000), min_size=1, max_size=30, unique=True).map(
    lambda numbers: [number.to_bytes(4) for number in numbers]
)


def named(sealed, found, places=None, first=1):
    places = places or list(range(first, first + len(found)))
    return [
        (str(finding.what), *finding.facts.values())
        for finding in rules.compare(sealed=sealed, found=found, places=places, first=first)
    ]


@given(MARKS)
def test_equal_lots_show_nothing(marks):
    assert named(marks, marks) == []


@given(MARKS, st.data())
def test_one_changed_entry_is_named_at_its_position(marks, data):
    place = data.draw(st.integers(0, len(marks) - 1))
    assert named(marks, [*marks[:place], b"evil", *marks[place + 1 :]], first=5) == [("changed", place + 5)]


@given(MARKS, st.data())
def test_one_removed_entry_is_named_at_its_position(marks, data):
    place = data.draw(st.integers(0, len(marks) - 1))
    assert named(marks, [*marks[:place], *marks[place + 1 :]], first=5) == [("removed", place + 5)]


@given(MARKS, st.data())
def test_one_entry_put_in_is_named_at_its_position(marks, data):
    place = data.draw(st.integers(0, len(marks)))
    assert named(marks, [*marks[:place], b"evil", *marks[place:]], first=5) == [("inserted", place + 5)]


@given(MARKS, st.randoms(use_true_random=False))
def test_any_other_order_is_named_and_only_as_that(marks, chance):
    mixed = list(marks)
    chance.shuffle(mixed)
    findings = named(marks, mixed)
    assert bool(findings) == (mixed != marks)
    assert {what for what, *_ in findings} <= {"reordered"}
    assert all(mixed[position - 1] == marks[sealed - 1] for _, position, sealed in findings)
