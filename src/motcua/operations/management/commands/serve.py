"""`motcua serve`: the production server (granian, WSGI)."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from motcua.operations import health

WORKER_STOP_SECONDS_MAX = 20


class Command(BaseCommand):
    help = "serve the pages; behind a web server with a certificate when people reach it from outside"

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="loopback unless said otherwise")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1), help="processes")
        parser.add_argument("--threads", type=int, default=4, help="threads of each process")
        parser.add_argument("--quiet", action="store_true", help="say nothing but warnings")

    def handle(self, *, host, port, workers, threads, quiet, **options):
        check_ready(host=host, port=port)
        forget_connections()
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels

        Granian(
            "motcua.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            workers_kill_timeout=WORKER_STOP_SECONDS_MAX,
            respawn_failed_workers=True,
            log_level=LogLevels.warning if quiet else LogLevels.info,
            websockets=False,
        ).serve()


def forget_connections() -> None:
    """The workers are forks of this process: a pool of connections opened here would reach them without its threads,
    and one connection would be everybody's.
    """
    for one in connections.all():
        one.close()
        if hasattr(one, "close_pool"):
            one.close_pool()


def check_ready(*, host: str, port: int) -> None:
    """Say what is missing before anybody is let in."""
    if not health.database_answers():
        raise CommandError("The database does not answer. Run: motcua doctor")
    waiting = health.waiting_migrations()
    if waiting:
        raise CommandError(f"The database is {len(waiting)} steps behind this version. Run: motcua migrate")
    if not health.static_collected():
        raise CommandError("Styles and scripts are not collected. Run: motcua collectstatic --no-input")
    if not settings.DEMO and "*" in settings.ALLOWED_HOSTS:
        raise CommandError("MOTCUA_HOSTS may not be *. Name the hosts of this node.")
    if not health.port_is_free(host, port):
        other = health.free_port(host, port)
        raise CommandError(f"Port {port} is taken." + (f" Try: motcua serve --port {other}" if other else ""))
