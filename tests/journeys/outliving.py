"""A server and a browser of their own processes, that are killed while something is on its way between them, and begun again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import Client

from tests import programs
from tests.chronicle.processes import address

# The whole application, with the settings of the tests. Of what is posted to one path, one request (counted from one)
# is the server's last: "inside" it is killed before anything is committed, "answered" when everything is and nobody was
# told. "hangs" is no kill of the server: everything is committed, and the answer never comes.
SERVES = """
import os, signal, sys, time
import django; django.setup()
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import transaction
port, path, nth, where = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
seen = []
kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
class Mortal(WSGIHandler):
    def __call__(self, environ, start):
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != path or not int(environ["CONTENT_LENGTH"] or 0):
            return super().__call__(environ, start)
        seen.append(1)
        if len(seen) != nth:
            return super().__call__(environ, start)
        if where == "inside":
            with transaction.atomic():
                super().__call__(environ, start)
                kill()
        answer = super().__call__(environ, start)
        print("committed", flush=True)
        if where == "hangs":
            time.sleep(600)
        kill()
class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass
server = ThreadedWSGIServer(("127.0.0.1", port), Handler, ipv6=False)
server.daemon_threads = True
server.set_app(StaticFilesHandler(Mortal()))
print("serves", flush=True)
server.serve_forever()
"""


class Server:
    """Begun, killed and begun again on one port."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def begin(self, path="/", nth=0, where="-"):
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVES, str(self.port), path, str(nth), where],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "MOTCUA_TEST_DATABASE": address(),
                "MOTCUA_VAR": str(Path(settings.KEYS_DIR).parent),
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.says() == "serves"

    def says(self):
        return self.process.stdout.readline().strip()

    def was_killed(self):
        assert self.process.wait(60) == -signal.SIGKILL
        self.process.stdout.close()

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.was_killed()


class Browser:
    """One profile on the disk, and a browser that has it open until it is killed."""

    def __init__(self, kind, folder, account, url):
        self.kind, self.folder, self.account, self.url = kind, folder, account, url
        self.context = None

    def begin(self, path):
        client = Client()
        client.force_login(self.account)
        self.context = self.kind.launch_persistent_context(
            self.folder,
            executable_path=programs.chromium(),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            viewport={"width": 390, "height": 844},
            locale="en-GB",
        )
        cookies = {"django_language": "en", settings.SESSION_COOKIE_NAME: client.cookies["sessionid"].value}
        self.context.add_cookies([{"name": n, "value": v, "url": self.url} for n, v in cookies.items()])
        page = self.context.pages[0]
        page.goto(self.url + path)
        return page

    def kill(self):
        """All at once, with no time to put anything away."""
        for number in self._processes():
            os.kill(number, signal.SIGKILL)
        end = time.monotonic() + 30
        while self._processes() and time.monotonic() < end:
            time.sleep(0.02)

    def _processes(self):
        """Of this profile, the browser itself: what it has begun ends with it."""
        found = []
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = place.read_bytes().split(b"\0")
                state = place.with_name("stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            is_main = not any(word.startswith(b"--type=") for word in words)
            if f"--user-data-dir={self.folder}".encode() in words and is_main and state != "Z":
                found.append(int(place.parent.name))
        return found


@contextmanager
def outliving(chromium, account):
    """A server and a browser; what still runs at the end is ended."""
    server = Server()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(chromium.browser_type, folder, account, server.url)
        try:
            yield server, browser
        finally:
            browser.kill()
            server.kill()
