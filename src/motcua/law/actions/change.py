"""What every change of this room does last: mark the revision, so that each process reads the tables again."""

import secrets

from django.db import transaction

from .. import queries
from ..models import Revision


def announce() -> None:
    Revision.objects.update_or_create(pk=1, defaults={"mark": secrets.token_hex(8)})
    # Now, for the rest of this act; and once more when it holds, in case another thread read in between.
    queries.forget()
    transaction.on_commit(queries.forget)
