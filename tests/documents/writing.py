"""Rendered papers, sharp and degraded, for what reads them. The people on them are made up."""

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = ("NotoSerif-Regular.ttf", "NotoSans-Regular.ttf")
FOLDER = "/usr/share/fonts/truetype/noto/"


@dataclass(frozen=True)
class Someone:
    name: str
    identity: str
    birth: str  # as printed
    issued: str


PEOPLE = (
    Someone("NGUYỄN THỊ HOA", "066185001234", "12/03/1985", "05/07/2021"),
    Someone("TRẦN VĂN NAM", "001090012345", "01/11/1990", "19/12/2022"),
    Someone("LÊ THỊ HỒNG NHUNG", "038199004567", "30/04/1999", "02/09/2023"),
    Someone("PHẠM ĐỨC THẮNG", "079078007788", "24/06/1978", "15/01/2020"),
)


def paper(one: Someone, *, dpi: int, font: int = 0) -> Image.Image:
    """One sheet of A4 that names somebody."""
    picture = Image.new("L", (int(8.27 * dpi), int(11.69 * dpi)), 250)
    pen = ImageDraw.Draw(picture)
    letters = ImageFont.truetype(FOLDER + FONTS[font], int(12.5 / 72 * dpi))
    lines = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "TỜ KHAI ĐĂNG KÝ THƯỜNG TRÚ (dữ liệu mô phỏng)",
        f"Họ, chữ đệm, tên: {one.name}",
        f"Ngày, tháng, năm sinh: {one.birth}",
        f"Số định danh cá nhân: {one.identity}",
        "Nơi cư trú: Phường Buôn Ma Thuột, tỉnh Đắk Lắk",
        f"Ngày cấp: {one.issued}",
        "Tôi xin cam đoan những lời khai trên là đúng sự thật.",
    )
    for row, line in enumerate(lines):
        pen.text((int(dpi * 0.9), int(dpi * (0.9 + row * 0.4))), line, font=letters, fill=25)
    return picture


def degraded(
    picture: Image.Image, *, dpi: int, turn: float, blur: float, shadow: bool, seed: int
) -> Image.Image:
    """As a phone or an old scanner gives it: turned, soft, dark on one side, with noise."""
    turned = picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=250)
    soft = turned.filter(ImageFilter.GaussianBlur(blur * dpi / 200))
    if shadow:
        side = (
            Image.linear_gradient("L")
            .rotate(90)
            .resize(soft.size)
            .point(lambda value: 120 + value * 135 // 255)
        )
        soft = ImageChops.multiply(soft, side)
    noise = Image.frombytes("L", (256, 256), random.Random(seed).randbytes(65536)).resize(soft.size)
    return Image.blend(soft, noise, 0.05)


def twelve():
    """The twelve of the promise: skew up to 3°, blur, shadow, 150 to 300 dpi."""
    for number in range(12):
        chance = random.Random(number)
        dpi = (150, 200, 300)[number % 3]
        one = PEOPLE[number % 4]
        picture = degraded(
            paper(one, dpi=dpi, font=number % 2), dpi=dpi, turn=chance.uniform(-3, 3),
            blur=(0.5, 0.8, 1.1, 1.4)[number // 3], shadow=number % 2 == 1, seed=number,
        )  # fmt: skip
        yield number, one, picture


def jpeg(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85)
    return content.getvalue()
