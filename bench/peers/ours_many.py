"""The work of bench/many.py in one process, on a filled database; one JSON line of what it took."""

import json
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
LOT = 500
CLIENTS, PAGES_EACH, LIST_ROWS = 16, 4, 100
LINES = 24_000
MB = 1024  # of kilobytes


def main() -> None:
    import django

    os.environ["MOTCUA_LOG"] = "ERROR"
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    if len(sys.argv) > 1:
        print(json.dumps(taken_out(sys.argv[1])))
        return
    from motcua.dossiers.models import Dossier

    found: dict[str, Any] = {"dossiers": Dossier.objects.count()}
    # A process each, so that what one needed does not hide what the other needs.
    found["files"] = {
        kind: json.loads(
            subprocess.run(
                [sys.executable, "-m", "bench.peers.ours_many", kind], stdout=subprocess.PIPE, text=True, check=True
            ).stdout.strip().splitlines()[-1]
        )
        for kind in ("csv", "xlsx")
    }  # fmt: skip
    found["list"] = listed()
    found |= returned()
    print(json.dumps(found))


# The file ----------------------------------------------------------------------------------------------------


def taken_out(kind: str) -> dict[str, float]:
    """First byte and peak of memory above what the process needed for a page."""
    from bench.peers.ours_desk import signed_in
    from motcua.dossiers.queries import register

    client = signed_in("theo-doi")
    client.get("/so-theo-doi/")
    register.FILE_ROWS_MAX = 10**6
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    all_lines = register.all_lines

    def bounded(*given: Any, most: int, **named: Any) -> Any:
        return all_lines(*given, most=LINES, **named)

    with mock.patch.object(register, "all_lines", bounded):
        answer = client.get(f"/so-theo-doi/csv/?tu=2000-01-01&den=2099-12-31&dang={kind}")
        parts = iter(answer.streaming_content)
        size = len(next(parts))
        first = time.perf_counter() - began
        lines = 0
        for part in parts:
            size += len(part)
            lines += part.count(b"\r\n") if kind == "csv" else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "first": first,
        "seconds": time.perf_counter() - began,
        "peak_mb": (peak - idle) / MB,
        "bytes": size,
        "lines": lines - 1 if kind == "csv" else LINES,
    }


# The list ----------------------------------------------------------------------------------------------------


