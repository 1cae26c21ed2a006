"""A packet as a stream of bytes: each file is read, hashed and packed in blocks; the list of hashes comes last."""

import hashlib
import io
import json
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from importlib.resources import files as resources

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from django.template.loader import render_to_string

from motcua.chronicle import rules as chronicle
from motcua.documents import queries as documents
from motcua.documents import rules as kinds
from motcua.dossiers.evidence.contents import Packet
from motcua.foundation.refusal import Refusal

BLOCK_BYTES = 64 * 1024
FORMER = "truoc-day/lich-su.json"
ENTRIES, SEALS, KEYS = "nhat-ky/muc.ndjson", "nhat-ky/niem-phong", "khoa"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the packet's own moment stands in its manifest


class _Sink(io.RawIOBase):
    """Where the zip is written: takes bytes and gives them out again, and cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        block = bytes(data)  # type: ignore[call-overload]
        self.kept += block
        return len(block)

    def taken(self) -> bytes:
        block, self.kept = bytes(self.kept), bytearray()
        return block


class Zip:
    """A zip written block by block, with the hash of each part."""

    def __init__(self) -> None:
        self.sink = _Sink()
        self.zip = zipfile.ZipFile(self.sink, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.sums: list[tuple[str, int, str]] = []

    def add(self, path: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        about = zipfile.ZipInfo(path, MOMENT)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        with self.zip.open(about, "w", force_zip64=True) as place:
            for block in blocks:
                digest.update(block)
                size += len(block)
                place.write(block)
                yield self.sink.taken()
        self.sums.append((path, size, digest.hexdigest()))
        yield self.sink.taken()

    def close(self) -> bytes:
        self.zip.close()
        return self.sink.taken()


def stream(packet: Packet) -> Iterator[bytes]:
    out = Zip()
    missing: list[str] = []
    yield from out.add("DOC-TRUOC.txt", _readme(packet, "vi"))
    yield from out.add("README.txt", _readme(packet, "en"))
    yield from out.add(
        "verify.py", _text(resources("motcua.dossiers.evidence").joinpath("verify.py").read_text())
    )
    for held in packet.files:
        try:
            file = documents.open(held.file_id)
        except Refusal:
            missing.append(held.path)  # said in the manifest: a packet that hides a gap is no evidence
            continue
        with file.stream:
            path = f"{held.path}{ending(held.path, file.media_type)}"
            yield from out.add(path, iter(lambda stream=file.stream: stream.read(BLOCK_BYTES), b""))  # type: ignore[misc]
    if packet.former:
        yield from out.add(FORMER, _text(_former(packet)))
    lines = "".join(chronicle.canonical(entry).decode() + "\n" for entry in packet.entries)
    yield from out.add(ENTRIES, _text(lines))
    for seal in packet.seals:
        assert isinstance(seal["seal"], dict)
        place = f"{SEALS}-{seal['seal']['number']}"
        yield from out.add(f"{place}.bin", iter([chronicle.seal_message(seal["seal"])]))
        yield from out.add(f"{place}.sig", iter([bytes.fromhex(str(seal["signature"]))]))
    yield from out.add(f"{KEYS}/motcua-keys.json", _text(json.dumps(packet.keys, indent=1)))
    for name, pem in _pems(packet):
        yield from out.add(f"{KEYS}/{name}.pem", iter([pem]))
    yield from out.add("manifest.json", _text(_manifest(packet, out.sums, missing)))
    sums = "".join(f"{digest}  {path}\n" for path, _size, digest in out.sums)
    yield from out.add("SHA256SUMS", _text(sums))
    yield out.close()


def _readme(packet: Packet, language: str) -> Iterator[bytes]:
    return _text(render_to_string(f"dossiers/evidence/readme.{language}.txt", {"packet": packet}))


def _text(text: str) -> Iterator[bytes]:
    return iter([text.encode()])


def _former(packet: Packet) -> str:
    """Beside the sealed record, and saying so wherever it is read."""
    about = {
        "about": "Do hệ thống cũ cung cấp, không được niêm phong. / Told by the former system, not sealed.",
        "sealed": False,
        "lines": list(packet.former),
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _manifest(packet: Packet, sums: list[tuple[str, int, str]], missing: list[str]) -> str:
    about = {
        "format": "motcua-evidence-v1",
        "number": packet.number,
        "node": packet.node,
        "simulated": packet.demo,
        "made_at": chronicle.moment(packet.made_at),
        "files": [{"path": path, "size": size, "sha256": digest} for path, size, digest in sums],
        "missing": missing,
        "entries": len(packet.entries),
        "entries_not_yet_sealed": packet.unsealed,
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def ending(path: str, media_type: str) -> str:
    kind = kinds.BY_TYPE.get(media_type)  # type: ignore[call-overload]
    endings = kind.endings if kind else ("bin",)
    return "" if path.lower().endswith(tuple(f".{one}" for one in endings)) else f".{endings[0]}"


def _pems(packet: Packet) -> Iterator[tuple[str, bytes]]:
    """Each key as openssl reads it."""
    known = packet.keys["keys"]
    assert isinstance(known, list)
    for key in known:
        assert isinstance(key, dict)
        raw = b64decode(str(key["public"]))
        public = (
            Ed25519PublicKey.from_public_bytes(raw)
            if key["algorithm"] == "Ed25519"
            else load_der_public_key(raw)
        )
        yield str(key["id"]), public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
