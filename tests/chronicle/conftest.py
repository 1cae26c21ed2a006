import pytest


@pytest.fixture
def seals_dir(settings, tmp_path):
    settings.SEALS_DIR = tmp_path / "seals"
    return settings.SEALS_DIR
