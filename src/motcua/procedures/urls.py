"""Addresses of what is offered, and of the operator's page of versions."""

from django.urls import path, register_converter

from motcua.procedures.pages import browse, copies, manage, places, previews, tables
from motcua.procedures.parsing import PROCEDURE_CODE


class ProcedureCode:
    """1.001612, or with the agency of a local variant: 3.000181.000.00.00.H22"""

    regex = PROCEDURE_CODE.replace("(", "(?:")

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProcedureCode, "procedure_code")

app_name = "procedures"
urlpatterns = [
    path("thu-tuc/", browse.listing, name="list"),
    path("thu-tuc/viec/<slug:slug>/", browse.life_event, name="life-event"),
    path("thu-tuc/<procedure_code:code>/", browse.detail, name="detail"),
    path("thu-tuc/<procedure_code:code>/to-khai/", browse.paper, name="paper"),
    path("thu-tuc/<procedure_code:code>/noi/", places.places, name="places"),
    path("quan-tri/thu-tuc/", manage.versions, name="admin"),
    path("quan-tri/thu-tuc/nap/", manage.load, name="load"),
    path("quan-tri/thu-tuc/bang/", tables.table, name="table"),
    path("quan-tri/thu-tuc/<int:id>/", manage.version, name="version"),
    path("quan-tri/thu-tuc/<int:id>/ban-hanh/", manage.publish, name="publish"),
    path("quan-tri/thu-tuc/<int:id>/dong/", manage.close, name="close"),
    path("quan-tri/thu-tuc/<int:id>/tep/", manage.export, name="export"),
    path("quan-tri/thu-tuc/<int:id>/lay-lai/", manage.take_back, name="take-back"),
    path("quan-tri/thu-tuc/<int:id>/so-sanh/<int:other>/", copies.compare, name="compare"),
    path("quan-tri/thu-tuc/<int:id>/soan/", copies.begin, name="begin-copy"),
    path("quan-tri/thu-tuc/soan/<int:id>/", copies.copy, name="copy"),
    path("quan-tri/thu-tuc/soan/<int:id>/sap-xep/", copies.arrange, name="arrange-copy"),
    path("quan-tri/thu-tuc/soan/<int:id>/bo/", copies.discard, name="discard-copy"),
    path("quan-tri/thu-tuc/soan/<int:id>/ban-hanh/", copies.publish, name="publish-copy"),
    path("quan-tri/thu-tuc/soan/<int:id>/xem-thu/", previews.page, name="preview"),
    path(
        "quan-tri/thu-tuc/soan/<int:id>/xem-thu/<slug:case>/<slug:page>/", previews.form, name="preview-form"
    ),
    path("quan-tri/thu-tuc/soan/<int:id>/phan/<slug:slug>/", copies.part, name="copy-part"),
]
