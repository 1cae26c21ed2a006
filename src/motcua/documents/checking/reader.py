"""The process that looks for QR codes in one file: reads the file from its input, writes their texts as JSON, ends.

No Django, no settings, no network. A file may be anything: whatever breaks here breaks this process alone.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from motcua.documents.checking.limits import DPI, MEMORY_BYTES_MAX, PAGES_MAX, PIXELS_MAX, SECONDS_MAX


def main() -> None:
    _limit()
    data = sys.stdin.buffer.read()
    import zxingcpp

    texts: list[str] = []
    for picture in _pages(data) if data.startswith(b"%PDF-") else _picture(data):
        found = zxingcpp.read_barcodes(
            picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
        texts += [code.text for code in found if code.text not in texts]
        if texts:
            break
    sys.stdout.write(json.dumps({"codes": texts}))


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
