"""Draws the result of a dossier as the file somebody will sign: outside every transaction, before anybody is asked.

What a paper of the state says is Vietnamese whatever the reader's language, so its few fixed words are data here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from motcua.documents import actions as documents
from motcua.documents import typesetting
from motcua.dossiers.models import Dossier, ResultDraft
from motcua.dossiers.queries.electronic import body_of
from motcua.dossiers.queries.follow import answers_given
from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.procedures import queries as procedures

SIMULATED = "DỮ LIỆU MÔ PHỎNG"
TRIAL = "BẢN THỬ NGHIỆM – CHỮ KÝ KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
DENIED = "Thông báo không chấp thuận"
ROWS_MAX = 40
TEMPLATE = "dossiers/result"


@dataclass(frozen=True)
class Signer:
    officer_id: int
    name: str
    title: str


def drawn(draft: ResultDraft, dossier: Dossier, *, signer: Signer, by: str, at: datetime) -> tuple[int, str]:
    """The draft's file and its SHA-256, drawn now unless it lies there for this signer already."""
    if draft.file_id is not None and draft.drawn_for_id == signer.officer_id:
        return draft.file_id, draft.sha256
    # pyHanko is imported where papers are made, not where pages start.
    from motcua.documents.signing import pades

    day = draft.proposed_at.astimezone(TZ).date()
    paper = pades.prepare(typesetting.render(_template(dossier), _values(draft, dossier, signer), on=day))
    name = f"ket-qua-{dossier.number}.pdf"
    file = documents.store_own(paper=paper, name=name, by=by, at=at)
    return file.id, file.sha256


def _template(dossier: Dossier) -> str:
    """A procedure may have a template of its own: `dossiers/result-<code>`, ours or the office's."""
    own = f"{TEMPLATE}-{procedures.definition(dossier.version_id).code}"
    return own if typesetting.exists(own) else TEMPLATE


def _values(draft: ResultDraft, dossier: Dossier, signer: Signer) -> dict[str, object]:
    definition = procedures.definition(dossier.version_id)
    office = people.agency(dossier.step_agency_id)
    received = dossier.received_at.astimezone(TZ) if dossier.received_at else None
    denied = dossier.outcome == "deny"
    name = definition.result.name.vi
    rows = [
        {"label": row.label, "value": row.shown, "strong": False, "note": ""}
        for row in answers_given(dossier, language="vi")
        if row.shown
    ]
    parts = office.path.strip("/").split("/")
    above = people.tops(["/" + "/".join(parts[:-1]) + "/"]) if len(parts) > 1 else []
    about = [f"Cấp cho: {dossier.applicant_name}"]
    if dossier.organisation_id:
        about.append(dossier.organisation.name if dossier.organisation else "")
    return {
        "title": DENIED if denied else name,
        "lang": "vi",
        "marks": [SIMULATED, TRIAL] if settings.DEMO else [SIMULATED] if dossier.simulated else [],
        "parent": above[0].name if above else "",
        "agency": office.name,
        "about": f"Về việc: {dossier.procedure_name}" if denied else " – ".join(about),
        "basis": [
            f"Căn cứ hồ sơ số {dossier.number}"
            + (f" tiếp nhận ngày {received:%d/%m/%Y}" if received else "")
            + f" về việc {dossier.procedure_name};"
        ],
        "body": [line for line in body_of(draft, dossier).splitlines() if line.strip()],
        "rows": [] if denied else rows[:ROWS_MAX],
        "closing": [],
        "recipients_label": "Nơi nhận:",
        "recipients": [dossier.applicant_name, "Bộ phận Một cửa", "Lưu: VT, HS"],
        "signer": {"title": signer.title or "Lãnh đạo", "name": signer.name},
    }
