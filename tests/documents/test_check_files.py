"""Files of results are checked with what the office trusts: right ones, changed ones, and certificates of every kind."""

import io
import json
import socket
import threading
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from motcua.documents import checking, statement
from motcua.documents.checking import Verdict
from motcua.documents.models import Original
from motcua.foundation import keys
from tests.documents.originals import recorded
from tests.documents.signed_papers import DAY, NOW, Authority, blank, result, sign

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(autouse=True)
def office(settings, tmp_path, authority):
    settings.KEYS_DIR = tmp_path / "keys"
    settings.BASE_URL = "https://motcua.example.vn"
    keys.key("statement", folder=settings.KEYS_DIR)
    authority.trusted_in(settings.KEYS_DIR)
    return settings.KEYS_DIR


@pytest.fixture(scope="module")
def people_(authority):
    return authority.signer("Nguyễn Văn Lãnh Đạo"), authority.signer("UBND phường Tân Lập")


def check(data, code=""):
    return checking.check_file(io.BytesIO(data), code=code, at=timezone.now())


def test_a_result_is_read_by_its_code_and_both_signatures_are_trusted(people_):
    data, _text = result(*people_, at=timezone.now())
    checked = check(data)
    assert checked.verdict is Verdict.UNKNOWN and checked.same_file and checked.trusted
    assert [one.signer for one in checked.signatures] == ["Nguyễn Văn Lãnh Đạo", "UBND phường Tân Lập"]
    assert checked.statement.number == "12/GPXD" and checked.active == ()


def test_a_bit_changed_below_the_stamp_is_another_file(people_):
    data, text = result(*people_, at=timezone.now())
    place = data.index(b"/MediaBox")
    changed = data[: place + 1] + b"m" + data[place + 2 :]
    assert check(changed, text).verdict is Verdict.OTHER_FILE


def test_what_was_added_after_the_stamp_breaks_its_signature(people_):
    data, text = result(*people_, at=timezone.now())
    place = data.rindex(b"/Width ") + len(b"/Width ")
    checked = check(data[:place] + b"9" + data[place + 1 :], text)
    assert checked.verdict is Verdict.BROKEN and not checked.trusted
    assert checked.signatures[0].well, "what the leader signed is below it and untouched"


def test_a_genuine_code_on_a_foreign_paper_is_told(people_):
    _data, text = result(*people_, at=timezone.now())
    foreign = sign(blank(), people_[0], field="nguoi-ky")
    assert check(foreign, text).verdict is Verdict.OTHER_FILE


@pytest.mark.parametrize(
    ("problem", "dates"),
    [
        ("expired", {"begins": NOW - 60 * DAY, "ends": NOW - 2 * DAY}),
        ("not-yet-valid", {"begins": NOW + 2 * DAY, "ends": NOW + 60 * DAY}),
        ("revoked", {}),
        ("unknown", {}),
    ],
)
def test_a_certificate_that_is_not_to_be_trusted_is_named_with_its_reason(
    people_, authority, office, problem, dates
):
    issuer = Authority("CA không ai biết") if problem == "unknown" else authority
    leader = issuer.signer("Lãnh đạo khác", **dates)
    if problem == "revoked":
        authority.trusted_in(office, revoked=[leader.serial])
    data, text = result(leader, people_[1], at=timezone.now())
    checked = check(data, text)
    first, second = checked.signatures
    assert first.problem == problem and not first.trusted and first.untouched
    assert second.trusted and not checked.trusted and checked.verdict is Verdict.UNKNOWN


@contextmanager
def listening():
    """A server on the inner network that must never be asked; tells who came."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        going = threading.Event()

        def wait():
            while not going.is_set():
                try:
                    came.append(server.accept()[1])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=wait)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
        finally:
            going.set()
            thread.join()


def test_addresses_inside_a_certificate_are_never_asked(people_, authority):
    with listening() as (inner, came):
        leader = authority.signer("Lãnh đạo có địa chỉ", inner=inner)
        data, text = result(leader, people_[1], at=timezone.now())
        checked = check(data, text)
    assert came == [] and checked.signatures[0].untouched


def test_scripts_and_attachments_in_a_pdf_are_told_and_not_run(people_):
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    _data, text = result(*people_, at=timezone.now())
    writer = IncrementalPdfFileWriter(io.BytesIO(blank()))
    script = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.pdf_string("app.launchURL('http://127.0.0.1/')"),
        }
    )
    writer.root["/OpenAction"] = writer.add_object(script)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    checked = check(out.getvalue(), text)
    assert checked.active == ("open-action",) and checked.verdict is Verdict.OTHER_FILE


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_result_that_was_cut_off_is_never_trusted(people_, share):
    data, text = result(*people_, at=timezone.now())
    checked = check(data[: int(len(data) * share)], text)
    assert not checked.trusted


def known(text, data):
    """The office's record of this result."""
    said = statement.check(statement.signed_in(text), keys=statement.public_keys())
    recorded(at=timezone.now(), key=said.id, file=data)
    Original.objects.filter(key=said.id).update(statement=text)


def said(*words):
    out = io.StringIO()
    try:
        call_command("documents", "check", *words, stdout=out, stderr=out)
    except CommandError as ended:
        return ended.returncode, f"{out.getvalue()}{ended}"
    return 0, out.getvalue()


def test_the_command_says_in_words_and_json_what_the_page_says(people_, tmp_path):
    data, text = result(*people_, at=timezone.now())
    known(text, data)
    path = tmp_path / "ket-qua.pdf"
    path.write_bytes(data)
    code, words = said(str(path))
    assert (
        code == 0
        and "genuine and in force" in words
        and "12/GPXD" in words
        and "Nguyễn Văn Lãnh Đạo" in words
    )
    code, words = said(str(path), "--json")
    found = json.loads(words)
    assert code == 0 and found["verdict"] == "valid" and found["same_file"] is True
    assert [one["trusted"] for one in found["signatures"]] == [True, True]
    code, words = said(text)
    assert code == 0 and "genuine and in force" in words


def test_the_command_ends_with_its_own_number_for_each_answer(people_, tmp_path):
    data, text = result(*people_, at=timezone.now())
    wrong = tmp_path / "wrong.pdf"
    wrong.write_bytes(sign(blank(), people_[0], field="nguoi-ky"))
    assert said(str(wrong))[0] == 4, "no code: nothing can be said"
    assert said(text[:-1] + ("A" if text[-1] != "A" else "B"))[0] in (3, 4)
    stranger = result(Authority("Khác").signer("A"), people_[1], at=timezone.now())[0]
    wrong.write_bytes(stranger)
    assert said(str(wrong))[0] == 4, "a certificate that nobody here knows"
    wrong.write_bytes(data.replace(b"/MediaBox", b"/mediaBox"))
    assert said(str(wrong))[0] in (3, 4)
    assert said(str(tmp_path / "khong-co.pdf"))[0] == 1


def test_without_a_file_the_command_compares_the_store_as_before():
    assert "0 files" in said()[1]


def test_keys_are_listed_rotated_and_revoked_by_the_command(office):
    def keys_said(*words):
        out = io.StringIO()
        call_command("documents", "keys", *words, stdout=out)
        return out.getvalue()

    first = keys.key("statement", folder=office).id
    assert first in keys_said() and "in force" in keys_said()
    assert len(keys_said("--rotate").splitlines()) == 2
    assert "revoked" in keys_said("--revoke", first)
    with pytest.raises(CommandError, match="no key"):
        keys_said("--revoke", "statement-9-00000000")
    with pytest.raises(CommandError, match="signs no statements"):
        keys_said("--revoke", keys.key("seal", folder=office).id)
