"""The counter's own screen, value by value: each field with each wrong thing that its meaning knows.

What is wrong is refused on the same screen, in words, with what was typed; no row changes. What only looks wrong is received,
and kept as the list says.
"""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier
from tests.dossiers.build import make_world
from tests.journeys import bad_values
from tests.journeys.bad_values import Means, Wrong
from tests.journeys.wrong import HTML, counter, everything, signed_in

# Each field, what it means, and what else must be typed so that it counts.
ASK = {"answer-way": "ask", "paper-tick": "to-khai"}
FIRM = {
    "org-code": "6000123456",
    "org-name": "Công ty TNHH Cà phê Mẫu",
    "org-post": "Giám đốc",
    "org-capacity": "legal",
}
CHILD = {
    "behalf-identity": "066314000123", "behalf-name": "Nguyễn Thị Bé", "behalf-birth": "01/06/2014",
    "behalf-relation": "mẹ", "behalf-capacity": "legal",
}  # fmt: skip
FIELDS = (
    ("ap-name", Means.NAME, {"ap-identity": ""}),
    ("ap-identity", Means.IDENTITY, {"ap-name": "Nguyễn Văn Giữ"}),
    ("ap-birth", Means.DAY, {"ap-identity": ""}),
    ("org-name", Means.PARTY, FIRM),
    ("org-capacity", Means.CHOICE, FIRM),
    ("behalf-name", Means.NAME, CHILD),
    ("behalf-identity", Means.IDENTITY, CHILD),
    ("behalf-birth", Means.DAY, CHILD),
    ("behalf-capacity", Means.CHOICE, CHILD),
    ("sets-number", Means.AMOUNT, {}),
    ("quantity-giay-chung-minh", Means.AMOUNT, {}),
    ("kind-giay-chung-minh", Means.CHOICE, {}),
    ("case-code", Means.CHOICE, {}),
    ("office-id", Means.CHOICE, {}),
    ("channel-way", Means.CHOICE, {}),
    ("delivery-way", Means.CHOICE, {}),
    ("answer-way", Means.CHOICE, {}),
    ("answer-reason", Means.WORDS, ASK),
    ("answer-ground", Means.WORDS, {"answer-way": "refuse", "answer-reason": "Không thuộc thẩm quyền."}),
)  # fmt: skip


@pytest.fixture
def desk(db):
    world = make_world()
    world.at = timezone.now()  # pages read the real clock
    return signed_in(world.cast.reception, "en")


def trouble(desk, name: str, value: Wrong, more: dict[str, str]) -> str:
    """Empty, or what is not as it must be."""
    before, rows = set(Dossier.objects.values_list("pk", flat=True)), everything()
    typed = counter(**{"submission-id": str(uuid4()), **more, name: value.text})
    if name == "org-name":  # a firm that was checked once has its name
        typed["org-code"] = f"6000{bad_values.VALUES.index(value):06}"
    answer = desk.post(f"{reverse('dossiers:counter')}?thu-tuc=1.000001", typed)
    made = Dossier.objects.exclude(pk__in=before)
    page = unescape(answer.content.decode())
    if HTML in answer.content.decode():
        return "writes HTML as HTML"
    if value.stays is not None:
        return (
            "" if answer.status_code == 302 and made.count() == 1 else f"{answer.status_code}, not received"
        )
    if answer.status_code != 422:
        return f"{answer.status_code} {answer.headers.get('Location', '')}"
    if everything() != rows:
        return "changes rows"
    # A choice that is not offered cannot stand on the page; everything that is written can.
    is_written = (
        value.text.strip()
        and not name.endswith(("-way", "-code", "-id", "-capacity"))
        and "kind-" not in name
    )
    if is_written and "quantity" not in name and value.text.strip() not in page:
        return "loses what was typed"
    return "" if 'id="faults"' in page else "says nothing"


@pytest.mark.parametrize("name, means, more", FIELDS, ids=[name for name, _, _ in FIELDS])
def test_every_wrong_value_of_a_field_is_refused_in_words_and_changes_nothing(desk, name, means, more):
    found = [
        f"{value.name} ({value.text[:30]!r}): {wrong}"
        for value in bad_values.of(means)
        if (wrong := trouble(desk, name, value, more))
    ]
    assert not found, "\n".join(found)
