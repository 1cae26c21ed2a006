"""The service bus of the national portal, first generation: names of fields, dates, flags and envelopes.

Read leniently, written exactly. docs/reference/portal-format.md says where each name was found; what sources say
differently is in `Codes`, never here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from motcua.foundation.calendar import TZ

Item = Mapping[str, object]
ITEMS_MAX = 500  # of one call
BODY_BYTES_MAX = 8 * 1024 * 1024
TEXT_MAX = 10_000  # of one field
FINISHED, FAILED = "00", "-1"


class Service(StrEnum):
    """Calls of the bus that carry dossiers."""

    FIND = "TraCuuHoSo"
    SYNC = "DongBoHoSoMC"
    PROGRESS = "CapNhatTienDoHoSoMC"


# `DongBoHoSoMC`: every field in its order. Those that a receiver asks for:
REQUIRED = (
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "SoGiayToChuHoSo", "LoaiDoiTuong", "MaDoiTuong",
    "NgayNopHoSo", "NgayTiepNhan", "TrangThaiHoSo", "HinhThuc", "DonViXuLy", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID", "DuocThanhToanTrucTuyen",
)  # fmt: skip
TAKEN_IN = ("2", "4", "6", "9", "10")
TEXTS = (
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "KenhThucHien", "SoGiayToChuHoSo", "ChuHoSo",
    "LoaiDoiTuong", "MaDoiTuong", "Email", "Fax", "SoDienThoai", "TrichYeuHoSo", "ThongTinKhac", "GhiChu",
    "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTuChoi", "NgayKetThucXuLy", "NgayTra", "TrangThaiHoSo",
    "HinhThuc", "ThongTinTra", "DonViXuLy", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen",
)  # fmt: skip
LISTS: Mapping[str, tuple[str, ...]] = {
    "DinhDanhCHS": ("LoaiDinhDanh", "SoDinhDanh"),
    "DSKetNoiCSDL": ("MaCSDL",),
    "TaiLieuNop": (
        "TepDinhKemId", "TenTepDinhKem", "IsDeleted", "MaThanhPhanHoSo", "DuongDanTaiTepTin", "DuocSoHoa",
        "DuocTaiSuDung", "DuocLayTuKhoDMQG", "MaKetQuaThayThe",
    ),
    "DanhSachLePhi": ("TenPhiLePhi", "MaPhiLePhi", "HinhThucThu", "Gia", "LoaiPhiLePhi"),
    "DanhSachTepDinhKemKhac": ("TenGiayTo", "SoLuong", "LoaiGiayTo"),
    "DanhSachHoSoBoSung": (
        "HoSoBoSungId", "NguoiYeuCauBoSung", "NoiDungBoSung", "NgayBoSung", "NguoiTiepNhanBoSung", "ThongTinTiepNhan",
        "NgayTiepNhanBoSung", "TrangThaiBoSung", "DanhSachGiayToBoSung", "DanhSachLePhiBoSung", "NgayHenTraTruoc",
        "NgayHenTraMoi",
    ),
    "DanhSachGiayToKetQua": (
        "TenGiayTo", "MaThanhPhanHoSo", "GiayToId", "DuongDanTepTinKetQua", "MaGiayToKetQua",
    ),
}  # fmt: skip
SYNC_FIELDS = (*TEXTS, *LISTS)
PROGRESS_FIELDS = (
    "MaHoSo", "NguoiXuLy", "ChucDanh", "ThoiDiemXuLy", "PhongBanXuLy", "NoiDungXuLy", "TrangThai", "NgayBatDau",
    "NgayKetThucTheoQuyDinh",
)  # fmt: skip
# The source marks none of them; without these three the step says nothing.
PROGRESS_REQUIRED = ("MaHoSo", "ThoiDiemXuLy", "TrangThai")


@dataclass(frozen=True)
class Codes:
    """Where sources differ or a list was not found: dated data of `law`, keys `exchange.portal.…`, each not verified."""

    citizen: str
    business: str
    submitted_at: str  # NoiNopHoSo of what was handed in to this node
    no_account: str  # MaDoiTuong of somebody of whom no account of the portal is known
    citizen_number: str  # LoaiDinhDanh of 12 digits
    old_number: str  # LoaiDinhDanh of 9 digits
    at_counter: str
    by_post: str


class BadItem(Exception):
    """An item that cannot be used: the fields that are missing or cannot be read."""

    def __init__(self, *, number: str, missing: Sequence[str] = (), unreadable: Sequence[str] = ()) -> None:
        self.number, self.missing, self.unreadable = number, tuple(missing), tuple(unreadable)
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """In the portal's language, for `message`; names fields, never what stood in them."""
        parts = []
        if self.missing:
            parts.append("thiếu " + ", ".join(self.missing))
        if self.unreadable:
            parts.append("không đọc được " + ", ".join(self.unreadable))
        return f"{self.number or 'Hồ sơ không có mã'}: {'; '.join(parts)}"


