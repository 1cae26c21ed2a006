"""The process that runs typst: reads one job after the other from its input, until it ends. No Django, no settings.

job:    4 bytes length, JSON {files, values, standard, moment}
answer: 1 byte (0 well, 1 the template is wrong), 4 bytes length, the PDF or what is wrong
"""

import json
import os
import struct
import sys
import tempfile
from typing import Any, BinaryIO

MEMORY_BYTES_MAX = 1536 * 1024 * 1024  # of addresses; a page takes some forty megabytes of memory
OUTPUT_BYTES_MAX = 20 * 1024 * 1024


def main() -> None:
    _limit()
    import typst  # after the limits, so that they hold for it too

    fonts = typst.Fonts(
        include_system_fonts=False
    )  # those of the wheel only: the same paper on every machine
    with tempfile.TemporaryDirectory() as empty:
        while job := _read(sys.stdin.buffer):
            try:
                flag, answer = 0, _set(typst, fonts, json.loads(job), root=empty)
            except typst.TypstError as wrong:
                flag, answer = 1, (wrong.diagnostic or wrong.message).encode()
            if len(answer) > OUTPUT_BYTES_MAX:
                flag, answer = 1, b"the paper is too large"
            sys.stdout.buffer.write(struct.pack(">BI", flag, len(answer)) + answer)
            sys.stdout.buffer.flush()


def _set(typst: Any, fonts: Any, job: dict[str, Any], *, root: str) -> bytes:
    files = {name: text.encode() for name, text in job["files"].items()}
    page: bytes = typst.compile(
        files,
        root=root,
        font_paths=fonts,
        sys_inputs={"data": json.dumps(job["values"], ensure_ascii=False)},
        pdf_standards=[job["standard"]],
        timestamp=job["moment"],
        package_path=root,
        package_cache_path=root,
    )
    return page


def _read(stream: BinaryIO) -> bytes:
    head = stream.read(4)
    return stream.read(struct.unpack(">I", head)[0]) if len(head) == 4 else b""


def _limit() -> None:
    """Packages are never fetched: names resolve to nothing, and a proxy that is not there stands before the rest."""
    os.environ.update(
        {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    )
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
