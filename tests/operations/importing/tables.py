"""Builders of tables as offices have them: CSV of any encoding, workbooks of any cells."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

AGENCIES = ["Mã định danh", "Tên cơ quan", "Mã cơ quan cấp trên", "Cấp"]
OFFICERS = ["Mã cán bộ", "Họ và tên", "Mã cơ quan", "Vai trò", "Quyết định giao nhiệm vụ"]
DOSSIERS = [
    "Mã hồ sơ",
    "Mã thủ tục",
    "Mã cơ quan",
    "Trạng thái",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Họ tên người nộp",
]
REGISTER = [
    "Số hồ sơ",
    "Tên thủ tục hành chính",
    "Cơ quan tiếp nhận",
    "Ngày nhận hồ sơ",
    "Ngày hẹn trả",
    "Ngày hoàn thành",
    "Ngày trả kết quả",
    "Tên cá nhân, tổ chức",
]
OFFICE = "000.00.15.H15"
CODE = "1.000001"


def dossier(number: str = "H15-001", **changes: str) -> dict[str, str]:
    row = dict(
        zip(
            DOSSIERS,
            [number, CODE, OFFICE, "Đang xử lý", "10/03/2026", "17/03/2026", "Trần Văn Nam"],
            strict=True,
        )
    )
    return row | changes


def written(
    path: Path,
    rows: Sequence[dict[str, str]],
    *,
    encoding: str = "utf-8-sig",
    separator: str = ",",
    above: Sequence[Sequence[str]] = (),
    below: Sequence[Sequence[str]] = (),
) -> Path:
    """A CSV file with the headings that its rows have among them."""
    heads = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows(above)
    writer.writerow(heads)
    writer.writerows([row.get(name, "") for name in heads] for row in rows)
    writer.writerows(below)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]], *, merge: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path
