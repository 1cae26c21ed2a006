"""What is wrong with this node and how to mend it, in words. Each check stands alone: one that fails hides no other."""

import logging
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.chronicle import queries as chronicle
from motcua.design import writing
from motcua.documents import scanning, whereabouts
from motcua.documents import store as places
from motcua.documents.rules import PROGRAMS
from motcua.foundation import keys
from motcua.notices import queries as notices
from motcua.operations import doctor_contents, doctor_exchange, doctor_figures, doctor_signing, health, work
from motcua.operations.findings import Finding, Level, ok

logger = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parent.parent
UNSEALED_WARNING, UNSEALED_WRONG = timedelta(minutes=5), timedelta(hours=1)
NOTICE_WARNING = timedelta(minutes=15)
FREE_BYTES_WARNING, FREE_BYTES_WRONG = 5 * 1024**3, 500 * 1024**2
POSTGRES_OLDEST = 140000


def examine(at: datetime) -> list[Finding]:
    """Everything that can be looked at from here. When the database does not answer, only what needs none."""
    found = list(_settings())
    checks: list[Callable[[datetime], Iterator[Finding]]] = [_database]
    if health.database_answers():
        checks += [_migrations]
        # What lies in the tables can be asked once the tables are those of this version.
        checks += (
            []
            if health.waiting_migrations()
            else [
                doctor_contents.agencies,
                doctor_contents.operators,
                doctor_contents.law,
                doctor_contents.procedures,
                _sealing,
                _notices,
                doctor_signing.signing,
                _files,
                doctor_exchange.exchange,
                doctor_exchange.webhooks,
                doctor_figures.figures,
            ]
        )
    checks += [doctor_signing.templates, _keys, _folders, _disk, _store, _scanner]
    checks += [_static, _workers, _translations, _programs]
    for check in checks:
        try:
            found += check(at)
        except Exception as problem:
            logger.debug("a check could not be made", exc_info=True)
            name = check.__name__.strip("_")
            said = _("%(check)s could not be checked: %(problem)s") % {"check": name, "problem": problem}
            found.append(Finding(Level.WRONG, name, said, _("MOTCUA_LOG=DEBUG motcua doctor shows where.")))
    return found


def worst(findings: list[Finding]) -> Level:
    levels = {finding.level for finding in findings}
    return next((level for level in (Level.WRONG, Level.WARNING) if level in levels), Level.OK)


def _settings() -> Iterator[Finding]:
    host, _port = split_domain_port(settings.BASE_URL.split("://")[-1].split("/")[0])
    yield ok("address", _("People reach this node at %(url)s.") % {"url": settings.BASE_URL})
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            Level.WRONG,
            "hosts",
            _("Any host name is accepted, so links in answers can be forged."),
            _("Set MOTCUA_HOSTS to the names of this node, separated by commas."),
        )
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        yield Finding(
            Level.WRONG,
            "hosts",
            _("The host %(host)s of MOTCUA_BASE_URL is not in MOTCUA_HOSTS, so people would be refused.")
            % {"host": host},
            _("Add it: MOTCUA_HOSTS=%(hosts)s") % {"hosts": ",".join([host, *settings.ALLOWED_HOSTS])},
        )
    if settings.DEMO:
        yield Finding(
            Level.NOTE, "demo", _("This is a demonstration: its data and its keys are not for real use.")
        )
    elif not settings.SECURE:
        yield Finding(
            Level.WARNING,
            "https",
            _("The address does not begin with https://, so cookies and pages travel unprotected."),
            _("Put a web server with a certificate in front and set MOTCUA_BASE_URL=https://…"),
        )
    if not settings.DEMO and settings.EMAIL_BACKEND.endswith(
        ("filebased.EmailBackend", "console.EmailBackend")
    ):
        yield Finding(
            Level.WARNING,
            "mail",
            _("Notices are written to files or to the screen, not sent."),
            _("Set MOTCUA_EMAIL_HOST and take MOTCUA_EMAIL_BACKEND away."),
        )


