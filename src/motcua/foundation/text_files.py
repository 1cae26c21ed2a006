"""Text that somebody sends as a file: only UTF-8 is read, and what looks like something else is named.

Beside the text comes what is wrong, so that each room adds it to its own report or refuses with it.
"""

import io

from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # of Excel before 2007
WORKBOOKS = (b"PK\x03\x04", OLD_WORKBOOK)
LINES_NAMED_MAX = 20
NO_TEXT = _("The file holds characters that no text has.")


def decoded(content: bytes, *, bytes_max: int, field: str = "") -> tuple[str, Fault | None]:
    """The text, or "" and the one fault that keeps it from being read; `field` is where the fault is shown."""
    if len(content) > bytes_max:
        return "", Fault(field, _("The file is larger than %(most)s MB."), {"most": bytes_max // 1_000_000})
    if content.startswith(WORKBOOKS):
        return "", Fault(field, _("This is a workbook, not text. Save the sheet as “CSV UTF-8”."))
    if content.startswith(UTF_16):
        return "", Fault(field, _("The file is in UTF-16. Save it again as UTF-8 (in Excel: “CSV UTF-8”)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", not_utf_8(content, field)
    if "\0" in text:
        return "", Fault(field, NO_TEXT)
    return text, None


def not_utf_8(content: bytes, field: str) -> Fault:
    """Each line that is wrong by its number; of very many the first ones."""
    wrong: list[int] = []
    for number, line in enumerate(io.BytesIO(content), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            wrong.append(number)
            if len(wrong) > LINES_NAMED_MAX:
                break
    if len(wrong) == 1:
        sentence = _("Line %(line)s is not UTF-8. Save the file again as UTF-8 (in Excel: “CSV UTF-8”).")
        return Fault(field, sentence, {"line": wrong[0]})
    named = ", ".join(map(str, wrong[:LINES_NAMED_MAX])) + (" …" if len(wrong) > LINES_NAMED_MAX else "")
    sentence = _("Lines %(lines)s are not UTF-8. Save the file again as UTF-8 (in Excel: “CSV UTF-8”).")
    return Fault(field, sentence, {"lines": named})
