"""Makes pages ready for recognition in the limited process: upright, straight, without shadow, 300 dots an inch."""

from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps

from motcua.documents.reading import eye

DPI = 300
A4_INCHES = 11.69
LONG_SIDE_MAX = 5000
PREVIEW_LONG_SIDE = 1400
SKEW_LEFT_ALONE = 0.2
GROUND_PART = 16


def pages(*, path: str, media_type: str, folder: str, number: int) -> dict[str, Any]:
    """One page (from 1) as `page.png` to recognise and `preview.jpg` to compare with; how many there are in all."""
    Image.MAX_IMAGE_PIXELS = None  # its size was looked at when it was taken in
    gray, count = _page(path, media_type, number)
    if max(gray.size) > LONG_SIDE_MAX:
        gray.thumbnail((LONG_SIDE_MAX, LONG_SIDE_MAX), Image.Resampling.LANCZOS)
    small = gray.copy()
    small.thumbnail((eye.LONG_SIDE_LOOKED_AT, eye.LONG_SIDE_LOOKED_AT), Image.Resampling.BOX)
    degrees = eye.see(small).skew_degrees
    if abs(degrees) > SKEW_LEFT_ALONE:
        gray = gray.rotate(-degrees, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    flat = flattened(gray)
    flat.save(Path(folder) / "page.png", dpi=(DPI, DPI))
    preview = gray.copy()
    preview.thumbnail((PREVIEW_LONG_SIDE, PREVIEW_LONG_SIDE), Image.Resampling.LANCZOS)
    preview.save(Path(folder) / "preview.jpg", quality=70, optimize=True)
    return {"count": count, "degrees": round(degrees, 1), "width": flat.width, "height": flat.height}


def _page(path: str, media_type: str, number: int) -> tuple[Image.Image, int]:
    if media_type != "application/pdf":
        with Image.open(path) as picture:
            picture.draft("L", (LONG_SIDE_MAX, LONG_SIDE_MAX))
            gray = ImageOps.exif_transpose(picture).convert("L")
        # A photo says nothing true about its size: it is taken for a sheet of A4.
        factor = DPI * A4_INCHES / max(gray.size)
        return _scaled(gray, factor), 1
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number - 1]
        scale = min(DPI / 72, LONG_SIDE_MAX / max(*page.get_size(), 1))
        return page.render(scale=scale, grayscale=True).to_pil().convert("L"), len(document)
    finally:
        document.close()


def _scaled(gray: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(gray.width * factor)), max(1, round(gray.height * factor)))
    return gray.resize(size, Image.Resampling.LANCZOS)


def flattened(gray: Image.Image) -> Image.Image:
    """The paper made evenly white: what is lighter around each place is its ground, and the ground is taken away."""
    part = (max(1, gray.width // GROUND_PART), max(1, gray.height // GROUND_PART))
    ground = (
        gray.resize(part, Image.Resampling.BOX)
        .filter(ImageFilter.MaxFilter(5))
        .filter(ImageFilter.GaussianBlur(3))
    )
    darker = ImageChops.subtract(ground.resize(gray.size, Image.Resampling.BILINEAR), gray)
    return ImageOps.autocontrast(ImageOps.invert(darker), cutoff=(0.5, 0))
