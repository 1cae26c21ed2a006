"""From one of our requests to what the portal's first format says of it. Pure."""

from motcua.dossiers.rules import PortalPaper, PortalRecord, PortalStep, PortalWait
from motcua.exchange.rules import portal
from motcua.exchange.rules.portal import Codes, flag, stamp

REUSED = (2, 3)
ORDINARY_STEPS_MAX = 100
# Not known of a request here; what is written then is what the sources write for "no".
NO = "0"


def item(record: PortalRecord, *, codes: Codes) -> dict[str, object]:
    """`DongBoHoSoMC`: every field, in its order; what is not known is an empty text or list."""
    said = {
        **_about_procedure(record),
        **_about_applicant(record, codes),
        **_about_time(record),
        "TrangThaiHoSo": str(int(record.state)),
        "HinhThuc": codes.by_post if record.by_post else codes.at_counter,
        "ThongTinTra": record.address if record.by_post else "",
        "DonViXuLy": record.unit,
        "NoiNopHoSo": codes.submitted_at,
        "HoSoCoThanhPhanSoHoa": flag(any(paper.digital for paper in record.papers)),
        "TaiKhoanDuocXacThucVoiVNeID": NO,
        "DuocThanhToanTrucTuyen": NO,
        "TaiLieuNop": [_paper(paper) for paper in record.papers if paper.wait is None and paper.digital],
        "DanhSachTepDinhKemKhac": [
            _other(paper.name, paper.quantity)
            for paper in record.papers
            if paper.wait is None and not paper.digital
        ],
        "DanhSachHoSoBoSung": [_wait(wait, record) for wait in record.waits],
        "DanhSachGiayToKetQua": _result(record),
    }
    return {name: said.get(name, [] if name in portal.LISTS else "") for name in portal.SYNC_FIELDS}


def progress(record: PortalRecord) -> list[dict[str, object]]:
    """`CapNhatTienDoHoSoMC`: the latest acts, in order of happening."""
    return [_step(step, record) for step in record.steps[-ORDINARY_STEPS_MAX:]]


def _about_procedure(record: PortalRecord) -> dict[str, object]:
    return {
        "MaHoSo": record.number,
        "MaTTHC": record.procedure,
        "TenTTHC": record.procedure_name,
        "MaLinhVuc": record.field,
        "TenLinhVuc": record.field_name,
        "KenhThucHien": str(int(record.channel)),
    }


def _about_applicant(record: PortalRecord, codes: Codes) -> dict[str, object]:
    kinds = {12: codes.citizen_number, 9: codes.old_number}
    kind = kinds.get(len(record.identity)) if not record.is_organisation else None
    return {
        "SoGiayToChuHoSo": record.identity,
        "ChuHoSo": record.applicant,
        "LoaiDoiTuong": codes.business if record.is_organisation else codes.citizen,
        "MaDoiTuong": codes.no_account,
        "Email": record.email,
        "SoDienThoai": record.phone,
        "DinhDanhCHS": [{"LoaiDinhDanh": kind, "SoDinhDanh": record.identity}] if kind else [],
    }


def _about_time(record: PortalRecord) -> dict[str, object]:
    return {
        "NgayNopHoSo": stamp(record.submitted_at),
        "NgayTiepNhan": stamp(record.received_at),
        "NgayHenTra": stamp(record.promised_at),
        "NgayTuChoi": stamp(record.refused_at),
        "NgayKetThucXuLy": stamp(record.closed_at),
        "NgayTra": stamp(record.returned_at),
    }


def _paper(paper: PortalPaper) -> dict[str, object]:
    """Without an address: files stay here, and are opened by whoever may."""
    return {
        "TepDinhKemId": str(paper.id),
        "TenTepDinhKem": paper.name,
        "IsDeleted": portal.truth(False),
        "MaThanhPhanHoSo": paper.code,
        "DuongDanTaiTepTin": "",
        "DuocSoHoa": flag(paper.digital == 1),
        "DuocTaiSuDung": flag(paper.digital in REUSED),
        "DuocLayTuKhoDMQG": flag(paper.from_nation),
        "MaKetQuaThayThe": "",
    }


def _other(name: str, quantity: int) -> dict[str, object]:
    return {"TenGiayTo": name, "SoLuong": str(quantity), "LoaiGiayTo": ""}


def _wait(wait: PortalWait, record: PortalRecord) -> dict[str, object]:
    return {
        "HoSoBoSungId": str(wait.id),
        "NguoiYeuCauBoSung": wait.asked_by,
        "NoiDungBoSung": wait.reason,
        "NgayBoSung": stamp(wait.asked_at),
        "NguoiTiepNhanBoSung": "",
        "ThongTinTiepNhan": "",
        "NgayTiepNhanBoSung": stamp(wait.answered_at),
        "TrangThaiBoSung": flag(wait.answered_at is not None),
        "DanhSachGiayToBoSung": [_other(name, quantity) for name, quantity in wait.papers],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": stamp(record.promised_at),
        "NgayHenTraMoi": stamp(record.due_at) if wait.answered_at else "",
    }


def _result(record: PortalRecord) -> list[dict[str, object]]:
    if not record.result:
        return []
    return [
        {
            "TenGiayTo": record.result,
            "MaThanhPhanHoSo": "",
            "GiayToId": "",
            "DuongDanTepTinKetQua": "",
            "MaGiayToKetQua": record.result_code,
        }
    ]


def _step(step: PortalStep, record: PortalRecord) -> dict[str, object]:
    return {
        "MaHoSo": record.number,
        "NguoiXuLy": step.officer,
        "ChucDanh": step.title,
        "ThoiDiemXuLy": stamp(step.at),
        "PhongBanXuLy": step.agency,
        "NoiDungXuLy": step.act,
        "TrangThai": str(int(step.state)),
        "NgayBatDau": stamp(step.started_at),
        "NgayKetThucTheoQuyDinh": stamp(record.due_at or record.promised_at),
    }
