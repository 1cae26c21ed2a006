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
    """A PDF of one page with these words (letters without marks), small enough to be kept a thousand times."""
    drawn = f"BT /F 18 Tf 72 740 Td ({words}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    whole, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        whole, size, table, size, len(whole),
    )  # fmt: skip
