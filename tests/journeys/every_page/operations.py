"""The operator's home, moving in from another system, and to whom both are closed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.urls import reverse

from motcua.operations.importing.columns import Kind
from motcua.operations.models import Import, ImportRow
from tests.journeys.every_page.dossiers import looked_up
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit
from tests.operations.importing.bringing import bring, of
from tests.operations.importing.tables import OFFICE, dossier, written

WITHOUT_PAGE = {
    "operations:healthz": "for machines",
    "operations:keys": "for machines",
    "operations:import-files": "POST only, leads back to the import",
    "operations:import-undo": "POST only, leads back to the import",
    "operations:import-report": "a file",
    "operations:import-template": "a file",
}
TABLE = f"""Danh sách cán bộ
Mã cán bộ,Họ và tên,Mã cơ quan,Vai trò,Quyết định giao nhiệm vụ,Nơi sinh
moi.1,Lê Thị Mới,{OFFICE},Văn thư,QĐ 1/QĐ-STP,Huế
moi.2,Lê Văn Lạ,000.99.99.H99,Trùm,,Huế
Tổng cộng,,,,2,
"""
NOTE = {"column": "agency", "sentence": "must not be empty.", "facts": {}, "wrong": True}


def visits(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    yield Visit("operator", "operations:home", "/quan-tri/", cast.operator)
    yield Visit("forbidden", "operations:home", "/quan-tri/", cast.hoa, 403)
    yield Visit("forbidden-officer", "operations:home", "/quan-tri/", cast.case, 403)
    for stage in ("checked", "running", "done", "taken-back", "unread", "lacks-files", "with-files"):
        path = reverse("operations:import", args=[_import(scene, stage).key])
        yield Visit(f"import-{stage}", "operations:import", path, cast.operator)
    yield Visit("imports", "operations:imports", "/quan-tri/nhap/", cast.operator)
    yield Visit("import-looked-at", "operations:import", "/quan-tri/nhap/", cast.operator, 200, _send)
    number = _moved_in()
    yield Visit("moved-in", "dossiers:dossier", reverse("dossiers:dossier", args=[number]), cast.case)
    yield Visit("tracked-moved-in", "dossiers:tracked", "/tra-cuu/", then=looked_up(OLD, "0905111222"))
    yield Visit("imports-no-file", "operations:imports", "/quan-tri/nhap/", cast.operator, 422, _send_nothing)


OLD = "H15-CU-001"
HEADS = ("Mã hồ sơ", "Thời điểm", "Việc đã làm", "Người hoặc đơn vị thực hiện", "Ghi chú")
LINES = (
    (OLD, "10/03/2026 08:15", "Tiếp nhận", "Bộ phận Một cửa", ""),
    (OLD, "11/03/2026", "Chuyển xử lý", "Phòng Hộ tịch", ""),
    (
        OLD,
        "12/03/2026 14:00",
        "Yêu cầu bổ sung",
        "Phòng Hộ tịch",
        "Thiếu bản sao giấy khai sinh của người vợ",
    ),
    (OLD, "12/03/2026 15:30", "Gọi điện cho người nộp", "Trần Thị Mai", "Không nghe máy, hẹn gọi lại"),
)


def _moved_in() -> str:
    """The number of a request that another system began, with what happened there."""
    with TemporaryDirectory() as folder:
        one = dossier(OLD, **{"Điện thoại": "0905111222", "Ngày hẹn trả": "30/12/2099"})
        bring(written(Path(folder) / "ho-so.csv", [one]))
        bring(written(Path(folder) / "lich-su.csv", [dict(zip(HEADS, line, strict=True)) for line in LINES]))
    return of(OLD).number


def _send(page) -> None:
    """A file with a good row, a wrong one, a title and a total: what each would do stands on the page."""
    page.set_input_files(
        "#f-file", files=[{"name": "can-bo.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}]
    )
    with page.expect_navigation():
        page.click("section[aria-labelledby=h-file] button")


def _send_nothing(page) -> None:
    with page.expect_navigation():
        page.evaluate("document.querySelector('section[aria-labelledby=h-file] form').submit()")


def _import(scene: Scene, stage: str) -> Import:
    """One at this stage, with a row of each fate that it may have then."""
    at = scene.world.at
    moments = {"asked_at": at, "checked_at": at}
    fates = ["ready"] * 3
    if stage != "checked":
        moments["confirmed_at"] = at
        fates = ["done", "done", "ready"] if stage == "running" else ["done", "done", "wrong", "same"]
    if stage in ("done", "taken-back"):
        moments["finished_at"] = at + timedelta(minutes=1)
    if stage == "taken-back":
        moments |= {"undo_at": at + timedelta(hours=1), "undone_at": at + timedelta(hours=1)}
        fates = ["taken-back", "kept"]
    why = None
    if stage == "unread":
        moments, fates = {"asked_at": at}, []
        why = [{"sentence": "The file is empty.", "facts": {}}]
    kind = Kind.DOSSIERS
    if stage in ("lacks-files", "with-files"):
        kind, moments = Kind.PAPERS, {"asked_at": at, "content": b"x", "confirmed_at": None}
        fates = ["ready", "ready", "past", "wrong"]
        if stage == "with-files":
            moments |= {"checked_at": at, "unnamed": ["H15-001/mot-to-khong-ai-goi.pdf"], "unnamed_count": 1}
        else:
            moments, fates = moments | {"lacks_files": True}, []
    made, is_new = Import.objects.get_or_create(
        digest=f"visit-{stage}",
        defaults={"kind": kind, "file_name": f"ho-so-{stage}.xlsx", "account": scene.world.cast.operator.account, "actor": "x", "why": why, **moments},
    )  # fmt: skip
    if is_new:
        ImportRow.objects.bulk_create(
            ImportRow(of=made, number=n + 2, place=n, label=f"H15.15-260310-00{n}", digest=f"{stage}{n}", fate=fate, made=f"dossier:{uuid4()}", notes=[NOTE] if fate == "wrong" else [])
            for n, fate in enumerate(fates)
        )  # fmt: skip
    return made
