"""Looking at PDFs with other people's programs: poppler for text and signatures, PDFBox's preflight for PDF/A."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

JARS = Path("/usr/share/java")
PREFLIGHT = ("preflight.jar", "pdfbox2.jar", "xmpbox.jar")


def pages_text(paper: bytes, folder: Path, *, layout: bool = True, page: int = 0) -> str:
    """All words of a paper, or of one page of it, single spaced; without layout, column by column."""
    one = ["-f", str(page), "-l", str(page)] if page else []
    (folder / "paper.pdf").write_bytes(paper)
    answer = subprocess.run(
        [program("pdftotext", "poppler-utils"), *one, "-layout" if layout else "-raw", "paper.pdf", "-"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return " ".join(answer.stdout.split())


def codes_on(paper: bytes, number: int) -> list[str]:
    """Texts of the QR codes that can be seen on one page, counted from nought."""
    with pypdfium2.PdfDocument(paper) as document:
        document.init_forms()  # the code stands in the appearance of a signature
        picture = document[number].render(scale=200 / 72, grayscale=True).to_pil()
    # As the product does: among the bars of other kinds, chance finds some in any picture.
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found]


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed: apt install {package}")
    return found


def valid_pdf_a(paper: bytes, folder: Path) -> bool:
    """Whether PDFBox's preflight takes it for PDF/A-1b; what it finds is printed."""
    if not all((JARS / jar).exists() for jar in PREFLIGHT):
        pytest.skip("PDFBox's preflight is not installed: apt install libpdfbox2-java")
    (folder / "paper.pdf").write_bytes(paper)
    found = subprocess.run(
        [program("java", "default-jre-headless"), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", f"{':'.join(str(JARS / jar) for jar in PREFLIGHT)}:{JARS}/*",
         "org.apache.pdfbox.preflight.Validator_A1b", "paper.pdf"], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    print(found.stdout)
    return "is a valid PDF/A-1b file" in found.stdout
