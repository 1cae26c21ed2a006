"""The evidence packet verifies with public tools in a clean process, tells every change, and costs bounded memory."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as chronicle_queries
from motcua.documents import actions as documents
from motcua.documents.models import File
from motcua.documents.store.disk import place_of
from motcua.dossiers import actions, evidence
from motcua.dossiers.evidence.contents import safe
from motcua.dossiers.models import Dossier, Movement, Paper
from motcua.dossiers.rules import inputs
from tests.chronicle.acts import settle
from tests.dossiers import electronic
from tests.dossiers.build import PDF, act, make_world, submitted
from tests.programs import find

# The sealer passes only what is committed: these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
NAMES = (
    "../../etc/passwd",
    "C:\\tro\\con<1>.pdf",
    "giấy\u202egpj.exe",
    "\u200b\u2066..",
    "a" * 400,
    "Giấy khai sinh",
)


@pytest.fixture
def world(settings, tmp_path):
    settings.FILES_DIR, settings.KEYS_DIR, settings.SEALS_DIR = (
        tmp_path / n for n in ("files", "keys", "seals")
    )
    return make_world()


def stored(world, content=PDF, name="giay.pdf"):
    return documents.store(
        content=io.BytesIO(content), name=name, accept=("application/pdf",), by="system:tests", at=world.at
    ).id


@pytest.fixture
def number(world):
    cast = world.cast
    papers = tuple(
        inputs.PaperGiven(code="khac" if place else "giay-chung-minh", name=name[:200], file_id=stored(world, PDF + b"%" + str(place).encode() + b"\n%%EOF\n"))
        for place, name in enumerate(NAMES)
    )  # fmt: skip
    applicant = inputs.Applicant(name="Trần Thị Hoa", person_id=cast.hoa.person.pk)
    done = submitted(world, papers=papers, applicant=applicant)
    act(world, actions.take_in, done.number, cast.reception, inputs.TakeIn())
    act(world, actions.hand_over, done.number, cast.reception, inputs.HandOn())
    act(world, actions.note, done.number, cast.case, inputs.Words(text="việc nội bộ"))
    act(
        world,
        actions.propose,
        done.number,
        cast.case,
        inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ."),
    )
    act(world, actions.approve, done.number, cast.leader, inputs.Words())
    act(
        world,
        actions.mark_done,
        done.number,
        cast.clerk,
        inputs.MarkDone(number="1/XN", file_id=stored(world)),
    )
    sealed(world)
    return done.number


def sealed(world):
    at = max(world.at, timezone.now()) + timedelta(minutes=5)
    settle()
    for _ in range(20):
        if not chronicle.seal_lot(at=at, lot_max=4):
            return


def packed(number, **how):
    dossier = Dossier.objects.get(number=number)
    found = evidence.gather(dossier, in_full=how.get("in_full", True), at=timezone.now())
    return b"".join(evidence.stream(found))


@pytest.fixture
def unpacked(number, tmp_path):
    folder = tmp_path / "packet"
    with zipfile.ZipFile(io.BytesIO(packed(number))) as packet:
        assert packet.testzip() is None
        packet.extractall(folder)
    return folder


def verified(folder, *more):
    """In a process that finds neither our code nor our settings."""
    site = [str(Path(path)) for path in sys.path if path.endswith("site-packages")]
    libraries = folder.parent / "libraries"
    libraries.mkdir(exist_ok=True)
    for name in ("cryptography", "cffi", "_cffi_backend*", "pycparser"):
        for found in Path(site[0]).glob(name):
            if not (libraries / found.name).exists():
                (libraries / found.name).symlink_to(found)
    return subprocess.run(
        [sys.executable, "-S", "-W", "ignore", str(folder / "verify.py"), str(folder), *map(str, more)],
        env={"PYTHONPATH": str(libraries), "PATH": ""},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_packet_verifies_without_our_code(unpacked):
    done = verified(unpacked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 entries" in done.stdout or "7 entries" in done.stdout
    assert (unpacked / "README.txt").read_text().startswith("EVIDENCE PACKET")
    assert (unpacked / "DOC-TRUOC.txt").read_text().startswith("GÓI BẰNG CHỨNG")
    keys = unpacked.parent / "keys.json"
    keys.write_text(json.dumps(chronicle_queries.key_document()))
    assert verified(unpacked, keys).returncode == 0


def test_sha256sum_and_openssl_say_the_same(unpacked):
    summed = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=unpacked, capture_output=True)
    assert summed.returncode == 0
    openssl = find("openssl")
    assert openssl
    seals = sorted((unpacked / "nhat-ky").glob("*.bin"))
    assert seals
    for seal in seals:
        key = json.loads(seal.read_bytes().split(b"\0", 1)[1])["key"]
        command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", f"khoa/{key}.pem", "-rawin"]
        command += ["-in", str(seal), "-sigfile", str(seal.with_suffix(".sig"))]
        assert subprocess.run(command, cwd=unpacked, capture_output=True).returncode == 0
        seal.write_bytes(seal.read_bytes().replace(b"root", b"r00t"))
        assert subprocess.run(command, cwd=unpacked, capture_output=True).returncode != 0


def test_names_cannot_leave_the_folder_or_deceive_the_eye(unpacked, number):
    names = sorted(path.name for path in (unpacked / "giay-to").iterdir())
    assert len(names) == len(NAMES) and all(name.isprintable() and len(name.encode()) < 140 for name in names)
    assert names[0] == "001-passwd.pdf" and names[5] == "006-Giấy khai sinh.pdf"
    with zipfile.ZipFile(io.BytesIO(packed(number))) as packet:
        for name in packet.namelist():
            assert ".." not in name.split("/") and not name.startswith("/") and "\\" not in name
    assert safe("\u202e\u2066") == "giay" and safe("CON:<>|") == "CON"


def change(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def resum(folder):
    """A forger also mends the list of sums."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("wrong", "mends", "said"),
    [
        (lambda at: change(next((at / "ket-qua").iterdir()), b"%PDF", b"%PDf"), False, "changed: ket-qua/"),
        (lambda at: next((at / "giay-to").iterdir()).unlink(), False, "missing: giay-to/"),
        (lambda at: (at / "them.txt").write_text("x"), False, "not in the list"),
        (lambda at: change(at / "nhat-ky/muc.ndjson", b"dossier.", b"dossjer."), True, "is not what was sealed"),
        (lambda at: change(at / "nhat-ky/muc.ndjson", b'"position":3', b'"position":4'), True, "is not what was sealed"),
        (lambda at: change(next((at / "nhat-ky").glob("*.sig")), b"", b"x"), True, "does not fit"),
        (lambda at: change(next((at / "nhat-ky").glob("*.bin")), b'"count":', b'"count": '), True, "not a seal"),
        (lambda at: change(at / "khoa/motcua-keys.json", b'"id": "seal-1', b'"id": "seal-9'), True, "not known"),
    ],
)  # fmt: skip
def test_every_change_is_told(unpacked, wrong, mends, said):
    wrong(unpacked)
    if mends:
        resum(unpacked)
    done = verified(unpacked)
    assert done.returncode == 1 and said in done.stdout, done.stdout + done.stderr


