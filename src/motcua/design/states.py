"""The ten national states of a dossier as people read them: a word, a shape, a colour."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The number is the national code; its icon is s<number> in the sprite and its colour [data-state] in marks.css.
WORDS: dict[int, Promise] = {
    1: _("Newly submitted"),
    2: _("Taken in"),
    3: _("Not taken in"),
    4: _("Being handled"),
    5: _("Waiting for papers"),
    6: _("Waiting for payment"),
    7: _("Withdrawn"),
    8: _("Stopped"),
    9: _("Result ready"),
    10: _("Result handed over"),
}
