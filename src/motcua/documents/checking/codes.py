"""The texts of the QR codes in a file, read by a limited process."""

import json
import os
import subprocess
import sys
import threading

from motcua.documents.checking.limits import AT_ONCE_MAX, SECONDS_MAX
from motcua.foundation.refusal import Refusal, gettext_noop

_places = threading.BoundedSemaphore(AT_ONCE_MAX)


class TooManyAtOnce(Refusal):
    code = "documents.check-busy"
    status = 503
    sentence = gettext_noop("Many files are being checked just now.")
    next_step = gettext_noop(
        "Try again in a minute, or paste the text of the code: that is answered at once."
    )


def in_file(data: bytes) -> tuple[str, ...]:
    """Empty when the file holds none, cannot be read, or asks for more than its limits."""
    if not _places.acquire(timeout=SECONDS_MAX / 4):
        raise TooManyAtOnce
    try:
        kept = {
            name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "SYSTEMROOT") if name in os.environ
        }
        done = subprocess.run(
            [sys.executable, "-I", "-m", "motcua.documents.checking.reader"],
            input=data,
            capture_output=True,
            timeout=SECONDS_MAX,
            env=kept,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ()
    finally:
        _places.release()
    if done.returncode:
        return ()
    return tuple(str(text) for text in json.loads(done.stdout)["codes"])
