"""Four tables that only grow (refused to change by triggers), one that finds in them, and two that remember a place."""

from django.db import models


class Entry(models.Model):
    """One thing that happened, as its act wrote it. Never changed, never removed."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(
        help_text="Chance, so that a hash cannot be guessed from the few codes an entry holds."
    )
    kind = models.CharField(max_length=81)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=90)
    agency = models.CharField(max_length=120)
    at = models.DateTimeField()
    data = models.JSONField()
    hash = models.BinaryField(max_length=32)
    # On PostgreSQL the database itself fills in the writing transaction, with an index over (xid, id)
    # (sql/horizon_0002.postgresql.sql); on SQLite the id alone is the order.
    xid = models.BigIntegerField(db_default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Epoch(models.Model):
    """A stretch of history without a restore in it. The first one has no row."""

    number = models.IntegerField(primary_key=True)
    began_at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    after_position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.number} from {self.after_position + 1}"


class Seal(models.Model):
    """The sealer's signed word on one lot of entries, chained to the seal before it."""

    number = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    node = models.CharField(max_length=40)
    at = models.DateTimeField()
    first = models.BigIntegerField()
    count = models.IntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    key = models.CharField(max_length=80)
    signature = models.BinaryField(max_length=64)
    hash = models.BinaryField(max_length=32)
    # The first four bytes of each entry hash. No evidence, only a finger that points: with it a lot that does
    # not fit its root can say which entry was changed, removed or put in.
    marks = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first"], name="chronicle_seal_first")]

    def __str__(self) -> str:
        return f"{self.number}: {self.first}+{self.count}"


class Leaf(models.Model):
    """The place of an entry in the one order everyone reads: dense, given by the sealer.

    The database does not check its two references: only the sealer writes leaves, in one statement that reads the
    entries; nothing is ever removed; `verify` finds what is missing. The checks cost three quarters of sealing.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="leaf", db_constraint=False)
    hash = models.BinaryField(max_length=32)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves", db_constraint=False)

    class Meta:
        indexes = [models.Index(fields=["hash"], name="chronicle_leaf_hash")]

    def __str__(self) -> str:
        return str(self.position)


class Occurrence(models.Model):
    """At which positions things of one kind stand: how a follower of a rare kind gets there without reading the rest.

    No evidence: the sealer writes it beside the leaves, and it can be made again of these and the entries.
    """

    pk = models.CompositePrimaryKey("kind", "position")
    kind = models.CharField(max_length=81)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class Sealer(models.Model):
    """Where the sealer stands: everything up to (xid, entry) has its leaf. One row, locked while sealing."""

    id = models.SmallIntegerField(primary_key=True)
    xid = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)
    # The cluster whose transaction ids count now, and what is added to them so that they continue those of the
    # clusters before it (actions.adopt).
    cluster = models.CharField(max_length=20, blank=True)
    xid_offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"({self.xid}, {self.entry})"


class Cursor(models.Model):
    """How far a follower has read."""

    follower = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.follower} {self.position}"
