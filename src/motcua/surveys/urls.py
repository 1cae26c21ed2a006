"""Addresses of surveys. An invitation's code stands in none of them: it is sent, or stands behind the “#”."""

from django.urls import path

from .pages import answering

app_name = "surveys"
urlpatterns = [
    path("khao-sat/tra-loi/", answering.begin, name="begin"),
    path("khao-sat/tra-loi/gui/", answering.send, name="send"),
    path("khao-sat/cam-on/", answering.thanks, name="thanks"),
]
