"""A framework file is loaded as it is, once; a changed file is another version."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Forbidden
from motcua.people.rules import Reach, Role

from ... import frameworks
from ...models import FrameworkVersion
from ...rules.round_refusals import FrameworkKnown
from ...rules.rounds import RoundKind


def load_framework(*, text: str, reach: Reach, at: datetime) -> int:
    """Read a framework file, check that it holds together, and keep what it says."""
    if not reach.holds(Role.HOME_AFFAIRS, Role.OPERATOR):
        raise Forbidden
    framework = frameworks.load(text)
    document, digest = frameworks.canonical(framework)
    try:
        with transaction.atomic():
            version = FrameworkVersion.objects.create(
                code=framework.code,
                level=framework.level,
                name=framework.name.vi,
                name_en=framework.name.en,
                starts=framework.starts,
                ends=framework.ends,
                complete=framework.complete,
                fictional=framework.fictional,
                document=document,
                digest=digest,
                loaded_at=at,
                loaded_by=reach.actor,
            )
            chronicle.append(
                kind=RoundKind.FRAMEWORK_LOADED,
                subject=str(version),
                actor=reach.actor,
                at=at,
                data={"code": framework.code, "digest": digest},
            )
    except IntegrityError:
        raise FrameworkKnown from None
    return int(version.pk)