def stamp(moment: datetime | None) -> str:
    """`20261126093000`, in Viet Nam; nothing for no moment."""
    return moment.astimezone(TZ).strftime("%Y%m%d%H%M%S") if moment else ""


_DIGITS = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_ASCII_DIGITS = re.compile(r"[0-9]+")


def moment(written: object) -> datetime | None:
    """What a date says, in any of the forms seen on the bus; without a zone it is Viet Nam's. None for nothing said.

    Raises `ValueError` for what is no date.
    """
    text = str(written).strip() if written is not None else ""
    if not text or (not text.strip("0") and _ASCII_DIGITS.fullmatch(text)):
        return None
    if _ASCII_DIGITS.fullmatch(text):
        if len(text) not in _DIGITS:
            raise ValueError("no date")
        # strptime alone would read 2026 1 1 out of shorter numbers.
        return datetime.strptime(text, _DIGITS[len(text)]).replace(tzinfo=TZ)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime.combine(date(year, month, day), time(hour, minute, second), tzinfo=TZ)
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=TZ)


def flag(value: bool) -> str:
    return "1" if value else "0"


def truth(value: bool) -> str:
    return "True" if value else "False"


def text(item: Item, name: str) -> str:
    """A field as text, whatever JSON type a sender chose; "" when it is not there."""
    found = item.get(name)
    if found is None or isinstance(found, dict | list):
        return ""
    return truth(found) if isinstance(found, bool) else str(found).strip()[:TEXT_MAX]


def missing(item: Item, required: Sequence[str] = REQUIRED) -> tuple[str, ...]:
    """Names of required fields that say nothing. A request that was never taken in has no moment of that."""
    taken_in = text(item, "TrangThaiHoSo") in TAKEN_IN
    return tuple(name for name in required if not _says(item, name) and (taken_in or name != "NgayTiepNhan"))


def _says(item: Item, name: str) -> bool:
    """`00000000000000` is how some write that there is no date."""
    found = text(item, name)
    return bool(found.strip("0") if name.startswith(("Ngay", "ThoiDiem")) else found)


def question(*, session: str, unit: str, service: Service, **more: object) -> dict[str, object]:
    """One call, as it travels."""
    return {"session": session, "madonvi": unit, "service": service.value, **more}


def answer(*, code: str = FINISHED, message: str = "", **more: object) -> dict[str, object]:
    return {"error_code": code, "message": message, **more}


def is_ok(reply: Item) -> bool:
    """`"00"`, `"0"` or 0 say that it was done; everything else says that it was not."""
    return text(reply, "error_code") in ("0", "00")


def items_of(body: Item) -> list[Item]:
    """The items of a call: `data` as a list, one object, or missing."""
    found = body.get("data")
    rows = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    return [row for row in rows if isinstance(row, dict)]
