"""Who reads a request sees in words what each message told: no message shows the name of its file."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation

import motcua.dossiers
from motcua.dossiers.templatetags.desk import notice_name

FOLDER = Path(motcua.dossiers.__file__).parent / "templates" / "notices" / "dossiers"
MESSAGES = sorted({file.name.split(".")[0] for file in FOLDER.glob("*.txt")})


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_has_a_name_in_both_languages(message):
    names = []
    for language in ("vi", "en"):
        with translation.override(language):
            names.append(str(notice_name(SimpleNamespace(template=f"dossiers/{message}"))))
    assert message not in names and names[0] != names[1]
