"""Servers that are really there: a gateway for text messages that obeys or fails, and a mail server in a process of its own."""

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Gateway(ThreadingHTTPServer):
    """Answers with `status`; hangs when it is 0; keeps what it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address):
        super().__init__(address, _Desk)
        self.status, self.asked, self.taken = 200, 0, []
        self.let_go = threading.Event()

    @property
    def url(self):
        return f"json://127.0.0.1:{self.server_port}/send?:to={{to}}"

    def handle_error(self, request, client_address):
        """Whoever hangs up on a server that hangs is no news."""


class _Desk(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.asked += 1
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if server.status == 0:
            server.let_go.wait(10)
            return
        if server.status == 302:
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
            self.end_headers()
            return
        if server.status == 200:
            server.taken.append(
                (said.get("to") or parse_qs(urlsplit(self.path).query).get("to", [""])[0], said["message"])
            )
            assert said["attachments"] == []
        self.send_response(server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def gateway(port=0):
    with Gateway(("127.0.0.1", port)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.let_go.set()
            server.shutdown()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


_POSTMASTER = """
import asyncio, email, email.policy, sys
from aiosmtpd.controller import Controller
class Keep:
    async def handle_DATA(self, server, session, envelope):
        subject = email.message_from_bytes(envelope.content, policy=email.policy.default)["subject"]
        with open(sys.argv[2], "a") as kept:
            kept.write(f"{envelope.rcpt_tos[0]} {subject.split()[-1]}\\n")
        return "250 taken"
Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
asyncio.new_event_loop().run_forever()
"""


class MailServer:
    """A mail server that can be killed and started again on the same port; each letter it took is a line in a file."""

    def __init__(self, folder):
        self.port, self.kept, self.process = free_port(), folder / "letters", None
        self.kept.touch()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _POSTMASTER, str(self.port), str(self.kept)]
        )
        for _ in range(400):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the mail server did not start")

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def letters(self):
        return self.kept.read_text().splitlines()
