"""Pages asked for through Django's own client, on a database that bench/desk.py filled; one JSON line of what they took.

DESK_SLOW=20 prints each statement that took longer than so many milliseconds.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

RUNS = 20
PAGES_DEEP = 40
DESK = "/ban-lam-viec/"
WHOLE = f"{DESK}?xem=tat-ca"


def main() -> None:
    import django

    os.environ["MOTCUA_LOG"] = "ERROR"
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from motcua.dossiers.actions import counting

    setup_test_environment()  # answers keep the values of their templates
    settings.ALLOWED_HOSTS = ["testserver"]
    counted = []
    for count in (counting.count_open, counting.count_settled):
        began = time.perf_counter()
        count(at=timezone.now())
        counted.append(time.perf_counter() - began)
    found = [measured(name, *asked) for name, asked in pages()]
    print(json.dumps({"count_seconds": counted, "pages": found}))


def pages() -> Iterator[tuple[str, tuple[Any, list[str]]]]:
    """Each page by name: the client, and the addresses that are asked for in turn."""
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.pages.slugs import VIEW_SLUGS
    from motcua.dossiers.queries import follow
    from motcua.dossiers.queries.desk import View
    from motcua.people import queries as people

    names = ("tiep-nhan", "thu-ly", "theo-doi", "lanh-dao", "nguoi-dan-1")
    desk, case, watcher, leader, citizen = (signed_in(name) for name in names)
    here = watcher.get(WHOLE).context["page"].rows
    newest = Dossier.objects.filter(agency_id=ward(desk)).order_by("-pk")
    some = list(newest[:200:10])

    def search(client: Any, texts: list[str]) -> tuple[Any, list[str]]:
        # The text goes locked into an address that can be opened again; that address is what is measured.
        return client, [client.post(DESK, {"xem": "tat-ca", "tim": text}).url for text in texts]

    yield "desk, own work", (desk, [DESK])
    yield "desk, a case officer's work", (case, [DESK])
    yield "desk, own work, deep page", (desk, [deep(desk, DESK)])
    yield "desk, whole province", (watcher, [WHOLE])
    yield "desk, whole province, deep page", (watcher, [deep(watcher, WHOLE)])
    for view in (View.TODAY, View.LATE, View.WAITING, View.UNCLAIMED, View.DONE):
        yield f"desk, whole province, {view}", (watcher, [f"{DESK}?xem={VIEW_SLUGS[view]}"])
    yield "desk, one procedure", (watcher, [f"{WHOLE}&thu-tuc={code(row)}" for row in some[:5]])
    yield "desk, one state", (watcher, [f"{WHOLE}&trang-thai={state}" for state in (1, 2, 4, 5)])
    yield (
        "desk, procedure, state and office",
        (
            watcher,
            [f"{WHOLE}&thu-tuc={code(row)}&trang-thai=4&co-quan={row.agency_id}" for row in some[:5]],
        ),
    )
    yield "search, whole name", search(watcher, [row.applicant_name for row in some])
    yield "search, end of a name", search(desk, [" ".join(row.applicant_name.split()[-2:]) for row in some])
    yield "search, short name", search(watcher, ["an", "vy", "y", "lê an", "bo"])
    yield "search, name nobody has", search(watcher, ["quách tĩnh thương mại", "zzyzx"])
    yield "search, telephone", search(watcher, [row.applicant_phone for row in some])
    yield "search, end of the number", search(watcher, ["1", "7", "23", "4711"])
    identities = [people.identity_number(row.applicant_id) for row in some]
    yield "search, identity number", search(watcher, identities)
    yield "dossier", (watcher, [f"/ho-so/{row.number}/" for row in here])
    yield "register, this month", (watcher, ["/so-theo-doi/"])
    yield "register, a year", (watcher, ["/so-theo-doi/?tu=2020-01-01"])
    yield "register of a ward, a year", (desk, ["/so-theo-doi/?tu=2020-01-01"])
    yield "register, finished late", (watcher, ["/so-theo-doi/?tu=2020-01-01&theo=xong&han=tre"])
    yield "leader's page", (leader, ["/lanh-dao/"])
    yield "leader's page, whole province", (watcher, ["/lanh-dao/"])
    tracker = signed_in("nguoi-dan-2")
    secrets = [{"number": row.number, "secret": follow.secret_of(row)} for row in some[:3]]
    yield "tracking", (tracker, [tracker.post("/tra-cuu/", given).url for given in secrets])
    yield "own list", (citizen, ["/ho-so-cua-toi/"])


def signed_in(name: str) -> Any:
    from django.test import Client

    from motcua.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(name=f"demo.{name}"))
    return client


def ward(client: Any) -> int:
    from motcua.people.models import Mandate

    account = int(client.session["_auth_user_id"])
    return Mandate.objects.filter(officer__person__account=account).values_list("agency_id", flat=True)[0]


def code(row: Any) -> str:
    from motcua.procedures import queries as procedures

    return procedures.definition(row.version_id).code


def deep(client: Any, url: str) -> str:
    for _ in range(PAGES_DEEP):
        url = client.get(url).context["next_url"] or url
    return url


def measured(name: str, client: Any, urls: list[str]) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, said = [], set()
    for number in range(RUNS + 2):
        url = urls[number % len(urls)]
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            answer = client.get(url)
            took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200, (name, url, answer.status_code)
        for query in asked.captured_queries:
            if float(query["time"]) * 1000 > float(os.environ.get("DESK_SLOW", "inf")):
                said.add(f"    {float(query['time']) * 1000:.0f} ms {query['sql'][:6000]}")
        if number >= 2:  # the first ones fill what is kept
            times.append(took)
    # Questions are counted when a node has read what it keeps: procedures in force, law.
    most = 0
    for url in urls:
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        most = max(most, len(asked))
    ordered = sorted(times)
    print(
        f"{name:40} median {ordered[RUNS // 2]:7.1f} ms, p95 {ordered[-2]:7.1f} ms, {most} queries",
        *list(said)[:4],
        sep="\n",
        file=sys.stderr,
    )
    return {"name": name, "ms": times, "queries": most}


if __name__ == "__main__":
    main()
