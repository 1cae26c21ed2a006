"""The service bus of the national portal's first format, as its senders know it: sign in, then calls by name.

At the nation only, and only when the operator named senders (MOTCUA_PORTAL_SENDERS). Answers are always 200 with an
error code, as on the bus.
"""

import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from motcua.design.methods import takes
from motcua.exchange import actions, queries
from motcua.exchange.rules import NATIONAL, portal
from motcua.exchange.rules.portal import Item, Service
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people import actions as people
from motcua.people.access import everyone

SESSION_SECONDS = 3600
TRIES_MAX = 20
TRIES_WINDOW = timedelta(minutes=10)
SALT = "motcua.exchange.portal"
NO_SESSION = "Phiên làm việc không hợp lệ hoặc đã hết hạn"
TOO_MANY_TRIES = "Quá nhiều lần đăng nhập sai; hãy thử lại sau"
WRONG_NAME = "Sai tên đăng nhập hoặc mật khẩu"
NOT_JSON = "Nội dung gửi không phải là một đối tượng JSON hợp lệ"


def _failed(message: str) -> HttpResponse:
    return JsonResponse(portal.answer(code=portal.FAILED, message=message))


def _senders() -> Item:
    """Who may send; nobody when the file is not there."""
    if settings.NODE != NATIONAL or not settings.PORTAL_SENDERS:
        raise NotFound
    try:
        found = json.loads(Path(settings.PORTAL_SENDERS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _asked(request: HttpRequest) -> Item | None:
    body = request.read(portal.BODY_BYTES_MAX + 1)
    try:
        found = json.loads(body) if len(body) <= portal.BODY_BYTES_MAX else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


@everyone
@takes("POST")
@csrf_exempt
def auth(request: HttpRequest) -> HttpResponse:
    """A session for whoever knows the password."""
    senders, asked = _senders(), _asked(request)
    if asked is None:
        return _failed(NOT_JSON)
    user, password = portal.text(asked, "username"), portal.text(asked, "password")
    try:
        people.spend_try(scope="portal-auth", key=request.address, at=request.at, limit=TRIES_MAX, window=TRIES_WINDOW)  # type: ignore[attr-defined]  # fmt: skip
    except Refusal:
        return _failed(TOO_MANY_TRIES)
    entry = senders.get(user)
    known = entry if isinstance(entry, dict) else {}
    # An unknown name costs as much time as a wrong password.
    if not check_password(password, portal.text(known, "password") or make_password(None)) or not known:
        return _failed(WRONG_NAME)
    return JsonResponse(portal.answer(session=signing.dumps(user, salt=SALT)))


@everyone
@takes("POST")
@csrf_exempt
def service(request: HttpRequest) -> HttpResponse:
    """One call: which one stands in its body."""
    senders, asked = _senders(), _asked(request)
    if asked is None:
        return _failed(NOT_JSON)
    try:
        user = signing.loads(portal.text(asked, "session"), salt=SALT, max_age=SESSION_SECONDS)
        entry = senders[user]
        node = portal.text(entry, "node") if isinstance(entry, dict) else ""
    except (signing.BadSignature, KeyError, TypeError):
        return _failed(NO_SESSION)
    if not queries.may_send(node=node):
        return _failed("Đơn vị gửi chưa được đăng ký hoặc đang bị tạm dừng")
    name = portal.text(asked, "service")
    if name == Service.FIND:
        found = queries.records(
            node_id=queries.may_send(node=node), numbers=[portal.text(asked, "mahoso").upper()]
        )
        rows = [{"MaHoSo": one.number, "TrangThaiHoSo": str(one.state)} for one in found]
        return JsonResponse(portal.answer(result=rows))
    if name not in (Service.SYNC, Service.PROGRESS):
        return _failed("Không có dịch vụ này")
    return _take(node, Service(name), asked, request)


def _take(node: str, name: Service, asked: Item, request: HttpRequest) -> HttpResponse:
    items = portal.items_of(asked)
    if not 0 < len(items) <= portal.ITEMS_MAX:
        return _failed(f"data: cần từ 1 đến {portal.ITEMS_MAX} hồ sơ")
    try:
        applied = actions.take_portal(node=node, service=name, items=items, at=request.at)  # type: ignore[attr-defined]
    except actions.NotTaken as refused:
        return _failed(refused.sentence)
    return JsonResponse(portal.answer(result={"applied": str(applied)}))
