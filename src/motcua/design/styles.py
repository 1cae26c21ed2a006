"""The style sheets in their order, and their joining into one file when static files are collected."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Place = tuple[Storage, str]
PARTS = (
    "tokens", "base", "layout", "head", "marks", "buttons", "forms", "lists", "sheet", "blanks", "count", "year", "timeline",
    "tables", "desk", "charts", "published", "survey", "scoring", "counter", "interface", "editor", "fine", "print",
)  # fmt: skip
SHEETS = [f"design/css/{part}.css" for part in PARTS]
BUNDLE = "design/motcua.css"
COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
INDENT = re.compile(rb"\n\s+")


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A reader on a slow line waits for one sheet, not for sixteen."""

    bundled = True
    # Our modules load each other by their hashed names; other people's files name what we do not ship.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("design/js/*.js", ((r"""(?P<matched>import\("(?P<url>[^"]+)"\))""", 'import("%(url)s")'),)),
        *(
            (f"{room}/js/*.js", ((r"""(?P<matched>from "(?P<url>[^"]+)")""", 'from "%(url)s"'),))
            for room in ("design", "documents", "surveys", "counter")
        ),
    )

    def post_process(self, paths: dict[str, Place], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            # What sheets say to whoever writes them, and how they are set, a reader need not wait for: a sixth of the bytes.
            joined = b"\n".join(
                INDENT.sub(b"\n", COMMENT.sub(b"", self._read(storage, path))).strip()
                for storage, path in (paths[name] for name in SHEETS)
            )
            self.delete(BUNDLE)
            self._save(BUNDLE, ContentFile(joined))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _read(self, storage: Storage, path: str) -> bytes:
        with storage.open(path) as file:
            content = file.read()
        assert isinstance(content, bytes)
        return content
