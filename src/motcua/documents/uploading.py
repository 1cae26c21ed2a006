"""How uploads come in: large ones to a file of the system, never more of them than may be kept, and a full disk is no crash.

Django would write all that is sent, however much, and answer with an error page when there is no room.
"""

import contextlib
import errno
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

PACKED_FIELD = "packed"


class BoundedUpload(TemporaryFileUploadHandler):
    """What could not be written raises when it is read, where it becomes a refusal that names the file."""

    trouble: OSError | None = None

    @property
    def _most(self) -> int:
        """One field takes whole folders packed: as much as one request may carry."""
        is_packed = self.field_name == PACKED_FIELD
        return int(settings.PACKED_SIZE_BYTES_MAX if is_packed else settings.UPLOAD_SIZE_BYTES_MAX)

    def new_file(self, *args: Any, **facts: Any) -> None:
        self.trouble = None
        try:
            super().new_file(*args, **facts)
        except OSError as problem:
            self.trouble = problem

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        # Whoever reads it stops one block after the limit, so nothing beyond is ever needed.
        if self.trouble is not None or start > self._most:
            return
        try:
            self.file.write(raw_data)
        except OSError as problem:
            self._give_up(problem)

    def file_complete(self, file_size: int) -> Any:
        if self.trouble is None:
            try:
                return super().file_complete(file_size)
            except OSError as problem:
                self._give_up(problem)
        assert self.trouble is not None
        return UploadedFile(
            file=cast("IO[bytes]", Unwritten(self.trouble)),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
        )

    def _give_up(self, problem: OSError) -> None:
        """What was written of it goes now: later it would be tried to write the rest once more."""
        self.trouble = problem
        with contextlib.suppress(OSError):
            self.file.close()


class Unwritten:
    """Stands for bytes that found no room."""

    name = None

    def __init__(self, trouble: OSError) -> None:
        self.trouble = trouble

    def read(self, size: int = -1) -> bytes:
        raise OSError(self.trouble.errno or errno.EIO, self.trouble.strerror)

    def close(self) -> None:
        pass
