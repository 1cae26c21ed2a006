"""Short codes by which a draft is gone on with on another device or at the counter."""

from django.db import models


class DraftCode(models.Model):
    """The one short code of a draft. Nothing that opens it is stored: keyed hashes, and how often somebody was wrong."""

    draft = models.OneToOneField("Draft", on_delete=models.CASCADE, related_name="code", primary_key=True)
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    # The one-time code that was sent to the telephone last; empty once it was used.
    once_hash = models.CharField(max_length=64, blank=True)
    once_until = models.DateTimeField(null=True)
