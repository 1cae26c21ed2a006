"""All settings of a node. Each comes from an environment variable named MOTCUA_…; docs/reference/settings.md lists them."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("MOTCUA_VAR", Path.cwd() / "var")).resolve()
DEMO = os.environ.get("MOTCUA_DEMO", "") == "1"
DEBUG = False
NODE = os.environ.get("MOTCUA_NODE", "H15")
# The national node that this node sends its states to; nothing at the nation itself.
NATION = os.environ.get("MOTCUA_NATION", "").rstrip("/")
# The national portal's own format (docs/reference/portal-format.md): who may send it to us, and where we send it.
PORTAL_SENDERS = os.environ.get("MOTCUA_PORTAL_SENDERS", "")
PORTAL_URL = os.environ.get("MOTCUA_PORTAL_URL", "")
PORTAL_AUTH_URL = os.environ.get("MOTCUA_PORTAL_AUTH_URL", "")
PORTAL_USER = os.environ.get("MOTCUA_PORTAL_USER", "")
PORTAL_PASSWORD = os.environ.get("MOTCUA_PORTAL_PASSWORD", "")
PORTAL_UNIT = os.environ.get("MOTCUA_PORTAL_UNIT", "")
PORTAL_DST = os.environ.get("MOTCUA_PORTAL_DST", "")
# Receivers of events on the inside that the operator trusts, by name or address.
WEBHOOK_HOSTS = tuple(
    os.environ.get("MOTCUA_WEBHOOK_HOSTS", "127.0.0.1,localhost" if DEMO else "").replace(",", " ").split()
)
KEYS_DIR = Path(os.environ.get("MOTCUA_KEYS", VAR / "keys")).resolve()
FILES_DIR = Path(os.environ.get("MOTCUA_FILES", VAR / "files")).resolve()
# A bucket instead of the folder, https://host/bucket; the folder still takes uploads in while they come.
FILES_S3 = os.environ.get("MOTCUA_FILES_S3", "").rstrip("/")
FILES_S3_KEY = os.environ.get("MOTCUA_FILES_S3_KEY", "")
FILES_S3_SECRET = os.environ.get("MOTCUA_FILES_S3_SECRET", "")
FILES_S3_REGION = os.environ.get("MOTCUA_FILES_S3_REGION", "")
# The virus scanner's socket, or its host:port; without it files are marked as not scanned.
CLAMD = os.environ.get("MOTCUA_CLAMD", "")
# Certificates (*.pem, *.crt) and lists of revoked ones (*.crl) by which signatures on what people hand in are judged.
TRUST_DIR = os.environ.get("MOTCUA_TRUST", "")
SEALS_DIR = Path(os.environ.get("MOTCUA_SEALS", VAR / "seals")).resolve()
# The extract of the records that figures are counted from; it can always be made again.
FIGURES_DIR = Path(os.environ.get("MOTCUA_FIGURES", VAR / "figures")).resolve()
# Templates of official papers of one's own, beside ours; empty: ours alone.
TEMPLATES_DIR = os.environ.get("MOTCUA_TEMPLATES", "")

# What the head and foot of each page say about this node.
NODE_NAMES = {
    "vi": os.environ.get("MOTCUA_NODE_NAME", "Tỉnh Đắk Lắk" if DEMO else ""),
    "en": os.environ.get("MOTCUA_NODE_NAME_EN", "Đắk Lắk province" if DEMO else ""),
}
HELP_PHONE = os.environ.get("MOTCUA_HELP_PHONE", "0262 000 0000" if DEMO else "")
HELP_HOURS = {
    "vi": os.environ.get(
        "MOTCUA_HELP_HOURS", "thứ Hai đến thứ Sáu, 7:00–11:30 và 13:30–17:00" if DEMO else ""
    ),
    "en": os.environ.get(
        "MOTCUA_HELP_HOURS_EN", "Monday to Friday, 7:00–11:30 and 13:30–17:00" if DEMO else ""
    ),
}


def secret_key() -> str:
    """The signing key of sessions: a file of mode 0600 beside the other keys, made on first use."""
    path = KEYS_DIR / "session-secret"
    if not path.exists():
        KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside, then linked: `serve` and `work` may start together, and neither may read half a key.
        with tempfile.NamedTemporaryFile("w", dir=KEYS_DIR) as file:  # mode 0600
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()


# Signatures: how long they must be checkable, and who says when they were made (RFC 3161).
SIGNATURE_LEVEL = os.environ.get("MOTCUA_SIGNATURE_LEVEL", "B-T")
TIME_STAMP_URL = os.environ.get("MOTCUA_TIME_STAMP_URL", "development:" if DEMO else "")

SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("MOTCUA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# The address people reach this node at, for links in notices and QR codes.
BASE_URL = os.environ.get("MOTCUA_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
# Web servers in front whose word on who is asking is taken (addresses or networks).
PROXIES = os.environ.get("MOTCUA_PROXIES", "127.0.0.1,::1").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

INSTALLED_APPS = [
    "motcua.operations",
    "motcua.portal",
    "motcua.indices",
    "motcua.figures",
    "motcua.exchange",
    "motcua.surveys",
    "motcua.feedback",
    "motcua.counter",
    "motcua.dossiers",
    "motcua.procedures",
    "motcua.documents",
    "motcua.notices",
    "motcua.law",
    "motcua.people",
    "motcua.chronicle",
    "motcua.design",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.design.middleware.ContentPolicy",
    "motcua.design.middleware.ChosenLanguage",
    "motcua.design.middleware.Doorstep",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "motcua.people.middleware.WhoAndWhen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "motcua.design.middleware.Refusals",
]
ROOT_URLCONF = "motcua.urls"
WSGI_APPLICATION = "motcua.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "motcua.design.context.frame",
            ],
            "builtins": ["motcua.design.templatetags.design", "django.templatetags.i18n"],
        },
    }
]


def database(url: str) -> dict:
    """A Django database from sqlite:///path or postgresql://user:password@host:port/name (host may be a socket folder, %2Fvar%2Frun)."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + parts.path.lstrip("/"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            # Nothing by psycopg's own count: what acts prepare goes by motcua/prepared.py.
            "prepare_threshold": None,
            # An open write elsewhere holds back the sealer; a forgotten one must end.
            # Compiling a statement pays for reports over millions of rows, not for pages.
            "options": "-c idle_in_transaction_session_timeout=60000 -c jit=off",
        },
    }


