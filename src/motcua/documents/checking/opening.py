"""What stands in a file, as the limited process tells it; and what this office trusts."""

import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.documents.checking.limits import AT_ONCE_MAX, MEMORY_BYTES_MAX, SECONDS_MAX
from motcua.documents.reading import runner
from motcua.documents.signing import trusted
from motcua.foundation.refusal import Refusal, gettext_noop

LIMITS = runner.Limits(
    wall_seconds=SECONDS_MAX, cpu_seconds=SECONDS_MAX, memory_bytes=MEMORY_BYTES_MAX, nice=0
)
_places = threading.BoundedSemaphore(AT_ONCE_MAX)


class TooManyAtOnce(Refusal):
    code = "documents.check-busy"
    status = 429
    sentence = gettext_noop("Many files are being checked just now.")
    next_step = gettext_noop(
        "Try again in a minute, or paste the text of the code: that is answered at once."
    )


class NoRoom(Refusal):
    code = "documents.check-no-room"
    sentence = gettext_noop("The file could not be looked at: there is no room for it here just now.")
    next_step = gettext_noop(
        "Try again later, or paste the text of the code: that is answered at once. Nothing was kept."
    )


@dataclass(frozen=True)
class Signature:
    """One signature in a PDF. `problem` is a word when it is not trusted: revoked, expired, not-yet-valid, unknown."""

    field: str
    signer: str
    organisation: str
    said_at: datetime | None
    stamped_at: datetime | None
    whole: bool
    untouched: bool
    trusted: bool
    problem: str

    @property
    def well(self) -> bool:
        return self.whole and self.untouched and self.trusted


@dataclass(frozen=True)
class Opened:
    """Empty when the file holds nothing of the kind, cannot be read, or asks for more than its limits."""

    codes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    active: tuple[str, ...] = ()


def opened(data: bytes, *, at: datetime, codes: bool) -> Opened:
    if not _places.acquire(timeout=SECONDS_MAX / 4):
        raise TooManyAtOnce
    try:
        with tempfile.NamedTemporaryFile(prefix="motcua-check-") as file:
            file.write(data)
            file.flush()
            found = runner.ask(
                "check",
                limits=LIMITS,
                path=file.name,
                codes=codes,
                at=at.isoformat(),
                roots=[str(path) for path in trusted.root_files()],
                lists=[str(path) for path in trusted.list_files()],
            )
    except runner.NoAnswer:
        return Opened()
    except OSError as problem:
        raise NoRoom from problem
    finally:
        _places.release()
    return Opened(
        codes=tuple(found["codes"]),
        signatures=tuple(_signature(one) for one in found["signatures"]),
        active=tuple(found["active"]),
    )


def _signature(found: Mapping[str, object]) -> Signature:
    moments = {
        name: datetime.fromisoformat(str(found[name])) if found[name] else None
        for name in ("said_at", "stamped_at")
    }
    return Signature(**{**found, **moments})  # type: ignore[arg-type]
