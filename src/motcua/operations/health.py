"""Is this node fit to answer? Short questions for /healthz and `serve`; `doctor` asks more."""

import json
import logging
import socket

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger(__name__)
PORTS_TRIED = 20


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        logger.exception("the database does not answer")
        return False


def waiting_migrations() -> list[str]:
    """Migrations of this version that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


class Fitness:
    """Whether to send people here. That all migrations were applied is asked until the answer is yes, then remembered:
    a newer version of the code is a new process."""

    migrated = False

    def fit(self) -> bool:
        if not database_answers():
            return False
        self.migrated = self.migrated or not waiting_migrations()
        return self.migrated


def static_collected() -> bool:
    """Whether the styles and scripts of this version lie where the server looks for them."""
    try:
        paths = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    except (FileNotFoundError, ValueError, KeyError):
        return False
    return all((settings.STATIC_ROOT / path).exists() for path in paths.values())


def port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, port: int) -> int | None:
    """The next free port from this one on, to be offered."""
    return next((p for p in range(port, port + PORTS_TRIED) if port_is_free(host, p)), None)
