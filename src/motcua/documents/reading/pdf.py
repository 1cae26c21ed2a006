"""One PDF in the limited process: its lock, its pages, what in it would act by itself, and its signatures."""

from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from motcua.documents.reading import eye
from motcua.documents.reading.look import (
    PAGES_LOOKED_AT_MAX,
    PAGES_MAX,
    extra_bytes,
    judged,
    stop,
    warn,
)

ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/RichMedia", "/Rendition", "/SubmitForm"}
# What may happen by itself when a file or a page is opened: a place in the same file is shown, and nothing else.
HARMLESS_ON_OPENING = {"/GoTo", "/Named"}
XFA_PARTS_MAX = 100
OBJECTS_MAX = 200_000
SIGNATURES_READ = {"/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/ETSI.RFC3161"}
PIXELS_MAX = 200_000_000


def look(path: str, *, trust: list[str], at: str) -> dict[str, Any]:
    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            findings, pages = list(_structure(document)), len(document.pages)
            signed = _signatures_in(document)
            # A parser that had to guess says so; viewers guess too, not always alike.
            findings += [warn("repaired")] if document.get_warnings() else []
    except pikepdf.PasswordError:
        return _only("locked")
    except MemoryError:
        raise
    except Exception:  # a parser meets every kind of nonsense here
        return _only("broken")
    if any(finding["stops"] for finding in findings):
        return {"pages": pages, "findings": findings, "signatures": []}
    if pages == 0:
        return _only("broken")
    if pages > PAGES_MAX:
        return {
            "pages": pages,
            "findings": [stop("too-many-pages", pages=pages, most=PAGES_MAX)],
            "signatures": [],
        }
    try:
        findings += _seen(path)
    except MemoryError:
        raise
    except Exception:
        return _only("broken")
    signatures = []
    if signed:
        from motcua.documents.reading import signatures as reader

        signatures = reader.examine(path, trust=trust, at=at)
        findings += [
            warn(finding) for finding in dict.fromkeys(one["finding"] for one in signatures) if finding
        ]
    return {"pages": pages, "findings": findings + extra_bytes(path, b"%%EOF"), "signatures": signatures}


def _only(code: str) -> dict[str, Any]:
    return {"pages": 0, "findings": [stop(code)], "signatures": []}


def _structure(document: Any) -> Iterator[dict[str, Any]]:
    """Every object once: nothing may start by itself, no picture may be larger than any paper."""
    if document.is_encrypted and not document.allow.extract:
        # It opens without a password and still forbids reading: the office could not make its copy.
        yield warn("restricted")
    active = embedded = False
    for index, found in enumerate(document.objects):
        if index > OBJECTS_MAX:
            yield stop("too-complex")
            return
        if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            continue
        subtype = str(found.get("/Subtype", ""))
        active = active or any(_acts(one) for one in _standing_in(found))
        embedded = embedded or "/EF" in found
        if "/ByteRange" in found and str(found.get("/SubFilter", "")) not in SIGNATURES_READ:
            yield warn("signature-unsupported")
        if subtype == "/Image" and _number(found, "/Width") * _number(found, "/Height") > PIXELS_MAX:
            yield stop("too-many-pixels", width=_number(found, "/Width"), height=_number(found, "/Height"))
            return
    if active or "/JavaScript" in document.Root.get("/Names", {}):
        yield stop("active")
    if embedded:
        yield warn("embedded")


def _standing_in(found: Any) -> Iterator[Any]:
    """A dictionary, and those that stand in it as they are; what it only points at comes as an object of its own."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            values = list(one)
        else:
            yield one
            values = [one.get(name) for name in one.keys()]  # noqa: SIM118 – a pikepdf object is no mapping
        waiting += [
            value
            for value in values
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        ]


def _acts(found: Any) -> bool:
    """Something that runs, sends or plays; or that does more on opening than to show a place."""
    if str(found.get("/S", "")) in ACTIVE or str(found.get("/Subtype", "")) in ACTIVE or "/JS" in found:
        return True
    on_opening = [found.get("/OpenAction")]
    events = found.get("/AA")
    if isinstance(events, pikepdf.Dictionary):
        on_opening += [events.get(name) for name in events.keys()]  # noqa: SIM118
    for action in on_opening:
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in HARMLESS_ON_OPENING:
            return True
    return _has_script(found.get("/XFA"))


def _has_script(form: Any) -> bool:
    """A form in XML (XFA) may hold scripts that no object of the PDF names."""
    parts = list(form)[:XFA_PARTS_MAX] if isinstance(form, pikepdf.Array) else [form]
    return any(b"script" in part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))


def _number(found: Any, name: str) -> int:
    value = found.get(name, 0)
    return int(value) if isinstance(value, int) else 0


def _signatures_in(document: Any) -> bool:
    form = document.Root.get("/AcroForm")
    return form is not None and bool(_number(form, "/SigFlags") & 1 or any(_signature_fields(form)))


def _signature_fields(form: Any) -> Iterator[bool]:
    for field in list(form.get("/Fields", []))[:1000]:
        yield str(field.get("/FT", "")) == "/Sig" and "/V" in field


def _seen(path: str) -> list[dict[str, Any]]:
    """Each page drawn small and looked at; pages that are pictures are judged as scans."""
    found: list[dict[str, Any]] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(min(len(document), PAGES_LOOKED_AT_MAX)):
            page = document[number]
            width, height = page.get_size()
            scale = eye.LONG_SIDE_LOOKED_AT / max(width, height, 1)
            gray = page.render(scale=min(scale, 4.0), grayscale=True).to_pil().convert("L")
            scanned = _is_scan(page)
            found += [warn(code, **facts) for code, facts in judged(gray, page=number + 1, scanned=scanned)]
            page.close()
    finally:
        document.close()
    return found


def _is_scan(page: Any) -> bool:
    """A page without words of its own: what can be read on it is a picture."""
    text = page.get_textpage()
    try:
        return int(text.count_chars()) < 20
    finally:
        text.close()
