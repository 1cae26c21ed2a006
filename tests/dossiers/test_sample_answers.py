"""The same seed gives the same invented answers, in whatever process they are drawn."""

import os
import subprocess
import sys

DRAW = """\
import hashlib, json
from datetime import date
from pathlib import Path
from random import Random

import django

django.setup()
from motcua.dossiers.sample.answers import fill
from motcua.procedures import actions

drawn = []
for path in sorted((Path(actions.__file__).parents[1] / "data").glob("*.yaml")):
    definition = actions.check(text=path.read_text(encoding="utf-8")).definition
    for case in definition.cases:
        form = definition.form(case) if case.form else None
        for seed in range(6 if form else 0):
            drawn.append(fill(form, chance=Random(seed), person={}, today=date(2026, 3, 18)))
print(hashlib.sha256(json.dumps(drawn, default=str, sort_keys=True).encode()).hexdigest())
"""


def drawn_with(order: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": order, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", DRAW], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_two_processes_draw_the_same_answers_from_one_seed():
    assert drawn_with("1") == drawn_with("2")
