"""What bench/desk_server.py asks of a filled database, each word a process of its own: `sessions`, `open`, `holiday`."""

import json
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.dossiers.models import Recount

CLIENTS, ROWS = 16, 100
OPEN_MIN = 100_000
PAUSE_SECONDS = 1.0  # of the job between its runs


def main(word: str) -> None:
    import django

    django.setup()
    print(json.dumps({"sessions": sessions, "open": fill_open, "holiday": holiday}[word]()))


def sessions() -> dict[str, object]:
    """Cookies of officers who have a hundred requests before them, as many as there are clients; and a list as long as a file may be."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from motcua.dossiers.queries import desk, desk_lines
    from motcua.dossiers.rules.states import OPEN
    from motcua.people import queries as people
    from motcua.people.models import Account

    at, accounts, most = timezone.now(), [], (0, "", "")
    for account in Account.objects.filter(name__startswith="demo.", person__officer__isnull=False).order_by(
        "pk"
    ):
        reach = people.reach(account, at)
        client = Client()
        client.force_login(account)
        cookie = (
            f"Cookie: {settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )
        for state in (None, *OPEN):
            wanted = desk.Filter(view=desk.View.ALL, state=state)
            rows = desk_lines.size(reach, at=at, wanted=wanted, most=desk_lines.FILE_ROWS_MAX)
            if state is None and rows >= ROWS:
                accounts.append(cookie)
            if rows <= desk_lines.FILE_ROWS_MAX:  # more is refused as a file
                most = max(most, (rows, f"xem=tat-ca&trang-thai={state or ''}", cookie))
    assert accounts, "nobody has a hundred requests before them: ask for a larger sample"
    return {
        "cookies": [accounts[n % len(accounts)] for n in range(CLIENTS)],
        "officers": len(accounts),
        "most": most,
    }


def fill_open() -> int:
    """Copies of the requests that run, until there are a hundred thousand; how many there are."""
    from django.db import connection

    from motcua.dossiers.models import Dossier
    from motcua.dossiers.rules.recount import COUNTED

    running = Dossier.objects.filter(state__in=COUNTED)
    left_out = {"id", "key", "submission", "number", "representation_id", "bundle_id"}
    columns = [f'"{field.column}"' for field in Dossier._meta.concrete_fields if field.column not in left_out]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        while (there := running.count()) < OPEN_MIN:
            cursor.execute(
                f"INSERT INTO dossiers_dossier (key, submission, number, {names}) "
                f"SELECT gen_random_uuid(), gen_random_uuid(), 'MP.' || upper(md5(random()::text)) || '-20260101-0001', {names} "
                "FROM dossiers_dossier WHERE state = ANY(%s) AND due_at > now() ORDER BY id LIMIT %s",
                [[int(state) for state in COUNTED], OPEN_MIN - there],
            )
            assert cursor.rowcount, "nothing runs here"
        cursor.execute("VACUUM ANALYZE dossiers_dossier")
    return there


def holiday() -> dict[str, object]:
    told, seconds = count_again(pause_seconds=PAUSE_SECONDS)
    return {"seconds": seconds, "seen": told.seen, "moved": told.moved}


def count_again(*, pause_seconds: float) -> tuple["Recount", float]:
    """A day off of the whole province is decided now, and every request counted again as the worker does it."""
    from datetime import timedelta

    from django.utils import timezone

    from motcua.chronicle.queries import Sealed
    from motcua.dossiers.actions import recounting
    from motcua.dossiers.models import Recount
    from motcua.dossiers.rules.recount import GATHER
    from motcua.law.models import CalendarOverride

    at = timezone.now()
    day = timezone.localdate(at) + timedelta(days=1)
    while day.weekday() > 4 or CalendarOverride.objects.filter(date=day).exists():
        day += timedelta(days=1)
    decided = CalendarOverride.objects.create(
        date=day, kind="off", name="Ngày nghỉ đột xuất", basis="QĐ mô phỏng"
    )
    recounting.gather(
        Sealed(
            position=decided.pk,
            kind="",
            subject=f"law-day:{decided.pk}",
            actor="",
            at=at - GATHER,
            agency="",
            data={},
        )
    )
    began = time.perf_counter()
    while recounting.go_on(at=timezone.now()):
        time.sleep(pause_seconds)
    told = Recount.objects.order_by("-pk").first()
    assert told is not None and told.finished_at is not None
    return told, time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1])
