from django.db import models

from motcua.notices.rules import State


class Notice(models.Model):
    """One thing to tell one person. Once sent, only that it was sent is kept: no address, name or values."""

    template = models.CharField(max_length=80)  # "dossiers/received"
    subject = models.CharField(
        max_length=80, db_index=True
    )  # what it is about, as the speaking room names it
    language = models.CharField(max_length=5)
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    sent_to = models.CharField(max_length=254, blank=True)  # the address, masked
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in State], default=State.QUEUED.value
    )
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], name="notices_due", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=["-id"], name="notices_stuck", condition=models.Q(state__in=["failed", "gave-up"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.template} {self.state}"
