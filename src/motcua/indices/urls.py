"""Addresses of the indices: what was published, by year and by province. What we compute ourselves has its own pages,
among them what people say of settled requests: it stands beside the surveys, so it is read here."""

from django.urls import path, register_converter

from motcua.indices.pages import files, importing, now, provinces, published, results
from motcua.indices.pages.announced import announcing
from motcua.indices.pages.announced import feed as releases
from motcua.indices.pages.announced import files as sheet_files
from motcua.indices.pages.announced import robustness as sheet_robustness
from motcua.indices.pages.announced import sheet as sheets
from motcua.indices.pages.announced import unit as sheet_units
from motcua.indices.pages.rounds import (
    allocating,
    component,
    efforts,
    evidence,
    figures,
    freezing,
    listing,
    rise_plan,
    rising,
    robustness,
    unit,
    whatif,
)


class Year:
    """Four digits: a year that a calendar knows and a database holds."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Year, "year_of_index")

app_name = "indices"
urlpatterns = [
    path("chi-so/", published.home, name="home"),
    path("chi-so/tinh/<slug:slug>/", provinces.province, name="province"),
    path("chi-so/tinh/<slug:slug>/phan-tich/", provinces.gap, name="gap"),
    path("chi-so/tinh/<slug:slug>/tai-ve/<str:name>", files.province_file, name="province-file"),
    path("chi-so/bo/<slug:slug>/", provinces.ministry, name="ministry"),
    path("chi-so/bo/<slug:slug>/tai-ve/<str:name>", files.ministry_file, name="ministry-file"),
    path("chi-so/nhap/", importing.table, name="import"),
    path("chi-so/so-sanh/", provinces.compare, name="compare"),
    path("chi-so/khao-sat/", results.listed, name="results"),
    path("chi-so/khao-sat/<int:sheet_id>/", results.sheet, name="result"),
    path("chi-so/khao-sat/<int:sheet_id>/so-sanh/", results.compare, name="result-compare"),
    path("chi-so/khao-sat/<int:sheet_id>/tinh/<slug:slug>/", results.province, name="result-province"),
    path("chi-so/khao-sat/<int:sheet_id>/tinh/<slug:slug>/phan-tich/", results.gap, name="result-gap"),
    path("chi-so/khao-sat/<int:sheet_id>/tai-ve/<str:name>", results.download, name="result-file"),
    path("chi-so/cong-bo.atom", releases.feed, name="feed"),
    path("chi-so/bang-diem/", sheets.listed, name="sheets"),
    path("chi-so/bang-diem/<int:sheet_id>/", sheets.sheet, name="sheet"),
    path("chi-so/bang-diem/<int:sheet_id>/cong-bo/", announcing.announce, name="announce"),
    path("chi-so/bang-diem/<int:sheet_id>/do-vung/", sheet_robustness.robustness, name="sheet-robustness"),
    path("chi-so/bang-diem/<int:sheet_id>/tai-ve/<str:name>", sheet_files.download, name="sheet-file"),
    path("chi-so/bang-diem/<int:sheet_id>/don-vi/<str:code>/", sheet_units.unit, name="sheet-unit"),
    path("chi-so/bang-diem/<int:sheet_id>/don-vi/<str:code>/phan-tich/", sheet_units.gap, name="sheet-gap"),
    path("chi-so/hien-nay/<slug:slug>/", now.province, name="now"),
    path("chi-so/hien-nay/<slug:slug>/tai-ve/<str:name>", now.file, name="now-file"),
    path("chi-so/cai-cach/", listing.home, name="rounds"),
    path("chi-so/cai-cach/bo-tieu-chi/", listing.frameworks_page, name="frameworks"),
    path("chi-so/cai-cach/moi/", listing.plan, name="round-plan"),
    path("chi-so/cai-cach/<int:round_id>/", listing.progress, name="round"),
    path("chi-so/cai-cach/<int:round_id>/mo/", listing.open_it, name="round-open"),
    path("chi-so/cai-cach/<int:round_id>/chot/", freezing.freeze, name="round-freeze"),
    path("chi-so/cai-cach/<int:round_id>/bang-diem.json", freezing.sheet, name="round-sheet"),
    path("chi-so/cai-cach/<int:round_id>/do-vung/", robustness.robustness, name="round-robustness"),
    path("chi-so/cai-cach/<int:round_id>/so-lieu/", figures.figures, name="round-figures"),
    path("chi-so/cai-cach/<int:round_id>/<int:unit_id>/", unit.unit, name="round-unit"),
    path("chi-so/cai-cach/<int:round_id>/<int:unit_id>/buoc/<slug:slug>/", unit.step, name="round-step"),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/phan-cong/", allocating.allocate, name="round-allocate"
    ),
    path("chi-so/cai-cach/<int:round_id>/<int:unit_id>/nop-nhieu/", evidence.many, name="round-many"),
    path("chi-so/cai-cach/<int:round_id>/<int:unit_id>/neu/", whatif.whatif, name="round-whatif"),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/neu/tra-loi/", whatif.answer, name="round-whatif-answer"
    ),
    path("chi-so/cai-cach/<int:round_id>/<int:unit_id>/ke-hoach/", rising.rise, name="round-rise"),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/ke-hoach/cong-suc/",
        efforts.efforts,
        name="round-efforts",
    ),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/ke-hoach/<int:plan_id>/",
        rise_plan.kept,
        name="round-rise-plan",
    ),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/ke-hoach/<int:plan_id>/tai-ve/<str:name>",
        rise_plan.file,
        name="round-rise-file",
    ),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/tep/<int:evidence_id>/",
        evidence.file,
        name="round-file",
    ),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/<str:code>/tai-lieu/",
        evidence.files,
        name="round-evidence",
    ),
    path(
        "chi-so/cai-cach/<int:round_id>/<int:unit_id>/<str:code>/",
        component.component,
        name="round-component",
    ),
    path("danh-gia/", now.ratings, name="ratings"),
    path("chi-so/<slug:index>/<year_of_index:year>/", published.year, name="year"),
    path("chi-so/<slug:index>/<year_of_index:year>/bo/", published.ministries, name="ministries"),
    path("chi-so/<slug:index>/<year_of_index:year>/tai-ve/<str:name>", files.year_file, name="year-file"),
    path(
        "chi-so/<slug:index>/<year_of_index:year>/bo/tai-ve/<str:name>",
        files.ministries_file,
        name="ministries-file",
    ),
]
