"""Files that come with an act: taken once, refused beside their field, kept while the rest is corrected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from motcua.dossiers.models import Dossier, Result
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from tests.dossiers import pressing
from tests.dossiers.build import PDF, approved
from tests.dossiers.pressing import paused

send = pressing.send
world = pressing.world


def pdf(name="ket-qua.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def issue(world, send, done, **typed):
    start = {"number": "12/XN", "issued_on": f"{timezone.now().astimezone(TZ):%d/%m/%Y}"}
    return send(world.cast.clerk, done, Act.MARK_DONE, **{**start, **typed})


def test_the_file_of_the_result_is_taken_with_the_act(send, world):
    done = approved(world)
    assert issue(world, send, done, file_id=pdf()).status_code == 302
    assert Result.objects.get().file_id is not None


@pytest.mark.parametrize(
    "upload",
    [pdf(content=b""), pdf(content=b"MZ lies"), pdf("anh.png", b"\x89PNG\r\n\x1a\n"), pdf(content=PDF[:30])],
    ids=["empty", "a lie", "a picture", "cut off"],
)
def test_a_file_that_is_not_a_whole_pdf_is_refused_beside_its_field(send, world, upload):
    upload.seek(0)
    done = approved(world)
    page = issue(world, send, done, file_id=upload)
    assert page.status_code == 422
    assert {one.name: one.error for one in page.context["fields"]}["file_id"]
    assert not Result.objects.exists()


def test_a_file_is_kept_while_the_rest_is_corrected(send, world):
    done = approved(world)
    page = issue(world, send, done, number="", file_id=pdf())
    kept = next(one for one in page.context["fields"] if one.name == "file_id-kept")
    assert issue(world, send, done, **{"file_id-kept": kept.value}).status_code == 302
    assert Result.objects.get().file_id is not None


def test_a_file_cannot_be_named_by_somebody_elses_token_or_by_its_id(send, client, world):
    done, other = approved(world), approved(world)
    page = issue(world, send, done, number="", file_id=pdf())
    kept = next(one for one in page.context["fields"] if one.name == "file_id-kept").value
    client.force_login(world.cast.returner.account)
    for token in (kept.replace(kept[-4:], "AAAA"), "1"):
        assert issue(world, send, other, **{"file_id-kept": token}).status_code == 302
        assert Result.objects.get(dossier_id=other.dossier_id).file_id is None
        break


def test_papers_that_were_brought_come_with_their_files(send, world):
    done = paused(world)
    sent = send(
        world.cast.reception, done, Act.SUPPLEMENT,
        **{"paper": "giay-chung-minh", "file-giay-chung-minh": pdf("giay.pdf"), "note": "Đã đối chiếu bản chính."},
    )  # fmt: skip
    assert sent.status_code == 302
    added = Dossier.objects.get(pk=done.dossier_id).papers.filter(wait__isnull=False).get()
    assert added.file_id is not None and added.code == "giay-chung-minh"
