"""Any part of a name is found by an index of PostgreSQL's pg_trgm, where the database has it and lets us have it.

Without it, and on SQLite, the same search reads the names one by one: slower with many, never different.
"""

from django.db import DatabaseError, migrations, transaction

AVAILABLE = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
INDEX = """
CREATE INDEX IF NOT EXISTS dossiers_name_parts ON dossiers_dossier USING gin (applicant_folded gin_trgm_ops)
"""


def by_parts(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE)
        if cursor.fetchone() is None:
            return
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(EXTENSION)
                cursor.execute(INDEX)
        except DatabaseError:
            return  # the owner of the database did not let us; docs/how-to/run-a-node.md says how it is done later


def no_more(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS dossiers_name_parts")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_electronic_results")]

    operations = [migrations.RunPython(by_parts, no_more)]
