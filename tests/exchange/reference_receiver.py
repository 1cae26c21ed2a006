"""A small receiver of states/1 that keeps the contract. It uses nothing of the product; wrong ones are made of its lines.

Everything it knows is one JSON file, written anew before each answer: slow, and easy to see through.
"""

import base64
import hashlib
import io
import json
import re
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COVERED = {"@method", "@target-uri", "date", "content-type", "content-encoding", "content-digest", "motcua-node"}  # fmt: skip
BODY_MAX, OPEN_MAX = 8 * 1024 * 1024, 64 * 1024 * 1024
NUMBER = re.compile(r"[0-9A-Z.]{3,35}-(\d{8}|\d{6})-\d{4,7}")
# Where the ten states lead, in the end: what has ended stays so, and what was taken in is not new again.
OPEN = {2, 4, 5, 6, 7, 8, 9, 10}
NEW = {1, 3, *OPEN}
AFTER = {1: NEW, 2: OPEN, 3: {3}, 4: OPEN, 5: NEW, 6: OPEN, 7: {7}, 8: {8}, 9: {9, 10}, 10: {10}}


class Refused(Exception):
    def __init__(self, status, code, **more):
        self.status, self.said = status, {"code": f"exchange.{code}", "status": status, **more}


class Receiver:
    def __init__(self, *, folder, node, scope, keyid, public):
        self.file, self.node, self.scope, self.keyid = folder / "known.json", node, scope, keyid
        self.public = Ed25519PublicKey.from_public_bytes(public)
        self.url, self.lock = "", threading.Lock()
        self.states, self.cursors = {}, {}

    # -- disk ---------------------------------------------------------------------------------------------------------

    def save(self):
        part = self.file.with_suffix(".part")
        cursors = self.cursors
        part.write_text(json.dumps({"states": self.states, "cursors": cursors}))
        part.replace(self.file)

    def restart(self):
        """As after a kill: nothing is known but what is on the disk."""
        found = json.loads(self.file.read_text()) if self.file.exists() else {"states": {}, "cursors": {}}
        self.states = found["states"]
        self.cursors = {int(epoch): position for epoch, position in found["cursors"].items()}

    # -- who signed what -----------------------------------------------------------------------------------------------

    def verify(self, path, headers, body):
        found = re.fullmatch(r'sig=(\(([^)]*)\);.*keyid="([^"]*)".*)', headers.get("signature-input", ""))
        signature = re.fullmatch(r"sig=:([^:]*):", headers.get("signature", ""))
        if not found or not signature:
            raise Refused(401, "bad-signature")
        names = re.findall(r'"([^"]+)"', found[2])
        if not set(names) >= COVERED:
            raise Refused(401, "bad-signature")
        if found[3] != self.keyid:
            raise Refused(401, "unknown-node")
        target = self.url + path
        values = {"@method": "POST", "@target-uri": target, **headers}
        lines = [f'"{name}": {values[name]}' for name in names] + [f'"@signature-params": {found[1]}']
        try:
            self.public.verify(base64.b64decode(signature[1]), "\n".join(lines).encode())
        except InvalidSignature:
            raise Refused(401, "bad-signature") from None
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if headers["content-digest"] != f"sha-256=:{digest}:":
            raise Refused(401, "bad-signature")
        if headers["motcua-node"] != self.node:
            raise Refused(403, "other-node")

    # -- what a batch says ---------------------------------------------------------------------------------------------

    def read(self, body):
        try:
            reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body))
            opened = reader.read(OPEN_MAX + 1)
        except zstandard.ZstdError:
            raise Refused(400, "not-a-batch") from None
        if len(opened) > OPEN_MAX:
            raise Refused(413, "too-large")
        try:
            text = opened.decode()
            head, *records = [json.loads(line) for line in text.split("\n") if line]
        except ValueError:
            raise Refused(400, "not-a-batch") from None
        if head.get("format") != "states/1" or head["node"] != self.node:
            raise Refused(400, "not-a-batch")
        if head["count"] != len(records):
            raise Refused(400, "not-a-batch")
        lineage = head["lineage"]
        rising = all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(lineage))
        if not lineage or lineage[0][1] != 0 or not rising:
            raise Refused(400, "not-a-batch")
        if not head["after"] <= head["upto"] <= head["head"]:
            raise Refused(400, "not-a-batch")
        return head, records

    def reached(self, lineage):
        """Up to which position everything of this history is here."""
        reached = 0
        for (epoch, _), end in zip(lineage, [after for _, after in lineage[1:]] + [None], strict=True):
            if epoch not in self.cursors:
                break
            here = self.cursors[epoch]
            reached = max(reached, here if end is None else min(here, end))
            if end is not None and here < end:
                break
        return reached

    def bad(self, head, records):
        """Records that can never be taken."""
        low, high = 0 if head["replay"] else head["after"], head["head"]
        for record in records:
            known = self.states.get(record["number"])
            office = record["number"].partition("-")[0]
            if not NUMBER.fullmatch(record["number"]) or office.split(".")[-1] != self.scope:
                yield record, "not-yours"
            elif not low < record["position"] <= high:
                yield record, "outside"
            elif known and self.newer(record, known) and not self.follows(record, known):
                yield record, "cannot-follow"

    def follows(self, record, known):
        return record["epoch"] != known["epoch"] or record["state"] in AFTER[known["state"]]

    def newer(self, record, known):
        return self.rank(record) > self.rank(known)

    def rank(self, record):
        return (record["epoch"], record["revision"], record["position"])

    # -- taking it -----------------------------------------------------------------------------------------------------

    def take(self, body):
        head, records = self.read(body)
        with self.lock:
            lineage = head["lineage"]
            epoch = lineage[-1][0]
            if max(self.cursors, default=0) > epoch:
                raise Refused(409, "old-epoch")
            reached = self.reached(lineage)
            if not head["replay"]:
                if head["after"] > reached:
                    raise Refused(409, "gap", cursor={"epoch": epoch, "position": reached})
                if head["upto"] <= reached and epoch in self.cursors:
                    return {"cursor": {"epoch": epoch, "position": reached}, "applied": 0}
            bad = [
                {"number": record["number"], "position": record["position"], "code": code}
                for record, code in self.bad(head, records)
            ]
            if bad:
                raise Refused(422, "records-refused", records=bad)
            applied = self.merge(records)
            if not head["replay"]:
                reached = max(reached, head["upto"])
                self.cursors[epoch] = reached
            self.save()
            return {"cursor": {"epoch": epoch, "position": reached}, "applied": applied}

    def merge(self, records):
        applied = 0
        for record in records:
            known = self.states.get(record["number"])
            if known is None or self.newer(record, known):
                since = datetime.fromisoformat(record["since"]).astimezone(UTC).isoformat()
                self.states[record["number"]] = {**record, "since": since}
                applied += 1
        return applied

    def answer(self, path, headers, body):
        self.verify(path, headers, body)
        word = path.rpartition("/")[2]
        if word == "batches":
            return self.take(body)
        question = json.loads(body)
        with self.lock:
            if word == "cursor":
                lineage = question["lineage"]
                return {"cursor": {"epoch": lineage[-1][0], "position": self.reached(lineage)}}
            names = ("number", "epoch", "revision", "position", "state", "since")
            rows = [self.states[number] for number in question["numbers"] if number in self.states]
            return {"states": [{name: row[name] for name in names} for row in rows]}


def serve(receiver):
    """A server on this machine; its address is the receiver's own name for itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                if length > BODY_MAX:
                    raise Refused(413, "too-large")
                status, said = 200, receiver.answer(self.path, headers, body)
            except Refused as refused:
                status, said = refused.status, refused.said
            except Exception as error:
                status, said = 500, {"code": type(error).__name__}
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
