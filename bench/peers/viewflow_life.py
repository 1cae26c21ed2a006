"""Six handled tasks a process with Viewflow's flows, one after the other in one process."""

import json
import os
import time

import django
from django.conf import settings

LIVES = int(os.environ["BENCH_LIVES"])


def main() -> None:
    import psycopg

    with psycopg.connect(
        host=os.environ["BENCH_SERVER"], user="app", dbname="postgres", autocommit=True
    ) as admin:
        admin.execute("DROP DATABASE IF EXISTS viewflow WITH (FORCE)")
        admin.execute("CREATE DATABASE viewflow")
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "viewflow", "viewflow.workflow", "bench.peers.six"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql", "NAME": "viewflow", "USER": "app", "HOST": os.environ["BENCH_SERVER"],
                "CONN_MAX_AGE": None,
            }
        },
        ROOT_URLCONF=__name__,
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.peers.six.flows import life

    for _ in range(5):
        life()
    start = time.perf_counter()
    for _ in range(LIVES):
        life()
    print(json.dumps({"per_second": LIVES / (time.perf_counter() - start)}))


urlpatterns: list = []

if __name__ == "__main__":
    main()
