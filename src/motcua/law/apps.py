from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "motcua.law"

    def ready(self) -> None:
        """Forms take answers from the named tables that are kept here."""
        from motcua.foundation.forms import tables
        from motcua.law import queries

        tables.read_from(queries.table, queries.table_names)