def _database(at: datetime) -> Iterator[Finding]:
    if not health.database_answers():
        yield Finding(
            Level.WRONG,
            "database",
            _("The database does not answer."),
            _("Check MOTCUA_DATABASE and whether its server runs; the log above says what it answered."),
        )
    elif connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield from _postgresql()


def _sqlite() -> Iterator[Finding]:
    mode, seconds = _ask("PRAGMA journal_mode"), int(_ask("PRAGMA busy_timeout")) // 1000
    if (
        mode != "wal"
        or settings.DATABASES["default"]["OPTIONS"].get("transaction_mode") != "IMMEDIATE"
        or not seconds
    ):
        yield Finding(
            Level.WRONG,
            "database",
            _("SQLite does not run in the mode this program needs (journal %(mode)s).") % {"mode": mode},
            _(
                "Keep the database on a local disk, not on a shared folder, and leave its options as they are."
            ),
        )
    else:
        yield ok("database", _("SQLite answers, in WAL mode with immediate transactions."))
    path = Path(connection.settings_dict["NAME"])
    if os.name == "posix" and not settings.DEMO and path.exists() and _mode(path) & 0o077:
        said = _("Others on this machine can read %(path)s.") % {"path": path}
        yield Finding(Level.WARNING, "database", said, f"chmod 600 {path}")


def _postgresql() -> Iterator[Finding]:
    version = int(_ask("SHOW server_version_num"))
    if version < POSTGRES_OLDEST:
        said = _("PostgreSQL %(version)s is older than 14.") % {"version": _ask("SHOW server_version")}
        yield Finding(Level.WRONG, "database", said, _("Move the database to PostgreSQL 14 or newer."))
    elif _ask("SHOW server_encoding") != "UTF8":
        said = _("The database is not in UTF-8, so Vietnamese text cannot be kept.")
        yield Finding(Level.WRONG, "database", said, _("Make it again: createdb -E UTF8 …"))
    else:
        yield ok("database", _("PostgreSQL %(version)s answers.") % {"version": _ask("SHOW server_version")})
    if _ask("SHOW idle_in_transaction_session_timeout") in ("0", "0ms"):
        yield Finding(
            Level.WARNING,
            "idle-transactions",
            _("A forgotten open transaction would hold back the sealing of the chronicle for ever."),
            _(
                "Run on the server: ALTER SYSTEM SET idle_in_transaction_session_timeout = '60s'; then reload it."
            ),
        )


def _ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def _migrations(at: datetime) -> Iterator[Finding]:
    waiting = health.waiting_migrations()
    if waiting:
        said = ngettext(
            "%(number)s step is missing to bring the database to this version.",
            "%(number)s steps are missing to bring the database to this version.",
            len(waiting),
        )
        yield Finding(Level.WRONG, "migrations", said % {"number": len(waiting)}, _("Run: motcua migrate"))
    else:
        yield ok("migrations", _("The database is at this version."))