def test_the_offices_own_keys_find_out_a_packet_that_was_made_anew(unpacked, tmp_path):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    import base64

    known = chronicle_queries.key_document()
    known["keys"][0]["public"] = base64.b64encode(other).decode()
    (tmp_path / "keys.json").write_text(json.dumps(known))
    done = verified(unpacked, tmp_path / "keys.json")
    assert done.returncode == 1 and "the signature does not fit" in done.stdout


def test_a_file_that_is_not_in_the_store_is_named_and_fails_the_check(world, number, tmp_path, settings):
    sha256 = File.objects.get(pk=Paper.objects.earliest("pk").file_id).sha256
    place_of(settings.FILES_DIR, sha256).unlink()
    folder = tmp_path / "gap"
    zipfile.ZipFile(io.BytesIO(packed(number))).extractall(folder)
    done = verified(folder)
    assert done.returncode == 1 and "was not in the store" in done.stdout


def test_entries_that_wait_for_their_seal_are_counted_and_left_out(world, number):
    act(
        world,
        actions.give_back,
        number,
        world.cast.returner,
        inputs.GiveBack(collector=inputs.Collector.SELF, name="Trần Thị Hoa"),
    )
    packet = zipfile.ZipFile(io.BytesIO(packed(number)))
    about = json.loads(packet.read("manifest.json"))
    assert (
        about["entries_not_yet_sealed"] == 1 and "1 entries still wait" in packet.read("README.txt").decode()
    )


