"""What a page needs so that the browser can keep what is typed while the line is down (decision 0028)."""

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from motcua.foundation import secret_text

DAYS = 7  # how long a copy lies on a device that nobody came back to


@dataclass(frozen=True)
class Device:
    """Whose copies they are, as a word that tells nobody who it is; and the key that opens them, kept on no device."""

    owner: str
    key: str = field(repr=False)
    days: int = DAYS
    is_draft: bool = False  # of one draft without an account; nobody's other copies are touched by it


def device(request: HttpRequest) -> Device | None:
    """For the account that asks, a helper's own account included; each has a key of its own."""
    account = request.reach.account_id
    if account is None:
        return None
    return Device(owner=_word(f"device-owner:{account}")[:24], key=_word(f"device-key:{account}"))


def of_draft(draft_id: UUID) -> Device:
    """For a draft without an account: whoever has it open by its short code opens its copies, and no other's."""
    owner, key = (_word(f"device-{what}:draft:{draft_id}") for what in ("owner", "key"))
    return Device(owner=owner[:24], key=key, is_draft=True)


def _word(about: str) -> str:
    return secret_text.fingerprint(about, use="device", folder=settings.KEYS_DIR)
