"""Checks an unpacked evidence packet with none of Một Cửa's code. Needs Python 3.9 or newer and `cryptography`.

    python3 verify.py [folder of the packet] [motcua-keys.json that you got from the office yourself]

The keys in the packet prove only that the packet fits itself: take the second file from the office's own address.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data):
    return hashlib.sha256(data).digest()


def canonical(value):  # RFC 8785; here only ASCII keys and whole numbers, for which this is the same
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(leaf, index, count, path):  # RFC 9162, 2.1.3.2
    node, last, steps = sha256(b"\0" + leaf), count - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not steps:
                raise ValueError("the path is too short")
            step = steps.pop(0)
            node = sha256(b"\1" + step + node) if index % 2 else sha256(b"\1" + node + step)
        index, last = index // 2, last // 2
    if steps:
        raise ValueError("the path is too long")
    return node


def check_files(folder):
    listed = {}
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {
        "SHA256SUMS"
    }
    wrong = [f"not in the list: {name}" for name in sorted(there - set(listed))]
    wrong += [f"missing: {name}" for name in sorted(set(listed) - there)]
    for name in sorted(there & set(listed)):
        with (folder / name).open("rb") as stream:
            digest = hashlib.sha256()
            for block in iter(lambda stream=stream: stream.read(1 << 16), b""):
                digest.update(block)
        if digest.hexdigest() != listed[name]:
            wrong.append(f"changed: {name}")
    return wrong, len(there)


def check_seals(folder, keys):
    wrong, roots = [], {}
    for path in sorted((folder / "nhat-ky").glob("*.bin")):
        message = path.read_bytes()
        prefix, _, body = message.partition(b"\0")
        seal = json.loads(body)
        if prefix != b"motcua-seal-v1" or canonical(seal) != body:
            wrong.append(f"not a seal: {path.name}")
            continue
        if seal["key"] not in keys:
            wrong.append(f"signed by a key that is not known: {path.name}")
            continue
        try:
            Ed25519PublicKey.from_public_bytes(keys[seal["key"]]).verify(
                path.with_suffix(".sig").read_bytes(), message
            )
            roots[seal["number"]] = seal
        except InvalidSignature:
            wrong.append(f"the signature does not fit: {path.name}")
    return wrong, roots


def check_entries(folder, roots):
    wrong, lines = [], (folder / "nhat-ky" / "muc.ndjson").read_bytes().splitlines()
    for number, line in enumerate(lines, start=1):
        said = json.loads(line)
        leaf = sha256(b"motcua-entry-v1\0" + canonical(said["entry"]))
        seal = roots.get(said["seal"])
        try:
            fits = (
                seal is not None
                and leaf.hex() == said["hash"]
                and 0 <= said["position"] - seal["first"] < seal["count"]
                and root_of(
                    leaf,
                    said["position"] - seal["first"],
                    seal["count"],
                    [bytes.fromhex(step) for step in said["path"]],
                ).hex()
                == seal["root"]
            )
        except ValueError:
            fits = False
        if not fits:
            wrong.append(f"entry {number} is not what was sealed")
    return wrong, len(lines)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    own = folder / "khoa" / "motcua-keys.json"
    document = json.loads(Path(sys.argv[2] if len(sys.argv) > 2 else own).read_text(encoding="utf-8"))
    keys = {key["id"]: base64.b64decode(key["public"]) for key in document["keys"] if key["use"] == "seal"}
    wrong, files = check_files(folder)
    if not wrong:
        found, roots = check_seals(folder, keys)
        wrong += found
        found, entries = check_entries(folder, roots)
        wrong += found
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    wrong += [f"was not in the store when the packet was made: {name}" for name in manifest["missing"]]
    for problem in wrong:
        print(problem)
    if wrong:
        sys.exit(1)
    print(f"{files} files, {entries} entries and {len(roots)} seals fit")
    if len(sys.argv) < 3:
        print(
            "The keys were those of the packet itself. Compare them with the office's own: /.well-known/motcua-keys.json"
        )


if __name__ == "__main__":
    main()