def listed() -> dict[str, Any]:
    """The desk with 100 rows for 16 clients at once; beside it the same page whose rows are known already."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.peers.ours_desk import WHOLE, signed_in
    from motcua.dossiers.pages import desk as page
    from motcua.dossiers.queries import bulk, desk, opinions, stuck, views

    clients = [signed_in("theo-doi") for _ in range(CLIENTS)]
    known: dict[str, Any] = {}
    asked = {
        "counts": (desk, desk.counts), "page": (desk, desk.page), "count_to_give": (opinions, opinions.count_to_give),
        "count": (stuck, stuck.count), "of": (views, views.of), "latest": (bulk, bulk.latest),
        "_procedures": (page, page._procedures), "_agencies": (page, page._agencies),
    }  # fmt: skip

    def keeping(name: str, function: Any) -> Any:
        def kept(*given: Any, **named: Any) -> Any:
            more = {"rows": LIST_ROWS} if name == "page" else {}
            known[name] = function(*given, **named, **more)
            return known[name]

        return kept

    def of_100(*given: Any, **named: Any) -> Any:
        return asked["page"][1](*given, **named, rows=LIST_ROWS)

    with _patched({name: (room, keeping(name, function)) for name, (room, function) in asked.items()}):
        clients[0].get(WHOLE)
    canned = {
        name: (room, lambda *_a, name=name, **_n: known[name])
        for name, (room, _f) in asked.items()
        if name in known
    }
    ours = {"page": (desk, of_100)}
    with _patched(ours):
        clients[0].get(WHOLE)
        with CaptureQueriesContext(connection) as context:
            answer = clients[0].get(WHOLE)
    rows = answer.content.count(b"data-row>")
    found: dict[str, Any] = {"queries": len(context), "rows": rows, "ours": [], "canned": []}
    for _ in range(RUNS):
        for name, patches in (("ours", ours), ("canned", canned)):
            with _patched(patches):
                found[name].append(_pages_per_second(clients, WHOLE))
    return found


def _pages_per_second(clients: list[Any], path: str) -> float:
    def ask(client: Any) -> None:
        from django.db import connection

        for _ in range(PAGES_EACH):
            assert client.get(path).status_code == 200
        connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(ask, clients))
    return len(clients) * PAGES_EACH / (time.perf_counter() - began)


class _patched:
    def __init__(self, patches: dict[str, tuple[Any, Any]]) -> None:
        self._patches = [mock.patch.object(room, name, with_) for name, (room, with_) in patches.items()]

    def __enter__(self) -> None:
        for patch in self._patches:
            patch.start()

    def __exit__(self, *_error: object) -> None:
        for patch in self._patches:
            patch.stop()


# The act -----------------------------------------------------------------------------------------------------


def returned() -> dict[str, list[float]]:
    """Supplements asked of 500 dossiers: by the act's own functions in one lot, and by the same sets in plain SQL."""
    from django.utils import timezone
    from tests.people.cast import Agency, make_officer

    from motcua.dossiers import queries
    from motcua.dossiers.actions import bulk
    from motcua.dossiers.models import BulkLine
    from motcua.dossiers.rules import inputs
    from motcua.dossiers.rules.states import Act
    from motcua.people import queries as people
    from motcua.people.rules import Role

    at = timezone.now()
    province = Agency.objects.filter(level="province", valid_until=None).order_by("path").first()
    code = f"bench{time.time_ns()}"
    head = make_officer(full_name="Lê Đo Tốc Độ", code=code, role=Role.UNIT_HEAD, agency=province)
    reach = people.reach(head.account, at)
    open_now = queries.at_work(reach, at=at).filter(state__in=[2, 4], supplements=0, electronic="")
    ids = list(open_now.order_by("pk").values_list("pk", flat=True)[: 2 * RUNS * LOT])
    assert len(ids) >= 2 * LOT, f"only {len(ids)} open dossiers; ask for more by BENCH_DOSSIERS"
    given = inputs.AskSupplement(
        reason="Bản chụp mờ.", papers=(inputs.PaperAsked("khac", "Giấy chứng minh"),)
    )
    found: dict[str, list[float]] = {"bulk": [], "raw": []}
    for run in range(len(ids) // (2 * LOT)):
        lots = [ids[(2 * run + half) * LOT : (2 * run + half + 1) * LOT] for half in range(2)]
        held = [bulk.ask(act=Act.ASK_SUPPLEMENT, ids=lot, reach=reach, at=at) for lot in lots]
        mine = bulk.confirm(key=held[0].key, given=given, reach=reach, at=at)
        began = time.perf_counter()
        assert bulk.go_on_with(mine, at=timezone.now()) == LOT
        found["bulk"].append(LOT / (time.perf_counter() - began))
        assert BulkLine.objects.filter(bulk=mine, state="done").count() == LOT
        began = time.perf_counter()
        _plain(lots[1], like=lots[0][0], bulk_id=held[1].pk)
        found["raw"].append(LOT / (time.perf_counter() - began))
    return found


def _plain(ids: list[int], *, like: int, bulk_id: int) -> None:
    """The same rows, made by the database itself of those of one dossier: no rule, no hash, no date is computed."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM dossiers_dossier WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [ids])
        cursor.execute(
            "UPDATE dossiers_dossier d SET revision = d.revision + 1, state = t.state, state_since = t.state_since, "
            "due_at = t.due_at, desk_at = t.desk_at, supplements = t.supplements FROM dossiers_dossier t "
            "WHERE t.id = %s AND d.id = ANY(%s)",
            [like, ids],
        )
        cursor.execute("SELECT key FROM dossiers_dossier WHERE id = %s", [like])
        subject = f"dossier:{cursor.fetchone()[0]}"
        for table, which, values, fresh in (
            ("chronicle_entry", "t.subject = %s AND t.kind = 'dossier.supplement-asked'", [subject], {"subject": "'dossier:' || d.key", "uid": "md5(random()::text)"}),
            ("dossiers_movement", "t.dossier_id = %s AND t.act = 'dossier.supplement-asked'", [like], {"dossier_id": "d.id", "seq": "d.revision"}),
            ("dossiers_wait", "t.dossier_id = %s", [like], {"dossier_id": "d.id"}),
            ("notices_notice", "t.subject = %s AND t.template = 'dossiers/supplement'", [subject], {"subject": "'dossier:' || d.key"}),
        ):  # fmt: skip
            names = _columns(cursor, table)
            made = ", ".join(fresh.get(name, f't."{name}"') for name in names)
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({listed}) SELECT {made} FROM {table} t, dossiers_dossier d "
                f"WHERE {which} AND d.id = ANY(%s)",
                [*values, ids],
            )
            assert cursor.rowcount == len(ids), (table, cursor.rowcount)
        cursor.execute(
            "UPDATE dossiers_bulkline l SET state = 'done', revision = d.revision FROM dossiers_dossier d "
            "WHERE l.bulk_id = %s AND d.id = l.dossier_id",
            [bulk_id],
        )


def _columns(cursor: Any, table: str) -> list[str]:
    """All but those that the database gives by itself."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO' "
        "AND column_default IS NULL ORDER BY ordinal_position",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


if __name__ == "__main__":
    main()
