"""Two more old ways to type Vietnamese: VNI fonts, which drew marks as signs of their own, and the code VISCII. Pure.

Neither is guessed (decision 0044): somebody says so, and where a table looks like VNI it is asked about.
"""

import codecs
import re
from collections.abc import Iterable

from motcua.foundation.text import nfc
from motcua.operations.importing import old_fonts
from motcua.operations.importing.cells import Cell, Nature
from motcua.operations.importing.old_fonts import Leaning

# VNI-Windows. A letter with a sign behind it: first the shapes, then the tones of plain letters, then those of shapes.
_TONES = "ùøûõï"  # sắc, huyền, hỏi, ngã, nặng
_PAIRS = {
    "aâ": "â", "aê": "ă", "eâ": "ê", "oâ": "ô",
    **{letter + sign: made for letter, row in (("a", "áàảãạ"), ("e", "éèẻẽẹ"), ("o", "óòỏõọ"), ("u", "úùủũụ")) for sign, made in zip(_TONES, row, strict=True)},
    **{"y" + sign: made for sign, made in zip("ùøûõ", "ýỳỷỹ", strict=True)},
    **{letter + sign: made for letter, row in (("a", "ấầẩẫậ"), ("e", "ếềểễệ"), ("o", "ốồổỗộ")) for sign, made in zip("áàåãä", row, strict=True)},
    **{"a" + sign: made for sign, made in zip("éèúüë", "ắằẳẵặ", strict=True)},
    **{letter + sign: made for letter, row in (("ô", "ớờởỡợ"), ("ö", "ứừửữự")) for sign, made in zip(_TONES, row, strict=True)},
}  # fmt: skip
_SINGLES = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI = {
    **_PAIRS,
    **_SINGLES,
    **{said.upper(): made.upper() for said, made in (_PAIRS | _SINGLES).items()},
    # A capital at the beginning of a name, its sign typed small.
    **{said[0].upper() + said[1]: made.upper() for said, made in _PAIRS.items()},
}
_VNI = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

# VISCII 1.1 (RFC 1456): six capitals where others have controls, the rest from 0x80 on.
_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
VISCII = "".join(_LOW.get(code, chr(code)) if code < 0x80 else _HIGH[code - 0x80] for code in range(256))
VISCII_BYTES = "motcua_viscii"  # as Python opens a file
# In cells of a workbook its bytes stand as signs of Western Europe.
_CELLS = dict(enumerate(VISCII)) | {
    ord(sign): VISCII[code]
    for code in range(0x80, 0xA0)
    if (sign := bytes([code]).decode("cp1252", "ignore"))
}
_WORD = re.compile(r"[A-Za-z\u00a1-\u024f\u1e00-\u1eff]+")
WORDS_MIN = 2


def _found(name: str) -> codecs.CodecInfo | None:
    if name != VISCII_BYTES:
        return None

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, input: object, final: bool = False) -> str:
            return codecs.charmap_decode(input, self.errors, VISCII)[0]  # type: ignore[arg-type]

    table = codecs.charmap_build(VISCII)
    return codecs.CodecInfo(
        name=VISCII_BYTES,
        encode=lambda text, errors="strict": codecs.charmap_encode(text, errors, table),
        decode=lambda raw, errors="strict": codecs.charmap_decode(raw, errors, VISCII),
        incrementaldecoder=Decoder,
    )


codecs.register(_found)


def read_vni(text: str) -> str:
    return nfc(_VNI.sub(lambda found: VNI[found[0]], nfc(text)))


def read_viscii(text: str) -> str:
    return nfc(text.translate(_CELLS))


def turned_vni(cell: Cell) -> Cell:
    """The cell in Unicode; one that holds a letter only Unicode has is left as it is."""
    return _turned(cell, read_vni(cell.text))


def turned_viscii(cell: Cell) -> Cell:
    return _turned(cell, read_viscii(cell.text))


def _turned(cell: Cell, text: str) -> Cell:
    is_new = any("\u0100" <= sign <= "\u01b0" or "\u1e00" <= sign <= "\u1eff" for sign in cell.text)
    return cell if is_new or cell.nature is not Nature.TEXT else Cell(text)


def looks_like_vni(texts: Iterable[str]) -> bool:
    """Words that are Vietnamese as VNI alone, at least two and half as many as those that are Vietnamese as they stand."""
    old: set[str] = set()
    others: set[str] = set()
    for text in texts:
        if text.isascii():
            continue
        for word in _WORD.findall(nfc(text)):
            if not word.isascii() and len(word) > 1:
                leaning = old_fonts.leaning(word)
                if (
                    leaning is Leaning.PLAIN
                    and old_fonts.is_syllable(read_vni(word), strictly=True)
                    and read_vni(word) != word
                ):
                    old.add(word)
                elif leaning is not Leaning.PLAIN:
                    others.add(word)
    return len(old) >= WORDS_MIN and 2 * len(old) >= len(others)


def capitals(text: str) -> str:
    """What a capital font of TCVN3 (.VnTimeH) showed: its small letters are capitals; Unicode in such a font stays."""
    is_new = old_fonts.leaning(text) in (Leaning.NEW, Leaning.BOTH)
    return (text if is_new else old_fonts.read(text)).upper()
