"""What the tables of each kind may hold, by the words that offices write above their columns. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.foundation.text import fold

HEADING_ROWS_MAX = 30


class Kind(StrEnum):
    """In the order in which they are brought in: each names things of those before."""

    AGENCIES = "agencies"
    OFFICERS = "officers"
    DOSSIERS = "dossiers"
    REGISTER = "register"
    HISTORY = "history"
    PAPERS = "papers"


@dataclass(frozen=True)
class Column:
    """One column: its heading as the template writes it, other words for it, an example; some must be there."""

    name: str
    vi: str
    en: str
    example: str
    words: tuple[str, ...] = ()
    needed: bool = False

    def is_called(self, heading: str) -> bool:
        return heading in {_plain(self.vi), _plain(self.en), self.name.replace("_", " "), *self.words}


def _c(name: str, vi: str, en: str, example: str, *words: str, needed: bool = False) -> Column:
    return Column(name, vi, en, example, words, needed)


_AGENCIES = (
    _c("code", "Mã định danh", "Identifier", "000.10.15.H15", "ma co quan", "ma don vi", "ma dinh danh co quan", "ma dinh danh don vi", "agency code", "code", needed=True),
    _c("name", "Tên cơ quan", "Name of the agency", "Sở Tư pháp", "ten don vi", "ten co quan don vi", "co quan", "don vi", "agency", "name", needed=True),
    _c("parent", "Mã cơ quan cấp trên", "Identifier of the agency above", "000.00.00.H15", "co quan cap tren", "ma dinh danh cap tren", "ma don vi cap tren", "truc thuoc", "parent", "parent code", needed=True),
    _c("level", "Cấp", "Level", "Sở, ban, ngành", "cap co quan", "loai co quan", "cap don vi", "loai", "type", needed=True),
    _c("code_new", "Mã định danh mới", "New identifier", "H15.10", "ma dinh danh kieu moi", "new code"),
    _c("name_en", "Tên tiếng Anh", "Name in English", "Department of Justice", "ten co quan bang tieng anh", "english name"),
    _c("phone", "Điện thoại", "Phone", "02623852145", "so dien thoai", "dien thoai co quan", "sdt", "telephone", "phone number"),
    _c("email", "Thư điện tử", "E-mail", "stp@example.gov.vn", "email", "dia chi thu dien tu", "e mail address"),
    _c("address", "Địa chỉ", "Address", "4 Lê Duẩn", "dia chi co quan", "tru so"),
    _c("valid_from", "Hoạt động từ ngày", "Acts from", "01/07/2025", "tu ngay", "ngay thanh lap", "valid from", "from"),
    _c("basis", "Quyết định thành lập", "Basis", "NQ 202/2025/QH15", "can cu", "quyet dinh", "legal basis"),
)  # fmt: skip
_OFFICERS = (
    _c("code", "Mã cán bộ", "Officer code", "hoa.nt", "ma can bo cong chuc", "ma cbcc", "ma cong chuc", "ma nhan vien", "ten dang nhap", "tai khoan", "user name", "username", "login", needed=True),
    _c("name", "Họ và tên", "Full name", "Nguyễn Thị Hoa", "ho ten", "ten can bo", "ho va ten can bo", "ho ten can bo", "name", needed=True),
    _c("agency", "Mã cơ quan", "Agency", "000.10.15.H15", "ma dinh danh", "ma don vi", "ma dinh danh co quan", "co quan", "don vi", "co quan cong tac", "don vi cong tac", "agency code", needed=True),
    _c("role", "Vai trò", "Role", "Tiếp nhận", "nhiem vu", "quyen", "nhom quyen", "roles", needed=True),
    _c("basis", "Quyết định giao nhiệm vụ", "Basis", "QĐ 12/QĐ-STP", "quyet dinh", "can cu", "so quyet dinh", "legal basis", "decision", needed=True),
    _c("title", "Chức vụ", "Position", "Chuyên viên", "chuc danh", "title"),
    _c("desk", "Quầy", "Desk", "Quầy 3", "quay so", "counter"),
    _c("phone", "Điện thoại", "Phone", "0905123456", "so dien thoai", "sdt", "di dong", "telephone", "phone number"),
    _c("email", "Thư điện tử", "E-mail", "hoa@example.gov.vn", "email", "e mail address"),
    _c("starts_on", "Từ ngày", "From", "01/07/2025", "ngay bat dau", "holds from"),
    _c("ends_on", "Đến ngày", "Until", "31/12/2026", "ngay ket thuc", "holds until"),
)  # fmt: skip
_DOSSIERS = (
    _c("number", "Mã hồ sơ", "Number", "H15.15-250918-0042", "so ho so", "ma so ho so", "so bien nhan", "so phieu", "ma ho so cu", "request number", "old number", "former number", needed=True),
    _c("procedure", "Mã thủ tục", "Procedure code", "1.001193", "ma tthc", "ma thu tuc hanh chinh", "ten thu tuc hanh chinh", "ten tthc", "ten thu tuc", "thu tuc", "thu tuc hanh chinh", "procedure", needed=True),
    _c("agency", "Mã cơ quan", "Agency", "000.10.15.H15", "ma dinh danh", "ma don vi", "co quan", "co quan tiep nhan", "don vi tiep nhan", "co quan chu tri giai quyet", "co quan chu tri", "co quan giai quyet", "agency code", needed=True),
    _c("received", "Ngày tiếp nhận", "Received on", "18/03/2026", "ngay nhan", "ngay nhan ho so", "ngay tiep nhan ho so", "thoi diem tiep nhan", "nhan ho so", "received"),
    _c("applicant", "Họ tên người nộp", "Applicant", "Trần Văn Nam", "nguoi nop", "ten nguoi nop", "ho ten", "ho va ten", "chu ho so", "ten chu ho so", "ten ca nhan to chuc", "ho ten nguoi nop ho so", "ten to chuc ca nhan", "nguoi nop ho so", "applicant name", needed=True),
    _c("case", "Trường hợp", "Case", "chung", "truong hop giai quyet"),
    _c("channel", "Hình thức nộp", "Way in", "Trực tiếp", "kenh", "kenh tiep nhan", "hinh thuc tiep nhan", "hinh thuc nop ho so", "cach thuc nop", "channel"),
    _c("submitted", "Ngày nộp", "Handed in on", "18/03/2026", "ngay nop ho so", "submitted", "submitted on"),
    _c("promised", "Ngày hẹn trả", "Promised for", "25/03/2026 17:00", "ngay hen tra ket qua", "hen tra ket qua", "han tra", "han xu ly", "han giai quyet", "ngay hen", "due", "promised"),
    _c("extended", "Gia hạn đến ngày", "Extended to", "28/03/2026", "gia han den", "ngay hen lai", "han moi", "extended"),
    _c("asked", "Ngày yêu cầu bổ sung", "Stopped on", "20/03/2026", "ngay tam dung", "tam dung tu ngay", "ngay thong bao bo sung", "asked on", "paused from"),
    _c("answered", "Ngày bổ sung xong", "Went on on", "23/03/2026", "ngay bo sung", "ngay nop bo sung", "tam dung den ngay", "ngay tiep tuc", "answered on", "paused until"),
    _c("answer_by", "Hạn bổ sung", "Answer by", "20/04/2026", "han nop bo sung", "answer until"),
    _c("reason", "Lý do", "Reason", "Thiếu bản sao giấy khai sinh", "noi dung bo sung", "ly do tam dung", "noi dung yeu cau bo sung"),
    _c("amount", "Số tiền phải nộp", "Amount owed", "250000", "so tien", "nghia vu tai chinh", "amount"),
    _c("done", "Ngày có kết quả", "Done on", "24/03/2026", "ngay hoan thanh", "ngay xu ly xong", "ngay nhan ket qua tu co quan giai quyet", "nhan ket qua", "done"),
    _c("returned", "Ngày trả kết quả", "Returned on", "25/03/2026", "ngay tra", "ngay tra ket qua thuc te", "tra ket qua", "returned"),
    _c("ended", "Ngày kết thúc", "Ended on", "25/03/2026", "ngay dung", "ngay rut ho so", "ended"),
    _c("outcome", "Kết quả", "Outcome", "Đồng ý", "ket qua giai quyet", "result"),
    _c("step", "Bước", "Step", "tham-dinh", "buoc xu ly", "buoc hien tai", "cong doan"),
    _c("holder", "Mã cán bộ thụ lý", "Officer in charge", "hoa.nt", "can bo thu ly", "can bo xu ly", "nguoi xu ly", "ma can bo", "officer", "officer code"),
    _c("identity", "Số định danh", "Identity number", "000203000123", "so cccd", "cccd", "so cmnd cccd", "so can cuoc", "so can cuoc cong dan", "so giay to", "so dinh danh ca nhan", "identity card"),
    _c("phone", "Điện thoại", "Phone", "0905123456", "so dien thoai", "sdt", "dien thoai nguoi nop", "telephone", "phone number"),
    _c("email", "Thư điện tử", "E-mail", "nam@example.com", "email", "e mail address"),
    _c("address", "Địa chỉ", "Address", "12 Lê Lợi", "dia chi nguoi nop", "noi o"),
    _c("organisation", "Tên tổ chức", "Organisation", "Công ty TNHH Cà phê Xanh", "ten doanh nghiep", "doanh nghiep", "to chuc", "ten cong ty", "company"),
    _c("tax_code", "Mã số thuế", "Tax code", "6000123456", "mst", "ma so doanh nghiep", "ma so thue doanh nghiep"),
)  # fmt: skip
_STATE = _c("state", "Trạng thái", "State", "Đang xử lý", "tinh trang", "trang thai ho so", "tinh trang ho so", "tinh trang xu ly", "status", needed=True)  # fmt: skip
_HISTORY = (
    _c("number", "Mã hồ sơ", "Number", "H15.15-250918-0042", "so ho so", "ma so ho so", "so bien nhan", "so phieu", "ma ho so cu", "request number", "old number", "former number", needed=True),
    _c("at", "Thời điểm", "When", "20/03/2026 09:15", "ngay", "ngay gio", "thoi gian", "ngay thuc hien", "thoi gian thuc hien", "ngay xu ly", "thoi gian xu ly", "ngay thang", "date", "time", needed=True),
    _c("what", "Việc đã làm", "What happened", "Yêu cầu bổ sung", "noi dung", "su kien", "hanh dong", "thao tac", "cong viec", "viec", "noi dung xu ly", "noi dung cong viec", "event", "action", needed=True),
    _c("who", "Người hoặc đơn vị thực hiện", "By whom", "Phòng Hộ tịch", "nguoi thuc hien", "don vi thuc hien", "don vi", "can bo", "can bo xu ly", "nguoi xu ly", "don vi xu ly", "bo phan", "who", "unit", "officer", "by"),
    _c("note", "Ghi chú", "Note", "Thiếu bản sao giấy khai sinh", "y kien", "y kien xu ly", "noi dung chi tiet", "dien giai", "ly do", "notes", "remark"),
    _c("agency", "Mã cơ quan", "Agency", "000.10.15.H15", "ma dinh danh", "ma don vi", "co quan", "co quan tiep nhan", "agency code"),
)  # fmt: skip
_PAPERS = (
    _HISTORY[0],
    _c("file", "Tệp", "File", "H15.15-250918-0042/giay-khai-sinh.pdf", "ten tep", "ten file", "duong dan", "duong dan tep", "duong dan file", "tep tin", "ten tep tin", "tep dinh kem", "file dinh kem", "file name", "filename", "path", "file path", needed=True),
    _c("paper", "Tên giấy tờ", "Paper", "Giấy chứng sinh", "giay to", "loai giay to", "ten thanh phan ho so", "thanh phan ho so", "ma giay to", "ma thanh phan", "loai tai lieu", "ten tai lieu", "paper type", "document", "document type", "paper code", needed=True),
    _c("issued", "Ngày cấp", "Issued on", "12/01/2026", "ngay ban hanh", "ngay ky", "issued", "date of issue"),
    _HISTORY[5],
)  # fmt: skip
COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.AGENCIES: _AGENCIES,
    Kind.OFFICERS: _OFFICERS,
    Kind.DOSSIERS: (*_DOSSIERS[:3], _STATE, *_DOSSIERS[3:]),
    # A register has dates instead: form 07.
    Kind.REGISTER: (
        *_DOSSIERS,
        Column(_STATE.name, _STATE.vi, _STATE.en, "Đã trả kết quả", _STATE.words),
    ),
    Kind.HISTORY: _HISTORY,
    Kind.PAPERS: _PAPERS,
}


@dataclass(frozen=True)
class Recognised:
    """Of which kind the table is, in which row its headings stand, which column is what, and headings nobody knows."""

    kind: Kind
    heading: int  # index of the row
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...] = ()  # what must be there and is not
    twice: tuple[str, tuple[int, ...]] | None = (
        None  # a heading that stands over several columns, and over which
    )


def recognised(rows: Sequence[Sequence[str]], *, kind: Kind | None = None) -> Recognised | None:
    """The row and the kind of which most columns are known, those first of which none is missing."""
    best: Recognised | None = None
    for index, row in enumerate(rows[:HEADING_ROWS_MAX]):
        plain = [_plain(heading) for heading in row]
        for one in Kind if kind is None else (kind,):
            found = _read(one, index, row, plain)
            if found is not None and (best is None or _weight(found) > _weight(best)):
                best = found
    return best


def _weight(found: Recognised) -> tuple[bool, int]:
    return not found.missing, len(found.columns)


def _read(kind: Kind, index: int, row: Sequence[str], plain: Sequence[str]) -> Recognised | None:
    columns: dict[str, int] = {}
    twice = None
    for column in COLUMNS[kind]:
        places = [place for place, heading in enumerate(plain) if heading and column.is_called(heading)]
        free = [place for place in places if place not in columns.values()]
        if free:
            columns[column.name] = free[0]
            same = tuple(place for place in free if plain[place] == plain[free[0]])
            if len(same) > 1 and twice is None:
                twice = " ".join(row[free[0]].split())[:60], same
    if len(columns) < 2:
        return None
    unknown = tuple(
        " ".join(row[place].split())[:60]
        for place, heading in enumerate(plain)
        if heading and place not in columns.values() and heading not in _NUMBERS
    )
    missing = tuple(column.name for column in COLUMNS[kind] if column.needed and column.name not in columns)
    return Recognised(kind, index, columns, unknown, missing, twice)


_NUMBERS = ("stt", "tt", "so tt", "no", "so thu tu")


def _plain(heading: str) -> str:
    """A heading without marks, brackets and signs: “Mã hồ sơ (*)” → “ma ho so”."""
    words = re.sub(r"\([^()]*\)", " ", fold(heading))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", words).split())


_TOTAL = re.compile(r"(tong|tong cong|tong so|cong|total|sum)( so)?( ho so)?( \d+)?( ho so)?")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?|\([a-z]\)")


def says_nothing(texts: Sequence[str], *, key: str) -> bool:
    """Empty rows, rows of column numbers, titles of groups, and rows of totals: nothing to bring in, nothing wrong.

    `key` is the cell by which a row is known; a row that has one is never left out as a total.
    """
    said = [text for text in texts if text.strip()]
    if not said:
        return True
    if len(said) > 2 and all(_COLUMN_NUMBER.fullmatch(text.strip()) for text in said):
        return True
    if len({text.strip() for text in said}) == 1 and (not key.strip() or len(said) > 2):
        return True  # one title across the sheet, in one cell or in each of the merged ones
    return any(_TOTAL.fullmatch(_plain(text)) for text in said[:2]) and (
        not key.strip() or bool(_TOTAL.fullmatch(_plain(key)))
    )
