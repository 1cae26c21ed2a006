"""How acts and views are written in addresses: Vietnamese words without marks."""

from motcua.dossiers.queries.desk import View
from motcua.dossiers.rules.states import Act

SLUGS: dict[Act, str] = {
    Act.TAKE_IN: "tiep-nhan",
    Act.REFUSE: "tu-choi",
    Act.ASK_SUPPLEMENT: "yeu-cau-bo-sung",
    Act.SUPPLEMENT: "nhan-bo-sung",
    Act.ASK_DUTY: "nghia-vu-tai-chinh",
    Act.CLEAR_DUTY: "da-nop-tien",
    Act.ASK_OPINION: "hoi-y-kien",
    Act.KEEP_ORIGINALS: "giu-ban-chinh",
    Act.RETURN_ORIGINALS: "tra-ban-chinh",
    Act.CHECK_APPLICANT: "doi-chieu",
    Act.ASSIGN: "giao-viec",
    Act.HAND_OVER: "chuyen-buoc",
    Act.NOTE: "ghi-chu",
    Act.PROPOSE: "trinh",
    Act.SEND_BACK: "tra-lai",
    Act.APPROVE: "phe-duyet",
    Act.SIGN: "ky-so",
    Act.STAMP: "dong-dau",
    Act.RECALL: "thu-hoi-ky-so",
    Act.MARK_DONE: "phat-hanh",
    Act.GIVE_BACK: "tra-ket-qua",
    Act.EXTEND: "gia-han",
    Act.STOP: "dung",
    Act.WITHDRAW: "rut",
}
ACTS = {slug: act for act, slug in SLUGS.items()}

VIEW_SLUGS: dict[View, str] = {
    View.MINE: "cua-toi",
    View.TODAY: "hom-nay",
    View.LATE: "tre",
    View.WAITING: "cho-nguoi-dan",
    View.UNCLAIMED: "chua-ai-nhan",
    View.DONE: "chua-den-lay",
    View.TO_ANSWER: "sap-het-gio-tra-loi",
    View.TO_FORWARD: "phai-chuyen",
    View.TO_TELL: "ngay-cuoi-bao-thieu",
    View.ALL: "tat-ca",
}
VIEWS = {slug: view for view, slug in VIEW_SLUGS.items()}
