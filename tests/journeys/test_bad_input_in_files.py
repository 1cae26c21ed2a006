"""Bad files, through the real pages, in both languages.

Each item is refused with a sentence in the person's language and a next step, leaves one line in the log, changes no
row of any table, and keeps what was typed on the page.
"""

import logging
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from motcua.documents import rules as files
from tests.dossiers.build import PDF
from tests.dossiers.online import ONLINE
from tests.journeys.wrong import (
    Item,
    Scene,
    counter,
    trouble,
    troubles,
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_in_files_is_refused_in_words_traced_once_and_changes_nothing(
    office, language, caplog, settings
):
    found = troubles(in_files(office), language, caplog, settings)
    assert not found, "\n".join(found)


def in_files(scene: Scene) -> Iterator[Item]:
    cast = scene.world.cast
    page = scene.page("draft-papers")
    for name, content, kind in (
        ("a file that lies about its type", (b"MZ" + b"\0" * 200, "ban-ve.pdf"), files.NameLies),
        ("an empty file", (b"", "ban-ve.pdf"), files.EmptyFile),
        ("a file that is too large", (PDF + b"\0" * 1_100_000, "ban-ve.pdf"), files.FileTooLarge),
        ("a file of another kind", (b"PK\x03\x04" + b"\0" * 200, "ban-ve.docx"), files.UnsupportedType),
        ("half a file", (PDF[:40], "ban-ve.pdf"), files.DamagedFile),
    ):  # fmt: skip
        yield Item(
            name,
            cast.hoa,
            page,
            {"file-ban-ve": content},
            422,
            kind.sentence,
            code=kind.code,
            then=kind.next_step,
            kept=("ban-ve",),
        )
        yield Item(
            f"{name}, at the counter",
            cast.reception,
            f"{reverse('dossiers:counter')}?thu-tuc=1.000001",
            counter(**{"file-giay-chung-minh": content}),
            422,
            kind.sentence,
            code=kind.code,
            then=kind.next_step,
            kept=("Nguyễn Thị Hoa",),
        )  # type: ignore[arg-type]
        yield Item(
            f"{name}, as a result",
            cast.clerk,
            scene.act("signed", "phat-hanh"),
            {
                "seen": scene.seen("signed"),
                "number": "12/XN",
                "issued_on": f"{timezone.localdate(scene.world.at):%d/%m/%Y}",
                "file_id": content,
            },
            422,
            kind.sentence,
            code=kind.code,
            then=kind.next_step,
            kept=("12/XN",),
        )


# A procedure file with an error ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_procedure_file_with_an_error_names_file_line_and_field(office, language, caplog):
    """Each kind of error: tests/procedures/test_file_errors.py."""
    caplog.set_level(logging.INFO)
    text = ONLINE.replace("level: full", "level: whole", 1)
    line = text[: text.index("level: whole")].count("\n") + 1
    with translation.override(language):
        place = f"{gettext('Line %(line)s') % {'line': line}}</b> <code>level</code>"
    item = Item("a procedure file with an error", office.world.cast.operator, reverse("procedures:load"), {"file": (text.encode(), "sai.yaml")}, 422,
                "“%(found)s” is not known here; write one of: %(allowed)s.", code="procedures.file-refused", kept=("sai.yaml", place))  # fmt: skip
    assert not list(trouble(item, language, caplog))
