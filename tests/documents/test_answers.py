import io

import pytest
from django.test import RequestFactory

from motcua.documents import actions, answers, queries, rules
from tests.documents.samples import PDF
from tests.documents.test_actions import AT


@pytest.mark.django_db
def test_a_file_leaves_the_house_as_a_download_that_cannot_run():
    stored = actions.store(content=io.BytesIO(PDF), name='Tờ "khai".pdf', accept=rules.PAPERS, by="p", at=AT)
    response = answers.attachment(queries.open(stored.id))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''T%E1%BB%9D%20%22khai%22.pdf"
    assert response["Content-Type"] == "application/pdf" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response["Cache-Control"]
    response.close()


@pytest.mark.django_db
def test_the_frames_policy_does_not_replace_the_sandbox(settings):
    from motcua.design.middleware import ContentPolicy

    stored = actions.store(content=io.BytesIO(PDF), name="a.pdf", accept=rules.PAPERS, by="p", at=AT)
    response = ContentPolicy(lambda request: answers.attachment(queries.open(stored.id)))(
        RequestFactory().get("/")
    )
    assert response["Content-Security-Policy"].startswith("sandbox")
    response.close()
