"""A copy of everything a store holds, as a stream: each file in blocks, and a plain list that any program opens."""

import csv
import io
from collections.abc import Iterator, Sequence

from motcua.documents import queries as documents
from motcua.dossiers.evidence.contents import safe
from motcua.dossiers.evidence.zipping import BLOCK_BYTES, Zip, ending
from motcua.dossiers.queries.held import HeldPaper
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal

LIST = "danh-muc.csv"
# Tables that open this list must not take a name for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def stream_store(
    papers: Sequence[HeldPaper], *, heads: Sequence[str], states: dict[str, str]
) -> Iterator[bytes]:
    """`heads` and `states` are the words of the list, in the reader's language."""
    out, sums = Zip(), []
    for place, paper in enumerate(papers, start=1):
        path = ""
        try:
            file = documents.open(paper.file_id) if paper.file_id is not None else None
        except Refusal:
            file = None  # said in the list by its empty place
        if file is not None:
            path = f"{place:03d}-{safe(paper.name)}"
            path += ending(path, file.media_type)
            with file.stream:
                yield from out.add(path, iter(lambda stream=file.stream: stream.read(BLOCK_BYTES), b""))  # type: ignore[misc]
        sums.append(_row(paper, path, states))
    yield from out.add(LIST, iter([_csv([list(heads), *sums])]))
    yield out.close()


def _row(paper: HeldPaper, path: str, states: dict[str, str]) -> list[str]:
    days = [day.isoformat() if day else "" for day in (paper.issued_on, paper.expires_on)]
    used = "; ".join(f"{use.number} {use.at.astimezone(TZ):%Y-%m-%d}" for use in paper.used)
    return [path, paper.name, paper.issuer, *days, states[paper.validity.value], paper.number, used]


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(
        [["'" + cell if cell.startswith(FORMULA) else cell for cell in row] for row in rows]
    )
    return text.getvalue().encode("utf-8-sig")
