"""Makes one signature: reads the paper, draws what the signature looks like, signs, stores. Never in a transaction."""

from datetime import datetime

from django.conf import settings

from motcua.design import qr
from motcua.documents import statement, typesetting
from motcua.documents.actions import Made, store_own
from motcua.documents.models import Signing
from motcua.documents.queries import open as open_file
from motcua.documents.rules import BytesMissing, Level, Problem, Purpose, Stamp
from motcua.documents.signing import keys, pades, timestamps
from motcua.documents.signing.problems import CannotSign
from motcua.foundation.calendar import TZ

# Printed in Vietnamese whatever the reader's language: what a paper of the state bears is data.
SIGNED_BY = "Ký bởi"
SIGNED_AT = "Thời gian ký"
NOT_TRUSTED = "CHỮ KÝ THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
SIMULATED = "MÔ PHỎNG"
HOW_TO_CHECK = "Quét mã để kiểm tra văn bản này với cơ quan đã ban hành."
CODE_LABEL = "Mã QR để kiểm tra văn bản"


def make(row: Signing, *, at: datetime) -> Made:
    """The signed paper, in the store. Raises `CannotSign`."""
    by = keys.open_signer(row.signer)
    by.check(at)
    level = Level(settings.SIGNATURE_LEVEL)
    paper, name = _read(row)
    words = ""
    if row.purpose == Purpose.STAMP:
        stamp = Stamp.of(row.stamp)
        words = statement.make(
            key=row.key,
            what=stamp.what,
            issuer=stamp.issuer,
            number=stamp.number,
            issued_on=stamp.issued_on,
            expires_on=stamp.expires_on,
            content_sha256=row.input_sha256,
            at=at,
        )
        drawn = _stamp(stamp, words, single=pades.pages(paper) == 1, by=by)
    else:
        drawn = _mark(by, at=at)
    signed = pades.sign(
        paper,
        purpose=Purpose(row.purpose),
        by=by,
        level=_level_of(row, level),
        appearance=drawn,
        stamper=None if level is Level.B else timestamps.time_stamper(),
        at=at,
        code=words,
    )
    file = store_own(paper=signed, name=name, by=row.asked_by, at=at)
    return Made(file=file, level=_level_of(row, level), statement=words)


def _level_of(row: Signing, level: Level) -> Level:
    """The archive time stamp is the last increment of a paper: it comes with the agency's stamp and covers all before it."""
    return Level.T if level is Level.LTA and row.purpose == Purpose.SIGN else level


def _read(row: Signing) -> tuple[bytes, str]:
    try:
        file = open_file(row.input_file_id)
    except BytesMissing:
        raise CannotSign(Problem.FILE_GONE, f"file {row.input_file_id}") from None
    with file.stream:
        paper = file.stream.read()
    if pades.sha256(paper) != row.input_sha256:
        raise CannotSign(
            Problem.FILE_UNUSABLE, f"file {row.input_file_id} is not what was asked to be signed"
        )
    return paper, file.name


def _mark(by: keys.Opened, *, at: datetime) -> bytes:
    here = at.astimezone(TZ)
    values = {
        "title": SIGNED_BY,
        "by": SIGNED_BY,
        "name": by.name,
        "moment": f"{SIGNED_AT}: {here:%H:%M, %d/%m/%Y}",
        "marks": [NOT_TRUSTED] if by.development else [],
    }
    return typesetting.render("documents/mark-sign", values, on=here.date())


def _stamp(stamp: Stamp, words: str, *, single: bool, by: keys.Opened) -> bytes:
    code = None
    if words:
        side, path = qr.path(words)
        code = {"side": side, "path": path, "label": CODE_LABEL}
    day = stamp.issued_on
    said = f"ký số ngày {day:%d/%m/%Y}"
    values = {
        "title": stamp.number,
        "number": f"Số: {stamp.number}",
        "place": f"{stamp.place}, ngày {day:%d} tháng {day.month} năm {day.year}",
        "agency": stamp.issuer_name,
        "stamped": f"{said} · {SIMULATED}" if by.development or stamp.simulated else said,
        "single": single,
        "qr": code,
        "how": HOW_TO_CHECK,
    }
    return typesetting.render("documents/mark-stamp", values, on=day)