DATABASES = {"default": database(os.environ.get("MOTCUA_DATABASE", f"sqlite:///{VAR / 'motcua.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["motcua.people.door.KnownAccounts"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "people:sign-in"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
# The foundation is no Django app; its sentences are found here.
LOCALE_PATHS = [PACKAGE / "foundation" / "locale"]
FORMAT_MODULE_PATH = ["motcua.design.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "motcua.design.styles.BundledStorage",
        # Unlike papers, these may be read by a web server in front of us.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "motcua.documents.uploading.BoundedUpload",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# One tick is one field: more than any list lets one choose, so that the list itself says what to do about too many.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
UPLOAD_SIZE_BYTES_MAX = int(os.environ.get("MOTCUA_UPLOAD_MB_MAX", "20")) * 1024 * 1024
# A folder of papers packed, when an office moves in: as much as one request may carry.
PACKED_SIZE_BYTES_MAX = 10 * UPLOAD_SIZE_BYTES_MAX

# Calls to the open interface from one account, or from one address without a token, each minute, whichever worker answers.
API_CALLS_A_MINUTE_MAX = int(os.environ.get("MOTCUA_API_CALLS_A_MINUTE_MAX", "600"))

LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
if SECURE:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Health is asked by machines on the inside, without a certificate.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_FAILURE_VIEW = "motcua.design.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# The content policy's frame-ancestors says what X-Frame-Options would; the preload list is the owner of the
# domain's to ask for, not the program's.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]

EMAIL_BACKEND = os.environ.get(
    "MOTCUA_EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend"
    if DEMO
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = os.environ.get("MOTCUA_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("MOTCUA_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("MOTCUA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MOTCUA_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MOTCUA_EMAIL_TLS", "") == "1"
EMAIL_TIMEOUT = 20
# Gateways for text messages and chat, addresses of `apprise` with {to}; off until the operator sets one.
SMS_GATEWAY = os.environ.get("MOTCUA_SMS_GATEWAY", "")
CHAT_GATEWAY = os.environ.get("MOTCUA_CHAT_GATEWAY", "")
GATEWAY_SCHEMES = tuple(
    word.strip()
    for word in os.environ.get("MOTCUA_GATEWAY_SCHEMES", "jsons,forms").split(",")
    if word.strip()
)
GATEWAY_SECONDS = float(os.environ.get("MOTCUA_GATEWAY_SECONDS", "5"))
SMS_WITH_MARKS = os.environ.get("MOTCUA_SMS_WITH_MARKS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("MOTCUA_EMAIL_FROM", "motcua@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without-addresses": {"()": "motcua.design.logs.WithoutAddresses"}},
    "loggers": {
        "django.request": {"filters": ["without-addresses"]},
    },
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("MOTCUA_LOG", "INFO")},
}
