"""What an office waits for, in words: the papers asked for or the money owed, for the owner or the receipt's holder."""

from django.utils.translation import gettext as _

from motcua.dossiers.pages import story
from motcua.dossiers.pages.defect_words import kinds_of, what_of
from motcua.dossiers.queries.follow import Asked
from motcua.procedures.rules import Definition


def told(asked: Asked | None, definition: Definition, *, with_words: bool) -> dict[str, object] | None:
    """The officer's own words may name people: only the owner reads them."""
    if asked is None:
        return None
    known = {
        paper.code: paper.name.in_language(story.language())
        for case in definition.cases
        for paper in case.papers
    }
    papers = [
        {
            "code": paper["code"],
            "name": known.get(str(paper["code"])) or (paper["name"] if with_words else _("another paper")),
            "quantity": paper["quantity"],
            "what": what_of(paper) if with_words else kinds_of(paper),
        }
        for paper in asked.papers
    ]
    return {
        "papers": papers,
        # What is owed stands in the law; the receipt's holder may know how much, so as to pay it.
        "owed": asked.owed,
        "total": sum(int(str(line["amount"])) for line in asked.owed),
        "payee": asked.payee,
        "reason": asked.reason if with_words else "",
        "answer_by": asked.answer_by,
    }
