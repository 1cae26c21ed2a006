"""What stands in one file that somebody holds: codes, signatures, active content. A task of the limited process.

A file may be anything: whatever breaks here breaks that process alone.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from motcua.documents.checking.limits import DPI, PAGES_MAX, PIXELS_MAX
from motcua.documents.checking.signatures import active_content, signatures


def check(*, path: str, codes: bool, at: str, roots: list[str], lists: list[str]) -> dict[str, Any]:
    data = Path(path).read_bytes()
    found: dict[str, Any] = {"codes": [], "signatures": [], "active": []}
    if codes:
        # Of this file only what can be read is told; that nothing was found is an answer too.
        with suppress(Exception):
            found["codes"] = _codes(data)
    if data.startswith(b"%PDF-"):
        try:
            found["active"] = active_content(data)
            found["signatures"] = signatures(data, at=datetime.fromisoformat(at), trust=[*roots, *lists])
        except Exception as problem:
            found["unreadable"] = type(problem).__name__
    return found


def _codes(data: bytes) -> list[str]:
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for picture in _pages(data) if data.startswith(b"%PDF-") else _picture(data):
        texts = [code.text for code in zxingcpp.read_barcodes(picture, formats=formats)]
        # A paper may carry other codes too: an address with a statement behind it goes first.
        if texts:
            return sorted(set(texts), key=lambda text: ("#" not in text, text))
    return []


def _picture(data: bytes) -> Iterator[Any]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX // 2  # above twice this, Pillow refuses before it decodes
    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height <= PIXELS_MAX:
            yield picture.convert("L")


def _pages(data: bytes) -> Iterator[Any]:
    """Pages as pictures, the first first. Scripts and attachments of a PDF are not touched by drawing it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    document.init_forms()  # the code stands in the appearance of a signature, which is a form field
    for number in range(min(len(document), PAGES_MAX)):
        page = document[number]
        width, height = page.get_size()
        scale = min(DPI / 72, (PIXELS_MAX / max(width * height, 1)) ** 0.5)
        yield page.render(scale=scale, grayscale=True).to_pil()
