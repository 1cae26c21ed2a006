"""Order, pace and what a batch may say: pure rules, beside slow and obvious ones."""

from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from motcua.exchange.rules import batch, checks, pace
from motcua.exchange.rules.order import Lineage, Verdict, common, judge, moved

AT = datetime(2026, 11, 26, 2, 15, tzinfo=UTC)


def record(number="000.00.15.H15-261126-0001", *, position=1, epoch=1, **changed):
    values = {
        "revision": 1, "procedure": "1.001193", "agency": "000.00.15.H15", "place": "000.00.15.H15", "channel": 2, "state": 2,
        "since": AT, "submitted": AT, "received": AT, "promised": None, "due": None, "done": None, "returned": None, "late": None,
        "electronic": False, "simulated": True, "check": b"\0" * 16,
    }  # fmt: skip
    return batch.Record(position=position, epoch=epoch, number=number, **{**values, **changed})


def head(count=1, *, after=0, upto=10, **changed):
    values = {"format": batch.FORMAT, "node": "H15", "lineage": [[1, 0]], "head": 20, "at": AT}
    return batch.Head(after=after, upto=upto, count=count, **{**values, **changed})


class History:
    """A chronicle that writes, is restored and is received, position by position: the slow way to the same answers."""

    def __init__(self):
        self.gave = []  # epoch of each position that is still there
        self.epochs = [(1, 0)]
        self.received = set()  # (epoch, position) that the nation has

    def write(self, count):
        self.gave += [self.epochs[-1][0]] * count

    def restore(self, to):
        to = min(to, len(self.gave))
        del self.gave[to:]
        self.epochs = [pair for pair in self.epochs if pair[1] < to or pair[0] == 1]
        self.newest = max(getattr(self, "newest", 1), self.epochs[-1][0]) + 1
        self.epochs.append((self.newest, to))

    def missing(self):
        """The first position of this history that was not received, less one."""
        for position, epoch in enumerate(self.gave, 1):
            if (epoch, position) not in self.received:
                return position - 1
        return len(self.gave)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 6)),
        st.tuples(st.just("restore"), st.integers(0, 20)),
        st.tuples(st.just("send"), st.integers(1, 6)),
    ),
    max_size=30,
)


@given(steps)
def test_what_was_received_of_a_history_is_known_after_any_restores(steps):
    history, cursors = History(), {}
    for what, how_many in steps:
        if what == "write":
            history.write(how_many)
        elif what == "restore":
            history.restore(how_many)
        else:
            lineage = Lineage.of(history.epochs)
            after = common(lineage, cursors)
            # Never behind what is missing (nothing would be sent twice for ever), never beyond it (nothing is lost).
            assert after == history.missing()
            upto = min(after + how_many, len(history.gave))
            assert judge(lineage, cursors, after=after, upto=upto, head=len(history.gave)) is (
                Verdict.TAKE if upto > after else Verdict.ALREADY
            )
            history.received |= {(history.gave[p - 1], p) for p in range(after + 1, upto + 1)}
            cursors = moved(lineage, cursors, upto=upto)


@given(steps, st.integers(1, 30))
def test_each_position_belongs_to_the_epoch_that_gave_it(steps, position):
    history = History()
    for what, how_many in steps:
        if what != "send":
            getattr(history, what)(how_many)
    lineage = Lineage.of(history.epochs)
    if position <= len(history.gave):
        assert lineage.epoch_at(position) == history.gave[position - 1]
    for epoch in range(1, 9):
        gave = position <= len(history.gave) and history.gave[position - 1] == epoch
        if position <= len(history.gave):
            assert lineage.holds(epoch=epoch, position=position) is gave


@pytest.mark.parametrize(
    ("cursors", "after", "upto", "head", "verdict"),
    [
        ({}, 0, 5, 5, Verdict.TAKE),
        ({1: 5}, 5, 9, 9, Verdict.TAKE),
        ({1: 5}, 3, 9, 9, Verdict.TAKE),
        ({1: 5}, 0, 5, 9, Verdict.ALREADY),
        ({1: 5}, 6, 9, 9, Verdict.GAP),
        ({}, 1, 5, 5, Verdict.GAP),
        ({2: 5}, 5, 9, 9, Verdict.OLD_EPOCH),
        ({1: 9}, 5, 7, 7, Verdict.EPOCH_NEEDED),
    ],
)
def test_a_batch_is_judged_by_its_position(cursors, after, upto, head, verdict):
    assert judge(Lineage(((1, 0),)), cursors, after=after, upto=upto, head=head) is verdict


