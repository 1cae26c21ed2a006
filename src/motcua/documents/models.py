from django.db import models


class File(models.Model):
    """One file that was handed in. Two rows with one hash share their bytes on disk."""

    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    stored_by = models.CharField(max_length=80)  # an actor: opaque, never a name
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.media_type}"


class Hold(models.Model):
    """Someone needs this file. A file that nobody holds is removed after a grace time."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="holds")
    holder = models.CharField(max_length=80)  # "dossiers.paper:17"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "holder"], name="documents_hold_once")]

    def __str__(self) -> str:
        return f"{self.holder} holds {self.file_id}"
