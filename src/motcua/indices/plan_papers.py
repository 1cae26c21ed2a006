"""A plan to rise as files: a workbook to count on with, a document to go on writing in."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx import Document
from docx.shared import Pt

from motcua.design import writing
from motcua.foundation.downloads import Column, Kind, Nature, Table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What circulars about administrative papers ask for, and every office has.
FONT, SIZE = "Times New Roman", Pt(13)
MADE_UP = "mo-phong-"


@dataclass(frozen=True)
class Line:
    code: str
    name: str
    before: float
    after: float
    gain: float
    effort: float
    who: str
    due: date | None


@dataclass(frozen=True)
class Paper:
    key: str  # year, unit and plan, for the names of files
    unit: str
    about: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    made: str
    lines: tuple[Line, ...]
    proved: bool
    guessed: int
    simulated: bool
    rivals: str = ""  # what was taken for how the others move

    @property
    def title(self) -> str:
        return _("Plan to rise") + f": {self.unit}"

    @property
    def notes(self) -> tuple[str, ...]:
        proved = (
            _("Proved: no choice of components brings it with less effort (gap 0).")
            if self.proved
            else _("The time ran out before it was proved that nothing is cheaper; a cheaper plan may exist.")
        )
        guessed = ngettext("%(n)s effort in it is a guess.", "%(n)s efforts in it are guesses.", self.guessed)
        made = _("Worked out at %(moment)s.") % {"moment": self.made}
        rivals = (self.rivals,) if self.rivals else ()
        return (proved, *rivals, *((guessed % {"n": self.guessed},) if self.guessed else ()), made)


def document_name(paper: Paper) -> str:
    return f"{MADE_UP if paper.simulated else ''}ke-hoach-tang-hang-{paper.key}.docx"


def table(paper: Paper) -> Table:
    """One row a task; the nature of the figures stands in each."""
    rows = [
        (one.code, one.name, round(one.before, 4), round(one.after, 4), round(one.gain, 4), round(one.effort, 2), one.who,
         one.due.isoformat() if one.due else "")
        for one in paper.lines
    ]  # fmt: skip
    return Table(
        name=f"ke-hoach-tang-hang-{paper.key}",
        title=f"{paper.title}. {paper.about}",
        columns=(
            Column("component", Kind.TEXT, _("Component")),
            Column("name", Kind.TEXT, _("Name of the component")),
            Column("before", Kind.NUMBER, _("Points today")),
            Column("after", Kind.NUMBER, _("Points after it")),
            Column("gain", Kind.NUMBER, _("Gain"), _("in points of the index")),
            Column("effort", Kind.NUMBER, _("Working days")),
            Column("who", Kind.TEXT, _("Who answers for it")),
            Column("due", Kind.TEXT, _("Until")),
        ),
        rows=rows,
        nature=Nature.SIMULATED if paper.simulated else Nature.COMPUTED,
        description=" ".join((paper.headline, *paper.notes)),
    )


def document(paper: Paper) -> bytes:
    """Headings, the facts, a table that can be written in, and the notes. Nothing of the writer's machine stays in it."""
    held = Document()
    held.core_properties.author, held.core_properties.title = "", paper.title
    normal = held.styles["Normal"]
    normal.font.name, normal.font.size = FONT, SIZE
    for level in (0, 1):
        held.styles["Title" if level == 0 else "Heading 1"].font.name = FONT
    if paper.simulated:
        held.add_paragraph().add_run(_("Simulated data.")).bold = True
    held.add_heading(paper.title, 0)
    held.add_paragraph(paper.about)
    held.add_paragraph().add_run(paper.headline).bold = True
    for name, value in paper.facts:
        held.add_paragraph(f"{name}: {value}", style="List Bullet")
    heads = (_("Component"), _("Points"), _("Working days"), _("Who answers for it"), _("Until"))
    drawn = held.add_table(rows=1, cols=len(heads))
    drawn.style = "Table Grid"
    for cell, head in zip(drawn.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for line in paper.lines:
        cells = (
            f"{line.code} {line.name}",
            f"{writing.number(line.before, 2)} → {writing.number(line.after, 2)}",
            writing.number(line.effort, 1),
            line.who,
            writing.day(line.due) if line.due else "",
        )
        for cell, text in zip(drawn.add_row().cells, cells, strict=True):
            cell.text = text
    held.add_paragraph()
    for note in paper.notes:
        held.add_paragraph(note)
    body = BytesIO()
    held.save(body)
    return body.getvalue()
