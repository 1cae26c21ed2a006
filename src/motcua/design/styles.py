"""The style sheets in their order, and their joining into one file when static files are collected."""

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

PARTS = (
    "tokens", "base", "layout", "head", "marks", "buttons", "forms", "lists", "sheet", "count", "timeline", "tables",
    "desk", "charts", "fine", "print",
)  # fmt: skip
SHEETS = [f"design/css/{part}.css" for part in PARTS]
BUNDLE = "design/motcua.css"


class BundledStorage(CompressedManifestStaticFilesStorage):
    """A reader on a slow line waits for one sheet, not for sixteen."""

    bundled = True
    # Our modules load each other by their hashed names; other people's files name what we do not ship.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("design/js/*.js", ((r"""(?P<matched>import\("(?P<url>[^"]+)"\))""", 'import("%(url)s")'),)),
    )

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            joined = b"\n".join(
                self._read(storage, path) for storage, path in (paths[name] for name in SHEETS)
            )
            self.delete(BUNDLE)
            self._save(BUNDLE, ContentFile(joined))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _read(self, storage, path):
        with storage.open(path) as file:
            return file.read()
