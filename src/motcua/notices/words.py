"""What channels, errors and messages are called."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from motcua.foundation.refusal import gettext_noop
from motcua.notices.rules import Channel, Error

CHANNEL_NAMES = {
    Channel.EMAIL: gettext_noop("e-mail"),
    Channel.SMS: gettext_noop("text message"),
    Channel.CHAT: gettext_noop("chat"),
}
WHY = {
    Error.NO_ADDRESS: gettext_noop("The person gave no address by which this node can reach them."),
    Error.BAD_ADDRESS: gettext_noop("The e-mail address cannot be right."),
    Error.TEMPLATE_MISSING: gettext_noop("The text of this notice is missing on this node."),
    Error.TEMPLATE_BROKEN: gettext_noop("The text of this notice has a mistake."),
    Error.REFUSED: gettext_noop("The mail server says there is no such address."),
    Error.UNSENDABLE: gettext_noop("The message could not be put together."),
    Error.UNREACHABLE: gettext_noop("The mail server could not be reached."),
    Error.LATER: gettext_noop("The mail server kept saying “later”."),
    Error.NOT_TAKEN: gettext_noop("The gateway did not take the message."),
    Error.WORKER_DIED: gettext_noop("The worker stopped each time while sending."),
    Error.ERASED: gettext_noop("Nobody sent it again within 30 days, so its text was erased."),
}


def called(template: str) -> str:
    """The name of a message, which the room that speaks keeps beside its texts (`notice_names.NAMES`)."""
    room, _, name = template.partition("/")
    return str(_names(room).get(name, template))


@cache
def _names(room: str) -> Mapping[str, object]:
    if not apps.is_installed(f"motcua.{room}") or find_spec(f"motcua.{room}.notice_names") is None:
        return {}
    names: Mapping[str, object] = import_module(f"motcua.{room}.notice_names").NAMES
    return names
