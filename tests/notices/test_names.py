"""Who reads a request, and who looks after unsent messages, sees in words what each told: no name of a file."""

import pytest
from django.utils import translation

from motcua.notices.pages.texts import names
from motcua.notices.words import called


@pytest.mark.parametrize("template", names())
def test_every_message_of_every_room_has_a_name_in_both_languages(template):
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            said.append(called(template))
    assert template not in said and said[0] != said[1], f"name it in NAMES of {template.partition('/')[0]}"


def test_a_message_of_a_room_that_names_none_keeps_its_key():
    assert called("rooms/received") == "rooms/received" and called("dossiers/none") == "dossiers/none"
