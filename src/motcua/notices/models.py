from django.db import models

from motcua.notices.rules import QUIET_FROM, QUIET_UNTIL, Channel, State


class Notice(models.Model):
    """One thing to tell one person. Once sent, only that it was sent is kept: no address, name or values."""

    template = models.CharField(max_length=80)  # "dossiers/received"
    subject = models.CharField(
        max_length=80, db_index=True
    )  # what it is about, as the speaking room names it
    language = models.CharField(max_length=5)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    # Whose choice of ways and hours counts; forgotten with the address.
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
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
    # By which way it went, or is tried now; those tried before it ("sms", or "sms?" when only out of reach); since when.
    channel = models.CharField(
        max_length=5, blank=True, default="", choices=[(c.value, c.value) for c in Channel]
    )
    tried = models.CharField(max_length=40, blank=True, default="")
    trying_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], name="notices_due", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=["-id"], name="notices_stuck", condition=models.Q(state__in=["failed", "gave-up"])
            ),
            # What is still tried for somebody: later notices wait for it, so that they come in their order.
            models.Index(
                fields=["person", "email", "id"],
                name="notices_in_order",
                condition=models.Q(state="queued", attempts__gt=0)
                | models.Q(state="queued", last_error__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.template} {self.state}"


class Reaching(models.Model):
    """How one person wants to be reached; who never chose has no row."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    order = models.CharField(max_length=20)  # "sms,email"
    chat = models.CharField(max_length=200, blank=True)  # their name or number there
    quiet_from = models.PositiveSmallIntegerField(default=QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=QUIET_UNTIL)
    language = models.CharField(max_length=5, blank=True, default="")  # none: that of each request
    digest = models.BooleanField(default=True)  # what lies with an officer, each morning of work

    def __str__(self) -> str:
        return f"reaching of person {self.person_id}"
