"""Form 01 on half a sheet: an ordinary request, up to eight papers, is one A5 page, whatever its procedure is called."""

from pathlib import Path

import pypdfium2
import pytest
import yaml
from django.urls import reverse

from motcua import procedures
from motcua.dossiers.models import Dossier, Paper
from tests.dossiers.build import make_world, taken_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A5_POINTS = (420, 595)
PAPERS = 8


def longest(count: int) -> list[tuple[str, list[str]]]:
    """The procedures that ship with the longest names, their own and those of the papers of a case."""
    folder = Path(str(procedures.__file__)).parent / "data"
    found = []
    for path in folder.glob("*.yaml"):
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
        cases = [[paper["name"]["vi"] for paper in case.get("papers", [])] for case in text.get("cases", [])]
        names = max(cases, key=lambda names: sum(map(len, names)), default=[])
        if names:
            found.append((text["name"]["vi"], names))
    return sorted(found, key=lambda one: -len(one[0]) - sum(map(len, one[1])))[:count]


def test_the_receipt_of_the_longest_procedures_with_eight_papers_is_one_half_sheet(live_browser):
    world = make_world()
    number = taken_in(world).number
    address = f"{reverse('dossiers:paper', args=[number, '01'])}?kho=a5"
    page = live_browser.open(address, account=world.cast.reception.account)
    dossier, wrong = Dossier.objects.get(number=number), []
    kept = {
        "dossier": dossier,
        "kind": dossier.papers.values_list("kind", flat=True)[0],
        "added_at": world.at,
    }
    for name, papers in longest(3):
        Dossier.objects.filter(pk=dossier.pk).update(procedure_name=name)
        dossier.papers.all().delete()
        for place in range(PAPERS):
            Paper.objects.create(code=f"p-{place}", name=papers[place % len(papers)], quantity=1, **kept)
        page.reload()
        # As a person prints it: on the paper that the page itself asks for.
        sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        size = tuple(round(points) for points in sheets[0].get_size())
        if len(sheets) != 1 or size != A5_POINTS:
            wrong.append(f"{name}: {len(sheets)} pages of {size}")
    assert not wrong, wrong
