"""Checks an export of the chronicle against published seals, with none of Một Cửa's code. Needs only `cryptography`.

motcua chronicle export entries.ndjson
python verify_chronicle.py entries.ndjson seals.ndjson motcua-keys.json
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data):
    return hashlib.sha256(data).digest()


def canonical(
    value,
):  # RFC 8785; the chronicle holds only ASCII text and whole numbers, for which this is the same
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root(entries):  # RFC 6962, 2.1
    if len(entries) == 1:
        return sha256(b"\0" + entries[0])
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha256(b"\1" + root(entries[:split]) + root(entries[split:]))


export, published, keys = (open(name, "rb").readlines() for name in sys.argv[1:4])
keys = {key["id"]: base64.b64decode(key["public"]) for key in json.loads(b"".join(keys))["keys"]}
lines = [json.loads(line) for line in export]
entries = {line["position"]: sha256(b"motcua-entry-v1\0" + canonical(line["entry"])) for line in lines}
seals = {}
for line in map(json.loads, published):
    message = b"motcua-seal-v1\0" + canonical(line["seal"])
    Ed25519PublicKey.from_public_bytes(keys[line["seal"]["key"]]).verify(
        bytes.fromhex(line["signature"]), message
    )
    last = sha256(message).hex()
    seals[last] = line["seal"]
covered, checked = None, 0
while last != "00" * 32:  # from the last seal back to the first
    seal = seals.get(last) or sys.exit(f"a seal is missing: {last}")
    places = range(seal["first"], seal["first"] + seal["count"])
    if covered is not None and places.stop != covered:
        sys.exit(f"seal {seal['number']} does not end where the next one begins")
    missing = [place for place in places if place not in entries]
    if missing or root([entries[place] for place in places]).hex() != seal["root"]:
        sys.exit(f"positions {places[0]}-{places[-1]} are not what was sealed; missing: {missing}")
    last, covered, checked = seal["previous"], places.start, checked + 1
if len(lines) != len(entries) or (covered or 1) != 1:
    sys.exit("positions are given twice, or do not begin at 1")
print(f"{checked} seals and their entries are whole; {len(seals) - checked} seals were lost in a restore")
