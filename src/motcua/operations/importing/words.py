"""Words of other systems for states, ways in, levels, roles and outcomes, folded; and what columns are called. Pure."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from motcua.dossiers.rules import Channel, FormerEventKind, Outcome, State
from motcua.foundation.text import fold
from motcua.people.rules import Level, Role

T = TypeVar("T")

STATES: Mapping[State, tuple[str, ...]] = {
    State.NEW: ("1", "Mới đăng ký", "moi nop", "cho tiep nhan", "moi", "newly registered", "new"),
    State.RECEIVED: ("2", "Đã tiếp nhận", "duoc tiep nhan", "tiep nhan", "da nhan", "received"),
    State.NOT_RECEIVED: ("3", "Không được tiếp nhận", "khong tiep nhan", "tu choi tiep nhan", "tu choi", "not received", "refused"),
    State.IN_PROGRESS: ("4", "Đang xử lý", "dang giai quyet", "dang thu ly", "dang tham dinh", "cho phe duyet", "cho ky", "dang xem xet", "in progress"),
    State.SUPPLEMENT: ("5", "Yêu cầu bổ sung giấy tờ", "yeu cau bo sung", "cho bo sung", "bo sung ho so", "dang bo sung", "dung xu ly cho bo sung", "supplement asked", "supplement"),
    State.DUTY: ("6", "Yêu cầu thực hiện nghĩa vụ tài chính", "nghia vu tai chinh", "cho thuc hien nghia vu tai chinh", "cho nop phi", "cho thanh toan", "financial duty"),
    State.WITHDRAWN: ("7", "Công dân yêu cầu rút hồ sơ", "rut ho so", "da rut", "withdrawn"),
    State.STOPPED: ("8", "Dừng xử lý", "dung giai quyet", "da dung", "huy", "da huy", "stopped"),
    State.DONE: ("9", "Đã xử lý xong", "da co ket qua", "co ket qua", "cho tra ket qua", "da giai quyet", "hoan thanh", "done"),
    State.RETURNED: ("10", "Đã trả kết quả", "da tra", "tra ket qua", "ket thuc", "result returned", "returned"),
}  # fmt: skip
CHANNELS: Mapping[Channel, tuple[str, ...]] = {
    Channel.COUNTER: ("1", "Trực tiếp", "nop truc tiep", "tai quay", "mot cua", "counter", "at the counter"),
    Channel.ONLINE: ("2", "Trực tuyến", "nop truc tuyen", "qua mang", "dich vu cong truc tuyen", "online"),
    Channel.POST: ("3", "Bưu chính", "buu chinh cong ich", "dich vu buu chinh cong ich", "bcci", "post", "by public post"),
}  # fmt: skip
LEVELS: Mapping[Level, tuple[str, ...]] = {
    Level.MINISTRY: ("Bộ", "bo nganh", "bo co quan ngang bo", "ministry"),
    Level.PROVINCE: ("Tỉnh", "thanh pho", "ubnd tinh", "cap tinh", "province"),
    Level.DEPARTMENT: ("Sở", "so ban nganh", "so nganh", "department"),
    Level.DISTRICT: ("Huyện", "quan huyen", "cap huyen", "ubnd huyen", "district"),
    Level.COMMUNE: ("Xã", "phuong", "xa phuong", "xa phuong thi tran", "xa phuong dac khu", "cap xa", "ubnd xa", "commune"),
    Level.BRANCH: ("Chi nhánh", "chi cuc", "trung tam", "don vi truc thuoc", "van phong dang ky dat dai", "branch"),
    Level.UNIT: ("Phòng", "phong ban", "phong chuyen mon", "don vi", "unit"),
}  # fmt: skip
ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.RECEPTION: ("Tiếp nhận", "can bo tiep nhan", "can bo mot cua", "mot cua", "reception"),
    Role.CASE_OFFICER: ("Thụ lý", "can bo thu ly", "chuyen vien", "xu ly", "can bo xu ly", "chuyen vien thu ly", "case officer"),
    Role.UNIT_HEAD: ("Trưởng phòng", "lanh dao phong", "pho truong phong", "phan cong", "unit head"),
    Role.LEADER: ("Lãnh đạo", "lanh dao ky", "lanh dao co quan", "phe duyet", "ky duyet", "leader"),
    Role.CLERK: ("Văn thư", "clerk"),
    Role.CASHIER: ("Thu phí", "ke toan", "thu ngan", "cashier"),
    Role.RETURN: ("Trả kết quả", "can bo tra ket qua", "return"),
    Role.WATCHER: ("Theo dõi", "giam sat", "watcher"),
    Role.AUDITOR: ("Kiểm tra", "thanh tra", "auditor"),
    Role.HOME_AFFAIRS: ("Nội vụ", "cai cach hanh chinh", "home affairs"),
    Role.ENUMERATOR: ("Điều tra", "dieu tra vien", "enumerator"),
}  # fmt: skip
# An operator is made by name, one by one: a line of a table gives nobody the keys.
OUTCOMES: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.GRANT: ("Đồng ý", "chap thuan", "cap", "duoc cap", "dat", "grant", "granted"),
    Outcome.DENY: ("Từ chối", "khong dong y", "khong chap thuan", "khong du dieu kien", "deny", "denied"),
}

EVENTS: Mapping[FormerEventKind, tuple[str, ...]] = {
    FormerEventKind.HANDED_IN: ("Nộp hồ sơ", "nop", "da nop", "nop truc tuyen", "cong dan nop ho so", "handed in", "submitted"),
    FormerEventKind.RECEIVED: ("Tiếp nhận", "tiep nhan ho so", "da tiep nhan", "nhan ho so", "received"),
    FormerEventKind.MOVED: ("Chuyển xử lý", "chuyen", "chuyen ho so", "chuyen phong chuyen mon", "chuyen buoc", "chuyen thu ly", "ban giao", "moved", "passed on", "handed over"),
    FormerEventKind.ASKED: ("Yêu cầu bổ sung", "yeu cau bo sung ho so", "yeu cau bo sung giay to", "supplement asked", "papers asked for"),
    FormerEventKind.BROUGHT: ("Bổ sung hồ sơ", "da bo sung", "bo sung", "nop bo sung", "tiep nhan bo sung", "supplement brought", "papers brought"),
    FormerEventKind.DUTY: ("Thông báo nghĩa vụ tài chính", "yeu cau nop phi", "thong bao nop phi", "thong bao nop thue", "yeu cau thuc hien nghia vu tai chinh", "duty told", "payment asked"),
    FormerEventKind.PAID: ("Đã nộp tiền", "nop phi", "da nop phi", "nop le phi", "da thanh toan", "thanh toan", "da thuc hien nghia vu tai chinh", "paid"),
    FormerEventKind.EXTENDED: ("Gia hạn", "xin loi va hen lai", "hen lai", "gia han tra ket qua", "extended"),
    FormerEventKind.EXAMINED: ("Thẩm định", "tham dinh ho so", "da tham dinh", "xu ly", "thu ly", "examined"),
    FormerEventKind.SIGNED: ("Ký duyệt", "phe duyet", "ky", "da ky", "signed", "approved"),
    FormerEventKind.DONE: ("Có kết quả", "da co ket qua", "xu ly xong", "hoan thanh", "done"),
}  # fmt: skip


def looked_up(text: str, words: Mapping[T, tuple[str, ...]]) -> T | None:
    """What a word means, marks, case and signs aside; nothing if it is not known."""
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())
    return next((one for one, known in words.items() if plain in _folded(known)), None)


@cache
def _folded(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, known))


def first_words(words: Mapping[T, tuple[str, ...]], *, place: int = 0) -> str:
    """A word for each, as a refusal names them."""
    return "; ".join(known[place] for known in words.values())
