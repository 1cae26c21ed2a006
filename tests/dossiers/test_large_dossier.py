"""A request with a hundred fields that depend on each other and a hundred papers costs a page no more questions."""

from functools import partial
from io import BytesIO

import pytest
from django.urls import reverse

from motcua.documents import actions as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions
from motcua.dossiers.rules import inputs
from tests.documents.samples import PDF
from tests.dossiers.build import MORNING, PROCEDURE, act, make_world, submitted

MANY = 100
QUERIES_MAX = 15

pytestmark = pytest.mark.django_db


def procedure() -> str:
    """Each field is asked when the one before it was answered with yes; each paper is asked for."""
    names = "\n".join(
        f"      - {{code: giay-{n}, name: {{vi: Giấy số {n}, en: Paper {n}}}, kind: copy}}"
        for n in range(MANY)
    )
    fields = "\n".join(
        f"          - {{code: field_{n}, kind: yes-no, label: {{vi: Câu {n}, en: Question {n}}}"
        + (f", when: {{field: field_{n - 1}, is: true}}}}" if n else "}")
        for n in range(MANY)
    )
    form = f"""forms:
  don:
    title: {{vi: Đơn, en: Application}}
    pages:
      - code: cau-hoi
        title: {{vi: Câu hỏi, en: Questions}}
        fields:
{fields}
"""
    before, after = PROCEDURE.split("    terms:\n", 1)
    before = before[: before.index("    papers:\n")]
    return f"{before}    form: don\n    papers:\n{names}\n    terms:\n{after}{form}"


@pytest.fixture
def world():
    return make_world(text=procedure())


@pytest.fixture
def number(world):
    stored = documents.store(
        content=BytesIO(PDF), name="giay.pdf", accept=PAPERS, by="system:tests", at=MORNING
    )
    papers = tuple(
        inputs.PaperGiven(code=f"giay-{n}", name=f"Giấy số {n}", file_id=stored.id) for n in range(MANY)
    )
    done = submitted(world, papers=papers, data={f"field_{n}": True for n in range(MANY)})
    return act(world, actions.take_in, done.number, world.cast.reception, inputs.TakeIn()).number


@pytest.fixture
def shown(django_assert_max_num_queries, django_capture_on_commit_callbacks):
    return partial(_shown, django_assert_max_num_queries, django_capture_on_commit_callbacks)


def _shown(most, committed, client, url):
    with committed(execute=True):
        client.get(url)  # a node asks once for what stays as it is
    with most(QUERIES_MAX):
        answer = client.get(url)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(f"Câu {n}" in text for n in range(MANY)) and all(f"Giấy số {n}" in text for n in range(MANY))


def test_the_officers_page(client, world, number, shown):
    client.force_login(world.cast.reception.account)
    shown(client, reverse("dossiers:dossier", args=[number]))


def test_the_persons_own_page(client, world, number, shown):
    client.force_login(world.cast.hoa.account)
    shown(client, reverse("dossiers:own", args=[number]))