def _sealing(at: datetime) -> Iterator[Finding]:
    if not chronicle.is_at_home():
        moved = chronicle.OtherCluster
        yield Finding(Level.WRONG, "sealing", _(moved.sentence), _(moved.next_step))
        return
    age = chronicle.oldest_unsealed(at)
    if age is None or age < UNSEALED_WARNING:
        yield ok("sealing", _("The chronicle is sealed up to now."))
        return
    minutes = int(age.total_seconds() // 60)
    said = _("The oldest entry of the chronicle has waited %(minutes)s minutes for its seal.") % {
        "minutes": minutes
    }
    mend = _(
        "See that motcua work runs. On PostgreSQL look for long transactions in any database of the server."
    )
    yield Finding(Level.WRONG if age >= UNSEALED_WRONG else Level.WARNING, "sealing", said, mend)


def _notices(at: datetime) -> Iterator[Finding]:
    counts, oldest = notices.counts(), notices.oldest_due(at)
    stuck = counts["failed"] + counts["gave-up"]
    if oldest is not None and at - oldest > NOTICE_WARNING:
        said = _("Notices that are due have waited since %(moment)s.") % {"moment": writing.moment(oldest)}
        yield Finding(
            Level.WARNING, "notices", said, _("See that motcua work runs and that the mail server answers.")
        )
    if stuck:
        said = ngettext("%(number)s notice did not go out.", "%(number)s notices did not go out.", stuck)
        mend = _("Open Administration, Notices that did not go out: it says why, and sends them again.")
        yield Finding(Level.WARNING, "notices", said % {"number": stuck}, mend)
    elif oldest is None or at - oldest <= NOTICE_WARNING:
        yield ok("notices", _("Every notice went out or is still being tried."))


def _keys(at: datetime) -> Iterator[Finding]:
    folder = Path(settings.KEYS_DIR)
    try:
        present = keys.registry(folder=folder)
    except keys.KeyProblem as problem:
        yield Finding(Level.WRONG, "keys", str(problem), "")
        return
    uses = {key.use for key in present}
    open_to_others = [
        path for path in [folder, *folder.glob("*")] if os.name == "posix" and _mode(path) & 0o077
    ]
    for path in open_to_others:
        said = _("Others on this machine can read %(path)s.") % {"path": path}
        yield Finding(Level.WRONG, "keys", said, f"chmod {'700' if path.is_dir() else '600'} {path}")
    missing = [use for use in keys.USES if use not in uses]
    if missing:
        said = _("Keys that were not needed yet and will be made when they are: %(uses)s.") % {
            "uses": ", ".join(missing)
        }
        yield Finding(Level.NOTE, "keys", said)
    if not open_to_others:
        yield ok("keys", _("Keys are in %(folder)s, private to this user.") % {"folder": folder})


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _folders(at: datetime) -> Iterator[Finding]:
    folders = (settings.VAR, settings.FILES_DIR, settings.SEALS_DIR)
    blocked = [path for path in folders if not _writable(Path(path))]
    for path in blocked:
        said = _("This program cannot write to %(path)s.") % {"path": path}
        yield Finding(
            Level.WRONG,
            "folders",
            said,
            _("Give the folder to the user that runs motcua: chown -R … %s") % path,
        )
    if not blocked:
        yield ok("folders", _("The folders for files and seals can be written."))


def _writable(path: Path) -> bool:
    """A folder that is not there yet is made when needed, so its nearest parent counts."""
    while not path.exists():
        path = path.parent
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK)


def _disk(at: datetime) -> Iterator[Finding]:
    path = Path(settings.FILES_DIR)
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    said = _("%(free)s GB are free where files are kept.") % {"free": writing.number(free / 1024**3, 0)}
    if free >= FREE_BYTES_WARNING:
        yield ok("disk", said)
    else:
        mend = _("Make room on the disk of %(path)s, or move the files with MOTCUA_FILES.") % {"path": path}
        yield Finding(Level.WRONG if free < FREE_BYTES_WRONG else Level.WARNING, "disk", said, mend)


def _store(at: datetime) -> Iterator[Finding]:
    """A bucket must answer; the folder is looked at with the other folders."""
    if not settings.FILES_S3:
        return
    try:
        places.place().find("0" * 64)
    except (OSError, ImportError) as problem:
        said = _("The bucket for files does not answer: %(problem)s.") % {"problem": problem}
        yield Finding(
            Level.WRONG,
            "store",
            said,
            _("Check MOTCUA_FILES_S3 and its key, and whether motcua[s3] is installed."),
        )
    else:
        yield ok("store", _("Files are kept in a bucket, and it answers."))
        yield Finding(
            Level.NOTE,
            "store",
            _("Papers in the bucket are not in what motcua backup makes."),
            _("Keep the bucket's versions or copy it each night: docs/how-to/run-a-node.md, step 6."),
        )


