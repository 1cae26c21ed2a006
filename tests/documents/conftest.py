import pytest


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A files folder of its own for each test."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR
