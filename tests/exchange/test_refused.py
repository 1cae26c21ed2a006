"""What the nation refuses: with a reason that the sender can act on, and without storing anything of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from django.conf import settings
from django.test import Client, override_settings

from motcua.chronicle.models import Entry
from motcua.exchange.models import Batch, NodeKey, State, Stream
from motcua.exchange.pages import wire
from motcua.exchange.rules import batch, pace
from motcua.exchange.ways import signing
from motcua.foundation import keys
from motcua.foundation.allowance import Allowance
from tests.exchange.test_rules import head, record

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 2, tzinfo=UTC)
URL = "/exchange/v1/batches"


@pytest.fixture(autouse=True)
def at_the_nation(node):
    wire.allowance = pace.allowance()
    with override_settings(NODE="national"):
        yield


def key():
    return keys.key("exchange", folder=Path(settings.KEYS_DIR))


def signed(body, *, by=None, node="H15", url=URL):
    return signing.sign(
        url=settings.BASE_URL + url, body=body, node=node, key=by or key(), at=AT, media_type="application/x-ndjson", encoding="zstd"
    )  # fmt: skip


def post(body, headers, *, url=URL):
    answer = Client().generic(
        "POST", url, body, content_type=headers["Content-Type"], headers={k: v for k, v in headers.items() if k != "Content-Type"},
        SERVER_NAME=urlsplit(settings.BASE_URL).hostname,
    )  # fmt: skip
    return answer.status_code, msgspec.json.decode(answer.content)


def refused(body, headers=None):
    """The code of the refusal; nothing of the batch is stored, and no cursor moved."""
    before = (
        State.objects.count(),
        Batch.objects.count(),
        list(Stream.objects.values_list("position")),
        Entry.objects.count(),
    )
    status, said = post(body, headers or signed(body))
    assert (
        State.objects.count(), Batch.objects.count(), list(Stream.objects.values_list("position")), Entry.objects.count()
    ) == before  # fmt: skip
    assert status >= 400 and said["title"] and said["detail"]
    return status, said["code"]


def good(**changed):
    return batch.write(head(1, **changed), [record()])


def test_a_good_batch_is_taken():
    assert post(good(), signed(good())) == (200, {"cursor": {"epoch": 1, "position": 10}, "applied": 1})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers: headers.pop("Signature"),
        lambda headers: headers.pop("Signature-Input"),
        lambda headers: headers.update({"Signature": "sig=:AAAA:"}),
        lambda headers: headers.update({"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}),
        lambda headers: headers.update({"Content-Digest": "sha-256=:AAAA:"}),
        lambda headers: headers.update({"Signature-Input": headers["Signature-Input"].replace('"content-digest" ', "")}),
        lambda headers: headers.update({"Signature-Input": "\x00"}),
        lambda headers: headers.update({"Signature-Input": headers["Signature-Input"].replace("ed25519", "hmac-sha256")}),
    ],
)  # fmt: skip
def test_what_is_not_signed_as_it_has_to_be_is_refused(spoil):
    headers = signed(good())
    spoil(headers)
    status, code = refused(good(), headers)
    assert status == 401 and code in ("exchange.bad-signature", "exchange.unknown-node")


def test_a_body_that_was_changed_on_the_way_is_refused():
    assert refused(good() + b"x", signed(good())) == (401, "exchange.bad-signature")


def test_a_request_signed_for_another_address_is_refused():
    assert refused(good(), signed(good(), url="/exchange/v1/seals"))[1] == "exchange.bad-signature"


def test_a_key_that_nobody_registered_is_not_known(tmp_path):
    stranger = keys.key("exchange", folder=tmp_path)
    assert refused(good(), signed(good(), by=stranger)) == (401, "exchange.unknown-node")


@pytest.mark.parametrize("how", [{"ends_at": AT - timedelta(days=1)}, {"revoked_at": AT - timedelta(days=1)}])
def test_an_old_or_revoked_key_is_believed_no_more(how):
    NodeKey.objects.update(**how)
    assert refused(good()) == (401, "exchange.unknown-node")


def test_a_suspended_node_is_told_so(node):
    node.suspended_at = AT
    node.save()
    assert refused(good()) == (403, "exchange.suspended")


def test_a_node_speaks_for_itself_alone():
    assert refused(good(node="H16")) == (403, "exchange.other-node")
    assert refused(good(), signed(good(), node="H16")) == (403, "exchange.other-node")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff" * 100, "exchange.not-a-batch"),
        (batch.compress(b'{"format": "\xff\xfe"}\n'), "exchange.not-a-batch"),
        (batch.write(head(2), [record()]), "exchange.not-a-batch"),
        (batch.write(head(1, upto=30), [record()]), "exchange.not-a-batch"),
        (batch.write(head(1, lineage=[[2, 7]]), [record()]), "exchange.not-a-batch"),
        (batch.compress(b"\0" * (batch.OPEN_BYTES_MAX + 1)), "exchange.too-large"),
        (batch.write(head(1), [record("000.00.15.H16-261126-0001")]), "exchange.records-refused"),
        (batch.write(head(1), [record(position=21)]), "exchange.records-refused"),
        # From the future: judged by its position, whatever its date says.
        (batch.write(head(1, after=5, upto=10), [record(position=6)]), "exchange.gap"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(body, code):
    assert refused(body)[1] == code


def test_a_batch_with_a_date_of_next_year_is_taken_in_its_turn():
    body = good(at=datetime(2027, 12, 1, tzinfo=UTC))
    assert post(body, signed(body))[0] == 200


def test_one_record_that_cannot_follow_keeps_the_whole_batch_out():
    post(batch.write(head(1), [record(state=10)]), signed(batch.write(head(1), [record(state=10)])))
    wire.allowance = pace.allowance()
    both = [record(position=11, state=2, revision=2), record("000.00.15.H15-261126-0002", position=12)]
    body = batch.write(head(2, after=10, upto=12), both)
    status, said = post(body, signed(body))
    assert (status, said["records"]) == (
        422, [{"number": both[0].number, "position": 11, "code": "cannot-follow"}]
    )  # fmt: skip
    assert State.objects.count() == 1 and Stream.objects.get().position == 10


def test_a_body_of_a_gigabyte_is_refused_before_it_is_read():
    class Endless:
        def read(self, size=-1):
            raise AssertionError("nobody reads it")

        readline = read

    answer = Client().generic(
        "POST", URL, b"", content_type="application/x-ndjson", CONTENT_LENGTH=str(2**30), **{"wsgi.input": Endless()},
        SERVER_NAME=urlsplit(settings.BASE_URL).hostname, HTTP_ACCEPT="application/json",
    )  # fmt: skip
    assert answer.status_code == 413


def test_many_tiny_batches_of_one_node_are_told_to_wait_and_the_others_are_not():
    wire.allowance = Allowance(at_once=60, a_second=0.01)
    told = []
    for n in range(70):
        body = batch.write(head(0, after=n, upto=n + 1, head=100), [])
        told.append(post(body, signed(body))[0])
    assert told == [200] * 60 + [429] * 10
    allowance = Allowance(at_once=2, a_second=1)
    assert [allowance.take("H15", now=0).ok for _ in range(3)] == [True, True, False]
    assert allowance.take("H16", now=0) and allowance.take("H15", now=1.1)


@pytest.mark.parametrize("url", ["batches", "cursor", "check-key", "lookup", "seals"])
def test_at_a_local_node_there_is_no_such_address(url):
    with override_settings(NODE="H15"):
        answer = Client().post(
            f"/exchange/v1/{url}", b"{}", content_type="application/json", HTTP_ACCEPT="application/json"
        )
        assert answer.status_code == 404


@pytest.mark.parametrize("numbers", [None, "x", [1], ["x"] * 5001])
def test_a_question_of_the_wrong_shape_is_refused(numbers):
    body = msgspec.json.encode({"node": "H15", "numbers": numbers})
    headers = signed(body, url="/exchange/v1/lookup")
    assert post(body, headers, url="/exchange/v1/lookup")[1]["code"] == "exchange.not-a-batch"
