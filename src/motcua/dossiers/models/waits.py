"""Pauses of the term: papers that are missing, money that is owed (docs/reference/acts.md)."""

from django.db import models
from django.db.models import Q


class WaitKind(models.TextChoices):
    SUPPLEMENT = "supplement"
    DUTY = "financial-duty"


class Wait(models.Model):
    """One pause of the term: why, for which papers or which money owed, until when, and when it ended."""

    dossier = models.ForeignKey("Dossier", on_delete=models.PROTECT, related_name="waits")
    kind = models.CharField(max_length=20, choices=WaitKind.choices)
    number = models.PositiveSmallIntegerField()
    from_state = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    # Papers asked: code, name, quantity, what. Money owed: name, amount, basis.
    items = models.JSONField(default=list)
    payee = models.CharField(max_length=300, blank=True, default="")  # who collects what is owed, and where
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=100, blank=True, default="")  # of payment: the receipt's number
    # What stands on the receipt; empty where only its number was written down, as until now.
    paid_amount = models.BigIntegerField(null=True)  # in đồng
    paid_on = models.DateField(null=True)
    payer = models.CharField(max_length=200, blank=True, default="", db_default="")
    reminded_at = models.DateTimeField(null=True)
    # The date in force when the clock stopped: whoever was told it is told no earlier one afterwards.
    due_before = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)  # taken back: it never stopped the clock

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(answered_at__isnull=True), name="one_open_wait"
            )
        ]
        indexes = [
            models.Index(
                fields=["answer_by", "id"],
                name="waits_to_remind",
                condition=Q(answered_at__isnull=True, reminded_at__isnull=True),
            )
        ]

    @property
    def total(self) -> int:
        """What is owed in all, in đồng."""
        return sum(int(item.get("amount", 0)) for item in self.items)