def _files(at: datetime) -> Iterator[Finding]:
    """The folder must be the one that holds what the database knows."""
    found = whereabouts.state()
    path = {"path": settings.FILES_DIR, "node": settings.NODE}
    if found is whereabouts.Marked.ANOTHERS:
        said = _("%(path)s bears the mark of another node than %(node)s, so nothing is kept there.") % path
        mend = _("Point MOTCUA_FILES to this node's own folder; if it is this one: motcua documents folder")
        yield Finding(Level.WRONG, "files", said, mend)
    elif found is whereabouts.Marked.NOBODYS:
        said = _("The files that the database knows are not in %(path)s, so nothing is kept there.") % path
        mend = _(
            "Mount the disk that holds them. If they are lost: bring them back from a backup, then motcua documents folder"
        )
        yield Finding(Level.WRONG, "files", said, mend)
    elif not settings.FILES_S3:
        yield ok("files", _("%(path)s is the folder that holds the files.") % path)


def _scanner(at: datetime) -> Iterator[Finding]:
    if not settings.CLAMD:
        said = _("No virus scanner is set, so files are marked as not scanned.")
        yield Finding(
            Level.NOTE, "scanner", said, "apt install clamav-daemon; MOTCUA_CLAMD=/run/clamav/clamd.ctl"
        )
        return
    try:
        version = scanning.version(settings.CLAMD)
    except scanning.ScannerSilent:
        said = _("The virus scanner does not answer, so new files are marked as not scanned.")
        yield Finding(Level.WARNING, "scanner", said, _("Check MOTCUA_CLAMD and whether clamd runs."))
    else:
        yield ok("scanner", _("The virus scanner answers: %(version)s.") % {"version": version})


def _static(at: datetime) -> Iterator[Finding]:
    if health.static_collected():
        yield ok("static", _("Styles and scripts are collected."))
    else:
        said = _("The styles and scripts of this version are not collected, so pages would be bare.")
        yield Finding(Level.WRONG, "static", said, _("Run: motcua collectstatic --no-input"))


def _workers(at: datetime) -> Iterator[Finding]:
    beats = work.heartbeats(at)
    if not beats:
        said = _("No worker runs here: nothing is sealed, no notice is sent.")
        yield Finding(Level.WRONG, "workers", said, _("Start one: motcua work"))
        return
    for beat in beats:
        for job, failures in beat.failing.items():
            said = _("The job %(job)s failed %(failures)s times in a row.") % {
                "job": job,
                "failures": failures,
            }
            yield Finding(Level.WARNING, "workers", said, _("The log of motcua work says why."))
    said = ngettext("%(number)s worker runs.", "%(number)s workers run.", len(beats))
    yield ok("workers", said % {"number": len(beats)})


def _translations(at: datetime) -> Iterator[Finding]:
    missing = [
        path for path in sorted(PACKAGE.glob("**/LC_MESSAGES/*.po")) if not path.with_suffix(".mo").exists()
    ]
    if missing:
        rooms = ", ".join(path.relative_to(PACKAGE).parts[0] for path in missing)
        said = _("Translations are not compiled: %(rooms)s.") % {"rooms": rooms}
        yield Finding(
            Level.WRONG,
            "translations",
            said,
            _("Run: django-admin compilemessages (in each of these folders)"),
        )
    else:
        yield ok("translations", _("Translations are compiled."))


def _programs(at: datetime) -> Iterator[Finding]:
    """Programs of others that some acts need; what cannot be done without them is said."""
    wanted = [("msgfmt", _("compiles translations that were changed"), "apt install gettext")]
    if connection.vendor == "postgresql":
        wanted += [
            (name, _("needed for backup and restore"), "apt install postgresql-client")
            for name in ("pg_dump", "pg_restore")
        ]
    wanted += [(name, _("recognises the writing on scanned papers"), way) for name, way in PROGRAMS.items()]
    for name, purpose, way in wanted:
        if shutil.which(name):
            yield ok("programs", _("%(program)s is installed.") % {"program": name})
        else:
            level = Level.WARNING if name.startswith("pg_") else Level.NOTE
            said = _("%(program)s is not installed: %(purpose)s.") % {"program": name, "purpose": purpose}
            yield Finding(level, "programs", said, way)
