"""A whole receiver of events: python webhook_receiver.py NODE_ADDRESS OWN_ADDRESS PORT FILE

It answers the handshake, checks who signed, and acknowledges only what is safely in FILE; a repeat is not kept twice.
Needs Python 3.11 and the package `cryptography`.
"""

import base64
import hashlib
import json
import os
import re
import sys
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NODE, OWN, PORT, FILE = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
KEYS = f"{NODE}/.well-known/motcua-keys.json"
with open(FILE, "a+", encoding="utf-8") as file:
    file.seek(0)
    KNOWN = {json.loads(line)["id"] for line in file}


def need(fact, words):
    if not fact:
        raise ValueError(words)


def check(method, headers, body):
    """RFC 9421: the base is written from what arrived, and must be what the node signed."""
    params = headers["Signature-Input"].removeprefix("sig=")
    keyid, created = re.search(r'keyid="([^"]+)"', params)[1], int(re.search(r"created=(\d+)", params)[1])
    need('tag="motcua-webhook"' in params and abs(time.time() - created) < 300, "another tag, or too old")
    covered = re.match(r"\(([^)]*)\)", params)[1].split(" ")
    need(
        {'"@method"', '"@target-uri"', '"content-type"', '"content-digest"'} <= set(covered),
        "too little is signed",
    )
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    need(headers["Content-Digest"] == f"sha-256=:{digest}:", "the body is another")
    special = {'"@method"': method, '"@target-uri"': OWN}
    lines = [f"{one}: {special.get(one) or headers[one[1:-1]]}" for one in covered]
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode()
    keys = json.load(urllib.request.urlopen(KEYS, timeout=5))["keys"]  # noqa: S310
    public = next(
        k["public"] for k in keys if k["id"] == keyid and k["use"] == "webhook" and not k["revoked"]
    )
    signature = base64.b64decode(headers["Signature"].removeprefix("sig=:").removesuffix(":"))
    Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(signature, base)


class Receiver(BaseHTTPRequestHandler):
    def do_OPTIONS(self):
        self.answer(
            204,
            {"WebHook-Allowed-Origin": self.headers["WebHook-Request-Origin"], "WebHook-Allowed-Rate": "*"},
        )

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            check("POST", self.headers, body)
        except Exception as error:
            self.answer(401, {}, str(error))
            return
        with open(FILE, "a", encoding="utf-8") as file:
            for event in json.loads(body):
                if event["id"] not in KNOWN:
                    file.write(json.dumps(event, ensure_ascii=False) + "\n")
            file.flush(), os.fsync(file.fileno())
        KNOWN.update(event["id"] for event in json.loads(body))
        self.answer(204, {})

    def answer(self, status, headers, said=""):
        self.send_response(status, said)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
