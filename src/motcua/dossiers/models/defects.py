"""What was wrong with papers that a letter sent back (docs/reference/counter.md)."""

from django.db import models

from motcua.dossiers.models.dossier import Dossier
from motcua.dossiers.models.kinds import choices
from motcua.dossiers.rules.defects import CODE_CHARACTERS_MAX, Defect, Letter


class FoundDefect(models.Model):
    """One thing wrong with one paper or answer, as one act of a dossier said it. Codes only: the words stay in the letter."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="defects")
    seq = models.PositiveIntegerField()  # of the act that said it
    letter = models.CharField(max_length=10, choices=choices(Letter))
    procedure = models.CharField(max_length=60)  # its code, which all versions share
    code = models.CharField(max_length=CODE_CHARACTERS_MAX)  # of the paper; of an answer, with its sign
    kind = models.CharField(max_length=15, choices=choices(Defect))
    found_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)  # the act was taken back

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq", "code", "kind"], name="defect_once_a_letter")
        ]
        indexes = [
            models.Index(fields=["found_at", "id"], name="defects_by_day"),
            models.Index(fields=["procedure", "found_at"], name="defects_of_procedure"),
        ]
