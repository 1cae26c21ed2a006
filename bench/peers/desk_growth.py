"""What bench/desk_growth.py asks of one filled database: a word a line, answered with seconds and how much was done.

Acts go through `dossiers.actions` in an office of the bench's own beside all that is stored; pages and files through
Django's client, as officers of the sample.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

LIST = "/ban-lam-viec/?xem=tat-ca&hien=100"
PAGES, SENT, AT_ONCE = 10, 50, 500
BESIDE = "H99"  # the province of the office; that of the sample is there
Found = tuple[float, int]


def main() -> None:
    import django

    os.environ["MOTCUA_LOG"] = "ERROR"
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()  # answers keep the values of their templates
    settings.ALLOWED_HOSTS = ["testserver"]
    node = Node()
    print(json.dumps({"stored": node.stored()}), flush=True)
    for line in sys.stdin:
        seconds, done = node.works()[line.strip()]()
        print(json.dumps({"seconds": seconds, "done": done}), flush=True)


class Node:
    """A filled database, and an office of the tests' cast in it."""

    def __init__(self) -> None:
        from django.test import Client
        from django.utils import timezone
        from tests.dossiers.build import make_world

        from motcua.people.models import Account

        self.world = make_world(code=BESIDE)
        self.world.at = timezone.now()
        self.watcher = Client()
        self.watcher.force_login(Account.objects.get(name="demo.theo-doi"))
        self.numbers = [row.number for row in self.watcher.get(LIST).context["page"].rows]
        self.file = self.longest_file()

    def works(self) -> dict[str, Callable[[], Found]]:
        return {
            "submit": self.submit, "list": self.list_of_100, "dossier": self.dossier,
            "bulk": self.bulk, "file": self.whole_file, "first": self.first_byte, "holiday": self.holiday,
        }  # fmt: skip

    def stored(self) -> int:
        from motcua.dossiers.models import Dossier

        return Dossier.objects.count()

    def submit(self) -> Found:
        from tests.dossiers.build import submitted

        began = time.perf_counter()
        for _ in range(SENT):
            submitted(self.world)
        return time.perf_counter() - began, SENT

    def list_of_100(self) -> Found:
        return self.asked([LIST] * PAGES)

    def dossier(self) -> Found:
        return self.asked([f"/ho-so/{number}/" for number in self.numbers[:PAGES]])

    def asked(self, addresses: list[str]) -> Found:
        began = time.perf_counter()
        for address in addresses:
            assert self.watcher.get(address).status_code == 200, address
        return time.perf_counter() - began, len(addresses)

    def bulk(self) -> Found:
        from tests.dossiers.build import in_progress

        from motcua.dossiers.actions import bulk
        from motcua.dossiers.rules import inputs
        from motcua.dossiers.rules.states import Act

        ids = [in_progress(self.world).dossier_id for _ in range(AT_ONCE)]
        reach, at = self.world.reach(self.world.cast.case), self.world.later(minutes=1)
        asked = bulk.ask(act=Act.ASK_SUPPLEMENT, ids=ids, reach=reach, at=at)
        paper = inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh", what="bản rõ hơn")
        given = inputs.AskSupplement(reason="Bản chụp không đọc được", papers=(paper,))
        asked = bulk.confirm(key=asked.key, given=given, reach=reach, at=at)
        began = time.perf_counter()
        assert bulk.go_on_with(asked, at=at) == AT_ONCE
        return time.perf_counter() - began, AT_ONCE

    def longest_file(self) -> str:
        """The list of one state that is longest and may still leave as a file."""
        from django.utils import timezone

        from motcua.dossiers.queries import desk, desk_lines
        from motcua.dossiers.rules.states import State
        from motcua.people import queries as people
        from motcua.people.models import Account

        at = timezone.now()
        reach = people.reach(Account.objects.get(name="demo.theo-doi"), at)
        sizes = [
            (
                desk_lines.size(
                    reach,
                    at=at,
                    wanted=desk.Filter(view=desk.View.ALL, state=state),
                    most=desk_lines.FILE_ROWS_MAX,
                ),
                state,
            )
            for state in State
        ]
        self.lines, state = max((lines, state) for lines, state in sizes if lines <= desk_lines.FILE_ROWS_MAX)
        return f"/ban-lam-viec/tai-ve/?xem=tat-ca&trang-thai={int(state)}&dang=csv"

    def whole_file(self) -> Found:
        began = time.perf_counter()
        size = sum(len(part) for part in self.taken())
        assert size > self.lines
        return time.perf_counter() - began, self.lines

    def first_byte(self) -> Found:
        began = time.perf_counter()
        parts = self.taken()
        assert next(parts)
        took = time.perf_counter() - began
        parts.close()
        return took, 1

    def taken(self) -> Any:
        answer = self.watcher.get(self.file)
        assert answer.status_code == 200, self.file
        try:
            yield from answer.streaming_content
        finally:
            answer.close()

    def holiday(self) -> Found:
        """A day off decided now, another one each time; every open request is counted again, as the worker does it."""
        from bench.peers.desk_office import count_again

        told, seconds = count_again(pause_seconds=0.0)
        return seconds, told.seen


if __name__ == "__main__":
    main()
