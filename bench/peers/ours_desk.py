"""Pages asked for through Django's own client, on a database that bench/desk.py filled."""

import json
import os
import sys
import time
from collections.abc import Callable

RUNS = 20
PAGES_DEEP = 40
DESK = "/ban-lam-viec/"


def main() -> None:
    import django

    os.environ["MOTCUA_LOG"] = "ERROR"
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()  # responses keep the values of their templates
    settings.ALLOWED_HOSTS = ["testserver"]
    print(json.dumps([measured(name, *ask) for name, ask in pages()]))


def pages():
    """Each page by name: the client, and the addresses that are asked for in turn."""
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.queries import follow

    desk, watcher, leader, citizen = (
        signed_in(n) for n in ("tiep-nhan", "theo-doi", "lanh-dao", "nguoi-dan-1")
    )
    here = watcher.get(f"{DESK}?xem=tat-ca").context["page"].rows
    some = list(Dossier.objects.order_by("pk")[1000:1200:10])
    of_ward = list(Dossier.objects.filter(agency_id=ward(desk)).order_by("-pk")[:20])

    def search(client, texts):
        # The text goes locked into an address that can be opened again; that address is what is measured.
        return client, [client.post(DESK, {"xem": "tat-ca", "tim": text, "text": text}).url for text in texts]

    yield "desk, own work", (desk, [DESK])
    yield "desk, whole province", (watcher, [f"{DESK}?xem=tat-ca"])
    yield "desk, whole province, deep page", (watcher, [deep(watcher)])
    yield "desk, late", (watcher, [f"{DESK}?xem=tre"])
    yield (
        "desk, one procedure and state",
        (watcher, [f"{DESK}?xem=tat-ca&thu-tuc={code(some[0])}&trang-thai=4"]),
    )
    yield "search, name", search(watcher, [row.applicant_folded for row in some])
    yield (
        "search, part of a name",
        search(desk, [" ".join(row.applicant_folded.split()[-2:]) for row in of_ward]),
    )
    yield "search, short name", search(watcher, ["an", "vy", "y", "le an", "bo"])
    yield "search, name nobody has", search(watcher, ["quach tinh thuong mai", "zzyzx"])
    yield "search, telephone", search(watcher, [row.applicant_phone for row in some])
    yield "search, end of the number", search(watcher, [str(n) for n in (1, 7, 23, 4711)])
    yield "search, identity number", search(watcher, [identity(row) for row in some])
    yield "dossier", (watcher, [f"/ho-so/{row.number}/" for row in here])
    yield "register, this month", (watcher, ["/so-theo-doi/"])
    yield "register, a year", (watcher, ["/so-theo-doi/?tu=2020-01-01"])
    yield "leader's page", (leader, ["/lanh-dao/"])
    tracker = signed_in("nguoi-dan-2")
    url = tracker.post("/tra-cuu/", {"number": some[0].number, "secret": follow.secret_of(some[0])}).url
    yield "tracking", (tracker, [url])
    yield "own list", (citizen, ["/ho-so-cua-toi/"])


def signed_in(name: str):
    from django.test import Client

    from motcua.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(name=f"demo.{name}"))
    return client


def ward(client) -> int:
    from motcua.people.models import Mandate

    account = int(client.session["_auth_user_id"])
    return Mandate.objects.filter(officer__person__account=account).values_list("agency_id", flat=True)[0]


def code(row) -> str:
    from motcua.procedures import queries as procedures

    return procedures.definition(row.version_id).code


def identity(row) -> str:
    from motcua.people import queries as people

    return people.identity_number(row.applicant_id)


def deep(client) -> str:
    url = f"{DESK}?xem=tat-ca"
    for _ in range(PAGES_DEEP):
        url = client.get(url).context["next_url"] or url
    return url


def measured(name: str, client, urls: list[str]) -> dict[str, object]:
    from django.db import connection
    from django.template import loader
    from django.test.utils import CaptureQueriesContext

    times, canned, most = [], [], 0
    for number in range(RUNS + 2):
        url = urls[number % len(urls)]
        began = time.perf_counter()
        answer = client.get(url)
        took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200, (name, url, answer.status_code)
        if number < 2:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(url)
            most = max(most, len(asked))
            continue
        times.append(took)
        template, values = loader.get_template(answer.templates[0].name), answer.context.flatten()
        canned.append(timed(lambda: template.render(values, answer.wsgi_request)))  # noqa: B023
    print(
        f"{name:32} {sorted(times)[len(times) // 2]:8.1f} ms {max(times):8.1f} {most} queries",
        file=sys.stderr,
    )
    return {"name": name, "ms": times, "canned_ms": canned, "queries": most}


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
