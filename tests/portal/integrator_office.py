"""A firm's, an officer's and a register's program, written from docs/how-to/integrate.md, webhooks.md and openapi.json.

python integrator_office.py NODE "text to search by" TOKEN_OF_FIRM TOKEN_OF_DESK TOKEN_OF_OFFICER TOKEN_OF_OPERATOR

It says `told?` and reads a line where a real one would go on being a receiver until the node has told its events.
"""

import base64
import hashlib
import json
import re
import sys
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from integrator import Node

WORKERS = [
    ("Nguyễn Văn Một", "066203000001"),
    ("Trần Thị Hai", "066203000002"),
    ("Lê Văn Ba", "066203000003"),
]
SIGNED = ("@method", "@target-uri", "content-type", "content-digest")


def new_key():
    return str(uuid.uuid4())


class Receiver:
    """Checks who signed, keeps each event once, and how often it came."""

    def __init__(self, node):
        self.node, self.events, self.came, self.requests, self.refused = node, {}, [], [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}/events"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def check(self, headers, body):
        params = headers["Signature-Input"].removeprefix("sig=")
        covered = re.findall(r'"([^"]+)"', re.match(r"\(([^)]*)\)", params)[1])
        created = int(re.search(r"created=(\d+)", params)[1])
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if 'tag="motcua-webhook"' not in params or not set(SIGNED) <= set(covered):
            raise InvalidSignature("another tag, or too little is signed")
        if abs(time.time() - created) > 300 or headers["Content-Digest"] != f"sha-256=:{digest}:":
            raise InvalidSignature("too old, or another body")
        special = {"@method": "POST", "@target-uri": self.address}
        lines = [f'"{name}": {special.get(name) or headers[name]}' for name in covered]
        with urllib.request.urlopen(f"{self.node}/.well-known/motcua-keys.json", timeout=30) as answer:
            keys = {one["id"]: one for one in json.load(answer)["keys"] if one["use"] == "webhook"}
        key = keys[re.search(r'keyid="([^"]+)"', params)[1]]
        if key["revoked"]:
            raise InvalidSignature("revoked")
        signature = base64.b64decode(headers["Signature"].removeprefix("sig=:").removesuffix(":"))
        base = "\n".join([*lines, f'"@signature-params": {params}']).encode()
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public"])).verify(signature, base)

    def _handler(receiver):
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_OPTIONS(self):
                origin = self.headers["WebHook-Request-Origin"]
                self.answer(204, {"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*"})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    receiver.check(self.headers, body)
                except (InvalidSignature, KeyError, TypeError, AttributeError) as error:
                    receiver.refused.append(repr(error))
                    return self.answer(401, {})
                receiver.requests.append((dict(self.headers), body))
                for event in json.loads(body):
                    receiver.came.append(event["id"])
                    receiver.events[event["id"]] = event
                return self.answer(204, {})

            def answer(self, status, headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

        return Handler


def send_list(firm, wanted):
    code = firm.call("listProcedures", query={"q": wanted})[1]["rows"][0]["code"]
    office = firm.call("listOffices", code=code)[1][0]["code"]
    rows = [
        {"answers": {"worker": name, "identity": identity, "born": "1990-05-06", "purpose": "lam-viec"}}
        for name, identity in WORKERS
    ]
    given = {"procedure": code, "agency": office, "papers": [{"code": "giay-chung-minh"}], "rows": rows}
    wrong = {**given, "rows": [rows[0], {"answers": {**rows[1]["answers"], "born": "31/02/1990"}}]}
    status, problem = firm.call("submitList", given=wrong, key=new_key())
    assert (status, problem["faults"][0]["field"]) == (422, "rows.1.answers.born"), problem
    status, problem = firm.call("submitList", given={**given, "agency": "000.00.99.X"}, key=new_key())
    assert (status, problem["faults"][0]["field"]) == (422, "agency"), problem
    key = new_key()
    status, sent = firm.call("submitList", given=given, key=key)
    assert status == 201 and len(sent["numbers"]) == len(WORKERS), sent
    assert firm.call("submitList", given=given, key=key)[1]["numbers"] == sent["numbers"]
    receipt = {"list_code": sent["list_code"], "secret": sent["secret"]}
    own = firm.call("getList", list_code=sent["list_code"])
    followed = Node(firm.address, "").call("trackList", given=receipt)
    for status, found in (own, followed):
        assert status == 200 and [one["number"] for one in found["dossiers"]] == sent["numbers"], found
    status, _ = Node(firm.address, "").call("trackList", given={**receipt, "secret": "AAAAAAAA"})
    assert status == 404
    return office, sent["numbers"]


def open_acts(node, number):
    return {one["act"]: one for one in node.call("listActs", number=number)[1] if one["open"]}


def do(node, operation, number, **given):
    """As an officer does it who has just read the request."""
    node.call("getDossier", number=number)
    seen = node.etag
    assert seen
    status, done = node.call(operation, given=given, key=new_key(), seen=seen, number=number)
    assert status == 200, (operation, done)
    status, problem = node.call(operation, given=given, key=new_key(), seen=seen, number=number)
    assert status == 412, (operation, problem)


def handle(desk, officer, number):
    assert "take-in" in open_acts(desk, number)
    do(desk, "takeIn", number, papers_checked=["giay-chung-minh"])
    onward = open_acts(desk, number)["hand-over"]
    do(desk, "handOver", number, agency_id=onward["agencies"][0]["id"])
    asked = [{"code": "giay-chung-minh", "what": "Bản chụp mờ"}]
    do(officer, "askSupplement", number, reason="Giấy chứng minh mờ.", papers=asked)
    assert officer.call("getDossier", number=number)[1]["state"] == "supplement"
    assert "undo" in open_acts(officer, number)
    do(officer, "undo", number)
    found = officer.call("getDossier", number=number)[1]
    assert found["state"] == "in-progress" and not found["asked"], found
    do(officer, "propose", number, outcome="grant", summary="Đủ điều kiện.")


def read_events(operator, after=""):
    """Page by page behind the cursor, which is kept."""
    found, more = [], True
    while more:
        status, page = operator.call("listEvents", query={"limit": 2, "after": after})
        assert status == 200, page
        found, after, more = found + page["rows"], page["next"], page["more"]
    return found, after


def told():
    print("told?", flush=True)
    sys.stdin.readline()


def main(address, wanted, *tokens):
    firm, desk, officer, operator = (Node(address, token) for token in tokens)
    office, numbers = send_list(firm, wanted)
    receiver = Receiver(address)
    subscription = {
        "agency": office,
        "name": "Sổ văn bản",
        "address": receiver.address,
        "from_beginning": True,
    }
    status, made = operator.call("createSubscription", given=subscription, key=new_key())
    assert status == 201, made
    told()
    assert [receiver.events[one]["subject"] for one in receiver.came] == numbers, receiver.refused
    before, cursor = read_events(operator)
    handle(desk, officer, numbers[0])
    told()
    later, cursor = read_events(operator, cursor)
    acts = [one["type"].split(".")[3] for one in later]
    assert acts == ["taken-in", "handed-over", "supplement-asked", "undone", "proposed"], acts
    assert {one["subject"] for one in later} == {numbers[0]}
    assert read_events(operator, cursor) == ([], cursor)
    ids = [one["id"] for one in before + later]
    assert receiver.came == ids and not receiver.refused, (receiver.came, ids, receiver.refused)
    # What was signed cannot be changed on its way, and a part of it cannot be sent for another.
    headers, body = receiver.requests[-1]
    for changed in (body.replace(b"proposed", b"approved"), receiver.requests[0][1]):
        try:
            receiver.check(headers, changed)
        except InvalidSignature:
            continue
        raise AssertionError("a changed body was believed")
    # The register lost what came since the third event: the same ids again, and no other.
    position = int(ids[2].rpartition(":")[2])
    status, done = operator.call(
        "replaySubscription", given={"position": position}, key=new_key(), id=made["id"]
    )
    assert status == 200, done
    told()
    assert receiver.came == [*ids, *ids[2:]] and set(receiver.events) == set(ids), receiver.came
    state = firm.call("getDossier", number=numbers[0])[1]["state"]
    print(json.dumps({"numbers": numbers, "state": state, "events": len(ids), "again": len(ids) - 2}))


if __name__ == "__main__":
    main(*sys.argv[1:])
