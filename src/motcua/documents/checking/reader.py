"""The process that opens one file that somebody holds: reads it from its input, writes what it found as JSON, ends.

input:  one line of JSON {"codes", "signatures", "at", "roots", "crls"}, then the file
output: {"codes": [texts], "signatures": [...], "active": [names]}

No Django, no settings, no network. A file may be anything: whatever breaks here breaks this process alone.
"""

import json
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any

from motcua.documents.checking.limits import DPI, MEMORY_BYTES_MAX, PAGES_MAX, PIXELS_MAX, SECONDS_MAX
from motcua.documents.checking.signatures import active_content, signatures


def main() -> None:
    _limit()
    wanted = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    found: dict[str, Any] = {"codes": [], "signatures": [], "active": []}
    if wanted["codes"]:
        # Of this file only what can be read is told; that nothing was found is an answer too.
        with suppress(Exception):
            found["codes"] = _codes(data)
    if wanted["signatures"] and data.startswith(b"%PDF-"):
        try:
            found["active"] = active_content(data)
            found["signatures"] = signatures(
                data,
                at=datetime.fromisoformat(wanted["at"]),
                roots=[b64decode(one) for one in wanted["roots"]],
                crls=[b64decode(one) for one in wanted["crls"]],
            )
        except Exception as problem:
            found["unreadable"] = type(problem).__name__
    sys.stdout.write(json.dumps(found))


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


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
