"""Signers, a time-stamp server and papers for tests; keys of every kind, good and bad."""

import datetime
import http.server
import threading
from contextlib import contextmanager

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from motcua.documents import actions, typesetting
from motcua.documents.rules import Purpose, Stamp
from motcua.documents.signing import development, pades, registry, timestamps
from motcua.documents.typesetting import templates

LEADER, AGENCY = "officer:LD-01", "agency:H15.15"
DAY = datetime.date(2026, 3, 2)
STAMP = Stamp(
    number="12/QĐ-UBND",
    issued_on=DAY,
    place="Đắk Lắk",
    what="Giấy xác nhận",
    issuer="H15.15",
    issuer_name="Ủy ban nhân dân phường Tân Lập",
)


def demo_signers() -> None:
    development.ensure([(LEADER, "Trần Văn Bình"), (AGENCY, "UBND phường Tân Lập")])


def draft(at, *, about: str = "Cấp cho: Nguyễn Thị Hoa"):
    """A drawn result in the store."""
    values = {**templates.sample("dossiers/result"), "about": about}
    paper = pades.prepare(typesetting.render("dossiers/result", values, on=DAY))
    return actions.store_own(paper=paper, name="ket-qua.pdf", by="mandate:7", at=at)


def ask(file_id: int, at, *, purpose=Purpose.SIGN, holder="dossiers.draft:1", signer=""):
    stamp = STAMP if purpose is Purpose.STAMP else None
    signer = signer or (AGENCY if stamp else LEADER)
    return actions.ask_signing(
        purpose=purpose, holder=holder, signer=signer, file_id=file_id, by="mandate:7", at=at, stamp=stamp
    )


@contextmanager
def time_server(*, answer=None):
    """A time-stamp server on loopback; `answer(request bytes)` replaces what it says."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            said = answer(asked) if answer else stamped(asked)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            """Tests are quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # Closing waits for answers under way, whose sockets a later test would find open.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def stamped(asked: bytes) -> bytes:
    authority = development.authority_of(registry.folder() / development.FOLDER)
    return timestamps.answer(tsp.TimeStampReq.load(asked), authority).dump()


def register_file_key(
    name: str, *, key=None, starts=-10, ends=300, words="Một người ký", mode=0o600, revoked=False
) -> bytes:
    """A key in a PKCS#12 file, made by an authority of its own; answers that authority's certificate as PEM."""
    now = datetime.datetime.now(datetime.UTC)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test root")])
    root = certificate(root_key.public_key(), root_name, root_key, root_name, now, -20, 1000, authority=True)
    key = key or rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
    own = certificate(key.public_key(), subject, root_key, root_name, now, starts, ends)
    bundle = pkcs12.serialize_key_and_certificates(
        b"key", key, own, [root], serialization.BestAvailableEncryption(b"phrase")
    )
    stem = name.replace(":", "-", 1)
    folder = registry.folder()
    for ending, content in (
        ("p12", bundle),
        ("pass", b"phrase"),
        ("toml", f'pkcs12 = "{stem}.p12"\npassphrase_file = "{stem}.pass"\n'.encode()),
    ):
        development.write(folder / f"{stem}.{ending}", content)
    (folder / f"{stem}.p12").chmod(mode)
    if revoked:
        gone = x509.RevokedCertificateBuilder().serial_number(own.serial_number)
        listed = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(root_name)
            .last_update(now - datetime.timedelta(days=1))
            .next_update(now + datetime.timedelta(days=30))
            .add_revoked_certificate(gone.revocation_date(now - datetime.timedelta(hours=1)).build())
            .sign(root_key, hashes.SHA256())
        )
        development.write(folder / "crls" / "ca.crl", listed.public_bytes(serialization.Encoding.DER))
    return root.public_bytes(serialization.Encoding.PEM)


def certificate(public_key, subject, by, issuer, now, starts, ends, *, authority=False):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=starts))
        .not_valid_after(now + datetime.timedelta(days=ends))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(
            x509.KeyUsage(
                not authority, not authority, False, False, False, authority, authority, False, False
            ),
            critical=True,
        )
        .sign(by, hashes.SHA256())
    )
