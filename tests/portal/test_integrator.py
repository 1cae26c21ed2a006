"""An integrator's program against a running server, and what its page promises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from motcua.exchange.models import Subscription
from tests.chronicle.acts import seal_all
from tests.dossiers import listed
from tests.dossiers.build import make_world
from tests.exchange.receivers import told
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


@pytest.mark.django_db(transaction=True)
def test_programs_of_a_firm_an_office_and_a_register_work_from_the_pages_alone(live_server, settings):
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    world = listed.make_listing()
    world.at = timezone.now()
    cast = world.cast
    secrets = [token(world, player) for player in (cast.hoa, cast.reception, cast.case, cast.operator)]
    way = told(timezone.now)
    program = Path(integrator.__file__).with_name("integrator_office.py")
    with subprocess.Popen(
        [sys.executable, program, live_server.url, "xác nhận thử", *secrets],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while (line := process.stdout.readline()).strip() == "told?":
            seal_all(timezone.now())
            for _ in range(6):  # the first asks whether the receiver wants events
                Subscription.objects.update(next_at=None)
                way.run()
            process.stdin.write("\n")
            process.stdin.flush()
        assert process.wait(60) == 0, process.stderr.read()[-2000:]
    said = json.loads(line)
    assert (said["state"], len(said["numbers"]), said["events"]) == ("in-progress", 3, 8)


def test_it_needs_the_standard_library_only():
    lines = Path(integrator.__file__).read_text().splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
