"""Settings of the tests: throw-away folders, fast password hashing, the database named by MOTCUA_TEST_DATABASE."""

import atexit
import os
import shutil
import tempfile

_place = tempfile.mkdtemp(prefix="motcua-test-")
atexit.register(shutil.rmtree, _place, ignore_errors=True)
os.environ.setdefault("MOTCUA_VAR", _place)
os.environ["MOTCUA_DATABASE"] = os.environ.get("MOTCUA_TEST_DATABASE", f"sqlite:///{_place}/test.sqlite3")

from motcua.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].pop("CONN_MAX_AGE", None)  # noqa: F405
if "postgresql" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405  the test database is dropped at the end
else:
    DATABASES["default"]["TEST"] = {"NAME": f"{_place}/test.sqlite3"}  # noqa: F405  a file, so that threads race on it
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
