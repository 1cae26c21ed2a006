"""What programs send stays in its rows: not in the chronicle, in logs, nor beside an Idempotency-Key."""

import logging

import pytest
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.people.models import AnsweredKey, Token
from tests.dossiers.build import make_world, submitted
from tests.portal.program import new_dossier, program

WORDS = "Zazaqux"


@pytest.mark.django_db
def test_words_and_secrets_of_programs_stand_in_no_log_and_in_no_entry(caplog):
    world = make_world()
    world.at = timezone.now()
    with caplog.at_level(logging.DEBUG):
        hoa, desk = program(world, world.cast.hoa, name=WORDS), program(world, world.cast.reception)
        key = {"Idempotency-Key": f"{WORDS}-1"}
        sent = hoa.post("/dossiers", new_dossier(contact={"address": WORDS}), **key)
        hoa.post("/dossiers", new_dossier(agency=WORDS), **key)
        number = submitted(world).number
        desk.post(f"/dossiers/{number}/acts/take-in", {"note": WORDS}, **key)
        desk.post(f"/dossiers/{number}/acts/refuse", {"reason": WORDS, WORDS: 1})
        desk.post("/tracking", {"number": number, "secret": WORDS})
    assert sent.status_code == 201
    kept = str([*Entry.objects.values(), *AnsweredKey.objects.values()])
    for told in (WORDS, hoa.secret, sent.body["secret"]):
        assert told not in kept
        assert told not in caplog.text
    assert hoa.secret not in str(list(Token.objects.values()))
