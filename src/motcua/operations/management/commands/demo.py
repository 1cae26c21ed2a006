"""`motcua demo`: makes a labelled sample province and a nation beside it, and serves both with their jobs, until Ctrl-C."""

import os
import signal
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from motcua.exchange.rules import NATIONAL
from motcua.operations import demo, demo_nation, health
from motcua.people import queries as people
from motcua.people.rules import DEMO_PASSWORD, ROLE_NAMES

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "make a labelled sample province and serve it at http://127.0.0.1:8000 with its jobs"

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--dossiers", type=int, help="how many requests the sample has")
        parser.add_argument("--alone", action="store_true", help="without the national node beside it")
        parser.add_argument("--prepare", action="store_true", help="make everything ready, then stop")

    def handle(self, *, port, dossiers, prepare, alone, **options):
        if not settings.DEMO:
            raise CommandError("MOTCUA_DEMO is set to something other than 1, so this is not the demo.")
        began = time.monotonic()

        def say(words):
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {words}")

        by_itself = alone or settings.NODE == NATIONAL
        chosen = self._free(port)
        nation = None if by_itself else f"http://{HOST}:{self._free(chosen + 1)}"
        preparing = demo_nation.Preparing(nation) if nation else None
        demo.prepare(say, today=timezone.localdate(), dossiers=dossiers)
        if preparing:
            preparing.finish(say)
        if prepare:
            return
        if chosen != port:
            self.stdout.write(f"Port {port} is taken, so the demo takes {chosen}.")
        self._run(chosen, nation)

    def _free(self, port):
        chosen = health.free_port(HOST, port)
        if chosen is None:
            raise CommandError(f"The ports from {port} on are taken. Try: motcua demo --port 9000")
        return chosen

    def _run(self, port, nation):
        url = f"http://{HOST}:{port}"
        os.environ.setdefault("MOTCUA_BASE_URL", url)
        os.environ.setdefault("MOTCUA_LOG", "WARNING")
        together = demo.Together()
        together.stop_on(
            signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
        )
        if nation:
            os.environ["MOTCUA_NATION"] = nation
            there = demo_nation.environment(nation)
            at = nation.rpartition(":")[2]
            together.start("nation", "serve", "--quiet", "--port", at, "--host", HOST, environment=there)
            together.start("nation work", "work", "--quiet", environment=there)
        together.start("serve", "serve", "--quiet", "--port", str(port), "--host", HOST)
        together.start("work", "work", "--quiet")
        urls = [url, nation] if nation else [url]
        try:
            if together.wait_until(lambda: all(map(demo.answers, urls)), seconds=demo.START_SECONDS_MAX):
                self._welcome(url)
                if nation:
                    self.stdout.write(f"The nation, which hears of every act there: {nation}")
                self.stdout.write("Stop with Ctrl-C.\n")
            fallen = together.wait()
        finally:
            together.end()
        if fallen:
            raise CommandError(
                f"motcua {fallen} ended by itself, so the demo ended too. What it said stands above."
            )
        self.stdout.write("The demo has ended.")

    def _welcome(self, url):
        self.stdout.write(f"\nMột Cửa · {url}\n")
        with translation.override("en"):
            for line in self._players(url):
                self.stdout.write(line)
        for line in demo.not_installed():
            self.stdout.write(line)
        self.stdout.write(f"Mail that the demo sends lies in {settings.EMAIL_FILE_PATH}")
        self.stdout.write(
            f"Other commands on this demo: MOTCUA_DEMO=1 MOTCUA_VAR={settings.VAR} {sys.argv[0]} …"
        )

    def _players(self, url):
        players = people.demo_players(timezone.now())
        try:
            door = url + reverse("people:sign-in")
        except NoReverseMatch:
            return
        if players:
            yield f"Sign in at {door} with one click as (a leader who signs is asked for a password: {DEMO_PASSWORD}):"
        for player in players:
            role = gettext(ROLE_NAMES[player.role]) if player.role else gettext("Citizen")
            yield f"  {player.full_name:28} {role:20} {player.agency_name_en or player.agency_name}".rstrip()
