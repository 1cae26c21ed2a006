"""An integrator's program against a running server, and what its page promises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from tests.dossiers.build import make_world
from tests.portal import integrator
from tests.portal.program import token


@pytest.mark.django_db(transaction=True)
def test_a_program_written_from_the_page_alone_sends_and_follows_a_request(live_server):
    world = make_world()
    world.at = timezone.now()
    secret = token(world, world.cast.hoa)
    done = subprocess.run(
        [sys.executable, integrator.__file__, live_server.url, secret, "xác nhận thử"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["state"] == "withdrawn" and told["files"] == 1


def test_it_needs_the_standard_library_only():
    lines = Path(integrator.__file__).read_text().splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