def lines_of(data):
    return zipfile.ZipFile(io.BytesIO(data)).read("nhat-ky/muc.ndjson").splitlines()


def test_the_owner_gets_the_entries_without_the_offices_own_affairs(world, number):
    owner, office = Client(), Client()
    owner.force_login(world.cast.hoa.account)
    office.force_login(world.cast.leader.account)
    own = owner.get(reverse("dossiers:own-packet", args=[number]))
    full = office.get(reverse("dossiers:packet", args=[number]))
    assert own["Content-Disposition"] == f'attachment; filename="bang-chung-{number}.zip"'
    in_full, in_part = lines_of(b"".join(full.streaming_content)), lines_of(b"".join(own.streaming_content))
    assert len(in_full) == Movement.objects.filter(dossier__number=number).count() == len(in_part) + 1
    assert not any(b"n\xe1\xbb\x99i b\xe1\xbb\x99" in line for line in in_full)


def test_strangers_and_other_offices_get_nothing(world, number):
    for player in (world.cast.nam, world.cast.stranger):
        client = Client()
        client.force_login(player.account)
        assert client.get(reverse("dossiers:own-packet", args=[number])).status_code == 404
        assert client.get(reverse("dossiers:packet", args=[number])).status_code in (403, 404)
    assert Client().get(reverse("dossiers:own-packet", args=[number])).status_code == 302


def large_pdf(content):
    """One empty page and a stream that nothing draws, so that the file is sound and as large as wanted."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        b"<</Length %d>>\nstream\n" % len(content) + content + b"\nendstream",
    ]
    text, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(text))
        text += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(text)
    return text + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def test_a_large_paper_costs_no_more_memory_than_a_small_one(world, number, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 64 * 1024 * 1024
    big = large_pdf(bytes(range(256)) * 160 * 1024)
    Paper.objects.filter(pk=Paper.objects.earliest("pk").pk).update(file_id=stored(world, big))
    found = evidence.gather(Dossier.objects.get(number=number), in_full=True, at=timezone.now())
    tracemalloc.start()
    size = sum(len(block) for block in evidence.stream(found))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(big) > 40_000_000 and size > 100_000 and peak < 8_000_000


def test_openssl_and_sha256sum_are_on_this_machine():
    assert find("openssl") and shutil.which("sha256sum")


def test_the_signatures_on_an_electronic_result_are_in_the_packet_and_name_its_very_bytes(
    world, settings, monkeypatch, tmp_path
):
    settings.DEMO, settings.TIME_STAMP_URL = True, "development:"
    world.at = timezone.now()
    world.reaches.clear()
    electronic.signers(world)
    done = electronic.signed(world)
    waiting = zipfile.ZipFile(io.BytesIO(packed(done.number, in_full=False)))
    assert b"documents.signed" not in waiting.read("nhat-ky/muc.ndjson"), "not before it is issued"
    world.at = timezone.now()
    world.reaches.clear()
    act(world, actions.stamp, done.number, world.cast.clerk, inputs.Stamp(number="12/XN-STP"))
    electronic.work()
    sealed(world)
    for in_full in (True, False):
        folder = tmp_path / f"packet-{in_full}"
        with zipfile.ZipFile(io.BytesIO(packed(done.number, in_full=in_full))) as packet:
            packet.extractall(folder)
        lines = (folder / "nhat-ky" / "muc.ndjson").read_text().splitlines()
        entries = [json.loads(line)["entry"] for line in lines]
        made = [entry for entry in entries if entry["kind"] == "documents.signed"]
        assert [entry["data"]["purpose"] for entry in made] == ["sign", "stamp"]
        (result,) = (folder / "ket-qua").iterdir()
        assert made[-1]["data"]["sha256"] == hashlib.sha256(result.read_bytes()).hexdigest()
        told = verified(folder)
        assert told.returncode == 0, told.stdout + told.stderr
