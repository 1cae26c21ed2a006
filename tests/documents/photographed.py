"""Pictures of codes as a phone takes them: turned, tilted, unevenly lit, grainy, a little out of focus. Each seed is one."""

import io
import random

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from motcua.design import qr

PAPER = 245

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def photographed(text: str, *, seed: int, turn: float = 30, size: tuple[int, int] = (1280, 720)) -> bytes:
    """A JPEG in which the code of `text` takes about half of the height."""
    chance = random.Random(seed)
    drawn = io.BytesIO()
    qr.code(text).save(drawn, kind="png", scale=8, border=4)
    side = int(min(size) * chance.uniform(0.55, 0.75))
    paper = Image.new("L", (int(side * 1.5),) * 2, PAPER)
    paper.paste(
        Image.open(drawn).convert("L").resize((side, side), Image.Resampling.LANCZOS), (side // 4,) * 2
    )
    paper = _tilted(paper, chance).rotate(
        chance.uniform(-turn, turn) / 2, Image.Resampling.BICUBIC, fillcolor=PAPER
    )
    whole = Image.new("L", size, chance.randint(90, 230))
    whole.paste(paper, ((size[0] - paper.width) // 2, (size[1] - paper.height) // 2))
    light = np.linspace(chance.uniform(0.5, 1), chance.uniform(0.5, 1), size[0])[None, :]
    grain = np.random.default_rng(seed).normal(0, chance.uniform(2, 9), (size[1], size[0]))
    seen = np.clip(np.asarray(whole) * light + grain, 0, 255).astype("uint8")
    kept = io.BytesIO()
    Image.fromarray(seen).filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.1))).save(
        kept, "JPEG", quality=80
    )
    return kept.getvalue()


def _tilted(paper: Image.Image, chance: random.Random) -> Image.Image:
    """Its corners move inwards by up to a fifteenth of its side."""
    side = paper.width
    inwards = [(chance.uniform(0, side / 15), chance.uniform(0, side / 15)) for _ in range(4)]
    signs = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    rows, wanted = [], []
    for (x, y), (dx, dy), (sx, sy) in zip(corners, inwards, signs, strict=True):
        u, v = x + sx * dx, y + sy * dy
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    told = np.linalg.solve(np.array(rows, float), np.array(wanted))
    return paper.transform(
        (side, side), Image.Transform.PERSPECTIVE, tuple(told), Image.Resampling.BICUBIC, fillcolor=PAPER
    )


def codes_in(picture: bytes) -> list[str]:
    """What the reader of the server finds in it."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)), formats=QR)]
