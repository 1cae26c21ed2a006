"""Somebody who owns the database, and in the worst case the key too."""

from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from motcua.chronicle import queries, rules
from motcua.chronicle.models import Entry, Leaf, Seal
from motcua.foundation import keys
from tests.chronicle.guard import lifted


@contextmanager
def owning_the_database():
    """No trigger and no foreign key stands in the way."""
    postgresql = connection.vendor == "postgresql"
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica" if postgresql else "PRAGMA foreign_keys = OFF"
        )
        try:
            yield run
        finally:
            cursor.execute(
                "SET session_replication_role = DEFAULT" if postgresql else "PRAGMA foreign_keys = ON"
            )


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def entry_at(position):
    return Leaf.objects.get(position=position).entry_id


def change(position):
    run("UPDATE chronicle_entry SET actor = 'mandate:666' WHERE id = %s", entry_at(position))


def mend_hashes(position, *, marks=False):
    """Make entry and leaf agree again."""
    entry = Leaf.objects.get(position=position).entry
    digest = rules.entry_hash(queries.entry_content(entry))
    run("UPDATE chronicle_entry SET hash = %s WHERE id = %s", digest, entry.id)
    run("UPDATE chronicle_leaf SET hash = %s WHERE position = %s", digest, position)
    if marks:
        for seal in Seal.objects.all():
            hashes = [bytes(h) for h in seal.leaves.order_by("position").values_list("hash", flat=True)]
            run("UPDATE chronicle_seal SET marks = %s WHERE number = %s", rules.marks(hashes), seal.number)


def renumber(*, after, by):
    """Move all later positions, in two strokes so that they do not collide."""
    run("UPDATE chronicle_leaf SET position = -position WHERE position > %s", after)
    run("UPDATE chronicle_leaf SET position = -position + %s WHERE position < 0", by)


def remove(position):
    entry = entry_at(position)
    run("DELETE FROM chronicle_leaf WHERE position = %s", position)
    run("DELETE FROM chronicle_entry WHERE id = %s", entry)


def forge_entry(*, like):
    """A new row like that of a position, with hash and everything; its id."""
    model = Leaf.objects.get(position=like).entry
    model.id = None
    model.actor = "mandate:666"
    model.hash = rules.entry_hash(queries.entry_content(model))
    model.save(force_insert=True)
    return model.id


def insert(position, *, seal):
    """Put a forged entry in, moving the later ones."""
    forged = forge_entry(like=position - 1)
    renumber(after=position - 1, by=1)
    run(
        "INSERT INTO chronicle_leaf (position, entry_id, hash, seal_id) SELECT %s, id, hash, %s FROM chronicle_entry WHERE id = %s",
        position,
        seal,
        forged,
    )


def cut(*, from_seal):
    entries = list(Leaf.objects.filter(seal_id__gte=from_seal).values_list("entry_id", flat=True))
    run("DELETE FROM chronicle_leaf WHERE seal_id >= %s", from_seal)
    run("DELETE FROM chronicle_seal WHERE number >= %s", from_seal)
    Entry.objects.filter(id__in=entries).delete()


def reseal():
    """With the key: every seal says what the rows say now, and the chain is whole."""
    key = keys.key("seal", folder=Path(settings.KEYS_DIR))
    previous, first = rules.NO_SEAL, 1
    for seal in Seal.objects.order_by("number"):
        hashes = [bytes(h) for h in seal.leaves.order_by("position").values_list("hash", flat=True)]
        seal.first, seal.count, seal.previous = first, len(hashes), previous
        seal.root, seal.marks = rules.root(hashes), rules.marks(hashes)
        says = queries.seal_statement(seal)
        seal.hash, seal.signature = (
            rules.statement_hash(says),
            keys.ed25519(key).sign(rules.seal_message(says)),
        )
        seal.save(force_update=True)
        previous, first = seal.hash, first + seal.count


@transaction.atomic
def swap_leaves(one, other):
    run("UPDATE chronicle_leaf SET position = -1 WHERE position = %s", one)
    run("UPDATE chronicle_leaf SET position = %s WHERE position = %s", one, other)
    run("UPDATE chronicle_leaf SET position = %s WHERE position = -1", other)


def swap_entries(one, other):
    """The leaves stay, and point to each other's entries."""
    first, second = entry_at(one), entry_at(other)
    run("UPDATE chronicle_leaf SET entry_id = -1 WHERE position = %s", one)
    run("UPDATE chronicle_leaf SET entry_id = %s WHERE position = %s", first, other)
    run("UPDATE chronicle_leaf SET entry_id = %s WHERE position = %s", second, one)
