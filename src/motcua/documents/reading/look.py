"""Looks at one file in the limited process: can it be opened, does it attack, can a person read it, is it signed?

Answers with plain findings: a code, whether it stops the file, and facts. Words are made elsewhere.
"""

from collections.abc import Iterator
from typing import Any

from motcua.documents.reading import eye

PAGES_MAX = 300
PAGES_LOOKED_AT_MAX = 40
PIXELS_MAX = 200_000_000  # a telephone of 200 megapixels; a picture is never opened larger than it must be
PNG_PIXELS_MAX = 80_000_000  # it can only be opened whole
TAIL_BYTES = 64 * 1024


def look(*, path: str, media_type: str, trust: list[str], at: str) -> dict[str, Any]:
    if media_type == "application/pdf":
        from motcua.documents.reading import pdf

        return pdf.look(path, trust=trust, at=at)
    findings, pages = look_at_picture(path, media_type)
    return {"pages": pages, "findings": findings, "signatures": []}


def stop(code: str, **facts: object) -> dict[str, Any]:
    return {"code": code, "stops": True, "facts": facts}


def warn(code: str, **facts: object) -> dict[str, Any]:
    return {"code": code, "stops": False, "facts": facts}


def look_at_picture(path: str, media_type: str) -> tuple[list[dict[str, Any]], int]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # ours below is stricter and says why
    try:
        with Image.open(path, formats=["PNG" if media_type == "image/png" else "JPEG"]) as picture:
            width, height = picture.size
            most = PNG_PIXELS_MAX if media_type == "image/png" else PIXELS_MAX
            if width * height > most:
                return [stop("too-many-pixels", width=width, height=height)], 0
            gray = eye.gray_of(picture)
    except MemoryError:
        raise
    except Exception:  # whatever a decoder says of a file, the answer is the same
        return [stop("broken")], 0
    findings = [warn(code, **facts) for code, facts in judged(gray, page=1, scanned=True)]
    if min(width, height) < eye.SHORT_SIDE_PIXELS_MIN:
        findings.insert(0, warn("coarse", width=width, height=height))
    return findings + extra_bytes(path, b"\xff\xd9" if media_type == "image/jpeg" else b"IEND\xaeB`\x82"), 1


def judged(gray: Any, *, page: int, scanned: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the eye says of one page; the worst first, and nothing about skew when nothing can be read."""
    seen = eye.see(gray)
    if seen.is_blank:
        yield "blank", {"page": page}
        return
    if not scanned:
        return
    if seen.is_faint:
        yield "faint", {"page": page}
    if seen.is_blurred:
        yield "blurred", {"page": page}
    elif abs(seen.skew_degrees) >= eye.SKEW_DEGREES_TOLD:
        yield "skewed", {"page": page, "degrees": f"{abs(seen.skew_degrees):.0f}"}


def extra_bytes(path: str, end: bytes) -> list[dict[str, Any]]:
    """Something hangs on after the end of the file: perhaps a second file in the same bytes."""
    with open(path, "rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - TAIL_BYTES))
        tail = stream.read()
    at = tail.rfind(end)
    rest = tail[at + len(end) :] if at >= 0 else tail
    return [warn("extra-bytes")] if rest.strip(b"\0\r\n\t ") else []
