"""Addresses of surveys. An invitation's code stands in none of them: it is sent, or stands behind the “#”."""

from django.urls import path

from .pages import (
    answering,
    assigning,
    dossier_drawing,
    drawing,
    field,
    importing,
    lists,
    paper,
    people,
    questionnaires,
    response,
    rounds,
)

app_name = "surveys"
urlpatterns = [
    path("khao-sat/tra-loi/", answering.begin, name="begin"),
    path("khao-sat/tra-loi/gui/", answering.send, name="send"),
    path("khao-sat/cam-on/", answering.thanks, name="thanks"),
    path("khao-sat/may-tinh-bang/<int:id>/", answering.tablet, name="tablet"),
    path("khao-sat/giu-trang.js", answering.worker, name="worker"),
    path("khao-sat/di-hoi/", field.listing, name="field"),
    path("khao-sat/di-hoi/<int:id>/", field.places, name="places"),
    path("khao-sat/di-hoi/<int:id>/noi/", field.own, name="own-places"),
    path("khao-sat/noi/<int:id>/", field.place, name="place"),
    path("khao-sat/noi/<int:id>/nguoi/", people.people, name="people"),
    path("khao-sat/dot/", rounds.listing, name="rounds"),
    path("khao-sat/dot/moi/", rounds.new, name="plan"),
    path("khao-sat/dot/<int:id>/", rounds.sheet, name="round"),
    path("khao-sat/dot/<int:id>/rut-mau/", drawing.draw, name="draw"),
    path("khao-sat/dot/<int:id>/rut-mau-ho-so/", dossier_drawing.draw_people, name="draw-people"),
    path("khao-sat/dot/<int:id>/thu-moi/", drawing.invitations, name="invitations"),
    path("khao-sat/dot/<int:id>/danh-sach/", lists.lists, name="lists"),
    path("khao-sat/dot/<int:id>/phan-cong/", assigning.assign, name="assign"),
    path("khao-sat/dot/<int:id>/tra-loi/", response.report, name="response"),
    path("khao-sat/dot/<int:id>/tra-loi/<str:name>", response.file, name="response-file"),
    path("khao-sat/dot/<int:id>/mo/", rounds.open_it, name="open"),
    path("khao-sat/dot/<int:id>/dong/", rounds.close_it, name="close"),
    path("khao-sat/dot/<int:id>/nap/", importing.bring_in, name="import"),
    path("khao-sat/dot/<int:id>/giay/", paper.listing, name="paper"),
    path("khao-sat/dot/<int:id>/giay/<int:place>/", paper.stack, name="paper-stack"),
    path("khao-sat/dot/<int:id>/giay/<int:place>/<int:sheet>/", paper.type_in, name="paper-type"),
    path("khao-sat/dot/<int:id>/giay/<int:place>/<int:sheet>/so-sanh/", paper.compare, name="paper-compare"),
    path("khao-sat/bo-cau-hoi/", questionnaires.questionnaires, name="questionnaires"),
    path("khao-sat/bo-cau-hoi/<int:id>/", questionnaires.questionnaire, name="questionnaire"),
    path("khao-sat/bo-cau-hoi/<int:id>/xlsform/", questionnaires.as_xlsform, name="xlsform"),
    path("khao-sat/bo-cau-hoi/<int:id>/to-khai/", paper.blank, name="paper-form"),
]
