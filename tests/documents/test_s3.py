"""The protocol of S3 is spoken with moto's server on loopback: a protocol test, not a test of any provider."""

import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from motcua.documents import actions, checks, queries, rules
from motcua.documents import store as places
from motcua.documents.models import File
from motcua.documents.store import receive
from motcua.documents.store.s3 import Bucket, key_of
from tests.documents.samples import PDF, PNG
from tests.documents.test_actions import on_disk, take

pytestmark = pytest.mark.django_db
START_SECONDS_MAX = 60
MB = 1024 * 1024


@pytest.fixture(scope="session")
def moto():
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=said, stderr=said, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        end, found = time.monotonic() + START_SECONDS_MAX, None
        while found is None:
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.1)
            said.seek(0)
            found = re.search(r"http://127\.0\.0\.1:\d+", said.read())
        yield found[0]
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def bucket(moto, settings):
    name = f"papers-{random.getrandbits(40):x}"
    settings.FILES_S3, settings.FILES_S3_KEY = f"{moto}/{name}", "key"
    settings.FILES_S3_SECRET, settings.FILES_S3_REGION = "secret", "us-east-1"
    place = places.place()
    place._client.create_bucket(Bucket=name)
    return place


def keys(bucket):
    return [lying.sha256 for lying in bucket.every()]


def test_a_file_in_a_bucket_opens_with_the_same_bytes_and_nothing_stays_on_this_machine(bucket, files):
    stored = take(PDF)
    file = queries.open(stored.id)
    with file.stream:
        assert b"".join(iter(lambda: file.stream.read(100), b"")) == PDF
    assert keys(bucket) == [stored.sha256] and on_disk(files) == []


def test_the_same_content_twice_is_two_rows_and_one_object(bucket):
    assert take(PNG, "a.png").sha256 == take(PNG, "b.png").sha256
    assert len(keys(bucket)) == 1 and File.objects.count() == 2


def test_a_refused_file_never_reaches_the_bucket(bucket, files):
    with pytest.raises(rules.DamagedFile):
        take(PDF[:-40])
    assert keys(bucket) == [] and on_disk(files) == []


def test_a_large_file_goes_both_ways_in_pieces_of_bounded_memory(bucket, tmp_path):
    """24 MB through a process that never holds more than one piece of 8 MB and what a connection needs."""
    large = tmp_path / "large"
    piece = random.Random(3).randbytes(MB)
    with large.open("wb") as stream:
        for _ in range(24):
            stream.write(piece)
    digest = hashlib.sha256()
    tracemalloc.start()
    with large.open("rb") as stream:
        incoming = receive(tmp_path, stream, limit_bytes=30 * MB)
    bucket.settle(incoming)
    with bucket.open(incoming.sha256) as stream:
        while block := stream.read(64 * 1024):
            digest.update(block)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert digest.hexdigest() == incoming.sha256 and peak < 18 * MB, peak


def test_a_service_that_does_not_answer_is_a_refusal_and_leaves_no_row(bucket, files, settings):
    settings.FILES_S3 = "http://127.0.0.1:9/papers"
    with pytest.raises(rules.StoreUnreachable):
        take(PDF)
    assert File.objects.count() == 0 and on_disk(files) == []


def test_a_bucket_that_vanishes_is_a_refusal_in_both_directions(bucket, files):
    stored = take(PDF)
    bucket._client.delete_object(Bucket=bucket.name, Key=key_of(stored.sha256))
    with pytest.raises(rules.BytesMissing):
        queries.open(stored.id)
    bucket._client.delete_bucket(Bucket=bucket.name)
    with pytest.raises(rules.StoreUnreachable):
        take(PNG, "b.png")
    assert File.objects.count() == 1 and on_disk(files) == []


def test_verify_names_what_is_missing_and_what_was_changed(bucket):
    missing, changed = take(PDF), take(PNG, "b.png")
    for stored in (missing, changed):
        actions.keep(file_id=stored.id, holder=f"dossiers.paper:{stored.id}")
    put = {"Bucket": bucket.name, "Body": bytes(len(PNG))}
    bucket._client.delete_object(Bucket=bucket.name, Key=key_of(missing.sha256))
    bucket._client.put_object(Key=key_of(changed.sha256), **put)
    told = rf"missing in the store: \[{missing.id}\] \(1\); changed in the store: \[{changed.id}\]"
    with pytest.raises(CommandError, match=told):
        call_command("documents", "verify")


def test_what_has_no_row_goes_after_a_day_and_what_got_one_meanwhile_is_brought_back(bucket):
    stored = take(PDF)
    File.objects.all().delete()
    later = datetime.now(UTC) + timedelta(days=2)
    assert list(checks.orphans(later)) == [stored.sha256]
    answers = iter([False, True])  # nobody needs it; then, while it is being removed, somebody does
    assert not bucket.remove(stored.sha256, older_than=later, needed=lambda: next(answers))
    assert keys(bucket) == [stored.sha256]
    assert actions.clean(at=later) == 1 and keys(bucket) == []


def test_an_address_with_other_keys_in_the_bucket_counts_only_papers(bucket):
    bucket._client.put_object(Bucket=bucket.name, Key="readme.txt", Body=b"x")
    assert isinstance(bucket, Bucket) and keys(bucket) == []