@pytest.mark.parametrize(
    "pairs", [[], [[1]], [[1, 3]], [[0, 0]], [[1, 0], [1, 4]], [[1, 0], [2, 9], [3, 4]], [[1, 0]] * 1001]
)
def test_what_is_no_lineage_is_said_to_be_none(pairs):
    assert Lineage.of(pairs) is None


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_pause_stays_between_half_a_second_and_five_minutes(failures, chance):
    assert 0.5 <= pace.pause_seconds(failures, chance=chance) <= 300


def test_pauses_grow_and_batches_shrink_and_grow_within_bounds():
    pauses = [pace.pause_seconds(n, chance=0.5) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pace.smaller(60) == pace.LOT_MIN and pace.larger(4_000) == pace.LOT_MAX


def test_a_batch_comes_back_as_it_was_written():
    records = [record(), record("H15.15-20261126-0000002", position=2)]
    assert batch.read(batch.write(head(2), records)) == (head(2), records)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"not compressed", "not-compressed"),
        (batch.compress(b"\xff\xfe\n"), "line"),
        (batch.compress(b"[]\n"), "line"),
        (batch.write(head(2), [record()]), "cut"),
        (batch.write(head(0), [record()]), "cut"),
        (batch.write(head(0, format="states/9"), []), "format"),
        (zstandard.ZstdCompressor(level=19).compress(b"\0" * (batch.OPEN_BYTES_MAX + 1)), "too-large"),
        (batch.write(head(1), [record()])[:-4], "empty"),
    ],
)
def test_what_is_no_batch_is_refused_by_name(body, code):
    with pytest.raises(batch.BadBatch) as refused:
        batch.read(body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "changed",
    [
        {"state": 11}, {"state": 0}, {"channel": 4}, {"number": "x"}, {"revision": 0}, {"submitted": datetime(2026, 1, 1)},
        {"procedure": "x" * 61},
    ],
)  # fmt: skip
def test_a_record_of_the_wrong_shape_names_its_line(changed):
    with pytest.raises(batch.BadBatch, match="line 3"):
        batch.read(batch.write(head(2), [record(), record(**changed)]))


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (record("000.00.15.H16-261126-0001"), "not-yours"),
        (record(position=21), "outside"),
        (record(epoch=2), "epoch"),
        (record(check=b""), "check"),
        (record(), None),
        (record("H15.15-20261126-0000002"), None),
    ],
)
def test_a_node_says_only_what_is_its_own_and_in_the_stretch(one, code):
    found = batch.faults(head(), [one], lineage=Lineage(((1, 0),)), scopes=["H15"])
    assert found == ({one.number: code} if code else {})


def test_one_dossier_stands_once_in_a_batch():
    twice = [record(), record(position=2)]
    assert set(batch.faults(head(2), twice, lineage=Lineage(((1, 0),)), scopes=["H15"]).values()) == {"twice"}


@pytest.mark.parametrize("changed", [{"upto": 21}, {"after": 11}, {"lineage": [[2, 5]]}])
def test_a_head_that_contradicts_itself_is_refused(changed):
    with pytest.raises(batch.BadBatch):
        batch.lineage_of(head(**changed))


def test_a_secret_is_recognised_by_nobody_without_the_key():
    mine = checks.node_key(key=b"n" * 32, node="H15")
    known = checks.check(key=mine, number="A-1", secret="ABCD1234")
    assert checks.matches(key=mine, number="A-1", secret="ABCD1234", known=known)
    other = checks.node_key(key=b"n" * 32, node="H16")
    for key, number, secret in (
        (other, "A-1", "ABCD1234"),
        (mine, "A-2", "ABCD1234"),
        (mine, "A-1", "ABCD1235"),
    ):
        assert not checks.matches(key=key, number=number, secret=secret, known=known)
