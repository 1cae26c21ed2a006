"""Papers and results of the sample that are files: a few small ones, stored by the real act and held by many.

Which requests have them follows from their own ids, not by chance: a draw more would change every life after it.
"""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

from motcua.documents import actions as documents
from motcua.documents.rules import MediaType
from motcua.dossiers.actions.many import Life
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from motcua.dossiers.sample import shape

BY = "system:sample"
WORDS = ("Simulated paper", "Simulated certificate", "Simulated scan")
NAME = "mo-phong-{number}.pdf"
A4_POINTS = (595, 842)


def stored(*, at: datetime, a_year: int) -> tuple[int, ...]:
    """The files, each once; none where so many are drawn that lives are written from each other."""
    if shape.alike(a_year) > 1:
        return ()
    return tuple(
        documents.store(
            content=BytesIO(paper(words)),
            name=NAME.format(number=number),
            accept=[MediaType.PDF],
            by=BY,
            at=at,
        ).id
        for number, words in enumerate(WORDS, 1)
    )


def filed(life: Life, files: tuple[int, ...]) -> Life:
    """The same life with files for its papers, and for its result."""
    key, given = life.given.submission.int, life.given
    share = shape.DIGITISED[given.channel]
    if not given.papers or key // 7 % 1000 >= 1000 * share:
        return life
    papers = tuple(
        replace(one, file_id=files[(key + number) % len(files)]) for number, one in enumerate(given.papers)
    )
    deeds = life.deeds
    if key // 7000 % 1000 < 1000 * shape.RESULT_IS_FILE:
        deeds = tuple(
            replace(deed, given=replace(deed.given, file_id=files[key % len(files)]))
            if deed.act is Act.MARK_DONE and isinstance(deed.given, inputs.MarkDone)
            else deed
            for deed in deeds
        )
    return replace(life, given=replace(given, papers=papers), deeds=deeds)


def paper(words: str) -> bytes:
    """A PDF of one page with these words (letters without marks), the same bytes each time."""
    from pikepdf import Dictionary, Name, new  # hundreds of milliseconds, for the sample alone

    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made = BytesIO()
    with new() as whole:
        page = whole.add_blank_page(page_size=A4_POINTS)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = whole.make_stream(f"BT /F 18 Tf 72 740 Td ({words}) Tj ET".encode())
        whole.save(made, deterministic_id=True)
    return made.getvalue()
