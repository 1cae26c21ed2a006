"""Tables of the room; docs/reference/exchange.md says who writes which. The first three belong to a local node."""

from django.db import models

from motcua.exchange.rules import Kind, Side


class Outbox(models.Model):
    """How far this node has been heard by the nation. One row."""

    id = models.SmallIntegerField(primary_key=True)
    epoch = models.IntegerField(default=0)  # 0: not yet asked from where to send
    position = models.BigIntegerField(default=0)
    scanned = models.BigIntegerField(default=0)  # beyond it: nothing to send up to here
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=60, blank=True)  # code of the last refusal or failure
    told = models.CharField(max_length=300, blank=True)  # the nation's own sentence
    next_at = models.DateTimeField(null=True)  # nothing is sent before
    heard_at = models.DateTimeField(null=True)  # the last acknowledgement
    lot = models.PositiveIntegerField(default=500)  # entries a batch, smaller under back-pressure
    seal = models.BigIntegerField(default=0)  # number of the last seal that was countersigned
    seal_problem = models.CharField(max_length=60, blank=True)
    compared_at = models.DateTimeField(null=True)  # the last comparison of everything with the nation

    def __str__(self) -> str:
        return f"{self.epoch}:{self.position}"


class Aside(models.Model):
    """A record that could not travel. Shown on the health page, blocks nobody; settled when it is sent again."""

    node = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    code = models.CharField(max_length=60)
    side = models.CharField(max_length=8, choices=[(side.value, side.value) for side in Side])
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="one_aside_a_dossier")]

    def __str__(self) -> str:
        return f"{self.number}: {self.code}"


class Replay(models.Model):
    """A dossier whose record is to be sent again on its own; gone when the nation has it."""

    number = models.CharField(max_length=60, primary_key=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Countersign(models.Model):
    """The nation's signature under one of our seals: the outside witness without which sealing proves little."""

    seal = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)
    key = models.CharField(max_length=80)
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.seal)


class Node(models.Model):
    """A node of the country, as the nation knows it."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    # Identifiers whose dossiers it may send, "H15": the last or first part of an agency's identifier.
    scopes = models.JSONField(default=list)
    software = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=200, blank=True)  # where people reach it: https://…
    simulated = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    connected_at = models.DateTimeField(null=True)  # its first signed word that was understood
    seen_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)  # when it last compared everything
    differed = models.IntegerField(default=0)  # days that differed then
    head = models.BigIntegerField(default=0)  # its own last sealed position, as it last said
    suspended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why suspended

    def __str__(self) -> str:
        return self.code


class NodeKey(models.Model):
    """A public key of a node: for batches or for seals. A rotated key ends; a revoked one is believed no more."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="keys")
    key = models.CharField(max_length=80, unique=True)
    use = models.CharField(max_length=12)  # "exchange" or "seal"
    public = models.BinaryField(max_length=32)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Stream(models.Model):
    """How far one epoch of a node has been received. The node's row is the lock."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="streams", db_index=False)
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "epoch"], name="one_stream_an_epoch")]

    def __str__(self) -> str:
        return f"{self.node_id}/{self.epoch}: {self.position}"


class Batch(models.Model):
    """One signed batch as it came: evidence of what a node said, to be checked without us."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="batches", db_index=False)
    epoch = models.IntegerField()
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    count = models.PositiveIntegerField()
    applied = models.PositiveIntegerField()
    replay = models.BooleanField(default=False)
    key = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    signed = models.JSONField()  # the headers that were signed, and the signature
    body = models.BinaryField()  # compressed, as it came
    lag_seconds = models.FloatField(
        null=True
    )  # from the newest change in it to its commit; none of what a node said of the time before it joined
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["node", "epoch", "upto"], name="batches_of_node"),
            models.Index(fields=["received_at"], name="batches_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id}/{self.epoch}: {self.after}–{self.upto}"


class State(models.Model):
    """The present state of one dossier of the country. No names of people. Written by the merge alone.

    One index beside the key, on columns that never change: an update of a state moves no index (HOT).
    """

    number = models.CharField(max_length=60, primary_key=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()  # of the submission
    epoch = models.IntegerField()
    revision = models.IntegerField()
    position = models.BigIntegerField()
    procedure = models.CharField(max_length=60)
    agency = models.CharField(max_length=40)
    place = models.CharField(max_length=40)
    channel = models.SmallIntegerField()
    state = models.SmallIntegerField()
    since = models.DateTimeField()
    submitted = models.DateTimeField()
    received = models.DateTimeField(null=True)
    promised = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    returned = models.DateTimeField(null=True)
    late = models.BooleanField(null=True)
    electronic = models.BooleanField()
    simulated = models.BooleanField()
    check_hash = models.BinaryField(max_length=16, db_column="check_hash")
    times = models.IntegerField(default=1)  # how many states of it were applied

    class Meta:
        indexes = [models.Index(fields=["node", "day"], name="states_of_day")]

    def __str__(self) -> str:
        return self.number


class Place(models.Model):
    """An office that records name."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "code"], name="one_place_a_code")]

    def __str__(self) -> str:
        return self.code


class Lost(models.Model):
    """What the nation has of a dossier and the node lost in a restore: kept as it was, never overwritten."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    epoch = models.IntegerField()
    revision = models.IntegerField()
    position = models.BigIntegerField()
    record = models.JSONField()
    listed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # what was agreed when it was settled

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "number", "epoch", "revision"], name="lost_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.epoch}, {self.revision})"


class Counter(models.Model):
    """A running figure of a node, folded in the merge; equal to counting its states again at any moment."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=30)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "name"], name="one_counter_a_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class HeldSeal(models.Model):
    """A seal of a sender's chronicle, checked and countersigned."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    epoch = models.IntegerField()
    seal = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    statement = models.JSONField()
    key = models.CharField(max_length=80)  # ours
    signature = models.BinaryField(max_length=64)  # ours
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "epoch", "seal"], name="one_seal_a_number")]

    def __str__(self) -> str:
        return f"{self.node_id}: {self.seal}"


from motcua.exchange import tables_of_submissions as _submissions  # noqa: E402  Django finds tables here

Drawn = _submissions.Drawn
Following = _submissions.Following
Landing = _submissions.Landing
Offer = _submissions.Offer
Series = _submissions.Series
Submission = _submissions.Submission
SubmissionFile = _submissions.SubmissionFile
