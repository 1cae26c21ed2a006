"""Whom this office trusts with its own results: files in its own folders, and in the demo the authority made for it.

Paths only: whoever reads them does so where it needs them, in the limited process too.
"""

from pathlib import Path

from django.conf import settings

from motcua.documents.signing import development, registry


def root_files() -> list[Path]:
    """Certificates as PEM."""
    return _there("trust/*.pem", "ca.pem")


def own_root_files() -> list[Path]:
    """Those that the office put there itself; without the authority of the demo."""
    return sorted(path for path in registry.folder().glob("trust/*.pem") if path.is_file())


def list_files() -> list[Path]:
    """Lists of revoked certificates (DER)."""
    return _there("crls/*.crl", "crl.der")


def _there(pattern: str, of_the_demo: str) -> list[Path]:
    folder = registry.folder()
    found = sorted(folder.glob(pattern))
    if settings.DEMO:
        found.append(folder / development.FOLDER / of_the_demo)
    return [path for path in found if path.is_file()]
