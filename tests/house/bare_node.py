"""Asks pages in a process that finds only the packages a plain installation brings: run by test_plain_installation.py.

Reads from standard input what is not found, and what is asked by whom; writes what was answered to each.
"""

import json
import sys
from importlib.machinery import PathFinder


def hide(names: set[str]) -> None:
    """From here on these are not installed: neither an import nor a look for them finds them."""

    class Plain(PathFinder):
        @classmethod
        def find_spec(cls, fullname, path=None, target=None):
            if fullname.partition(".")[0] in names:
                return None
            return super().find_spec(fullname, path, target)

    sys.meta_path[sys.meta_path.index(PathFinder)] = Plain
    found = names & {name.partition(".")[0] for name in sys.modules}
    assert not found, f"read before they were hidden: {sorted(found)}"


def answers(visits: list[tuple[list[int | None], str]]) -> list[str | int]:
    """The status of each, or how it broke; of those who may ask, the first to be shown the page has the word."""
    from django.test import Client

    from motcua.people.models import Account

    clients = {None: Client(SERVER_NAME="localhost")}
    for account in Account.objects.filter(pk__in={key for keys, _ in visits for key in keys if key}):
        clients[account.pk] = Client(SERVER_NAME="localhost")
        clients[account.pk].force_login(account)
    found = []
    for keys, address in visits:
        for key in keys:
            given = answer(clients[key], address)
            if given not in (302, 403, 404):
                break
        found.append(given)
    return found


def answer(client, address: str) -> str | int:
    try:
        given = client.get(address)
        # A file is made while it is sent.
        b"".join(given.streaming_content if given.streaming else [given.content])
    except Exception as error:
        return repr(error)
    return given.status_code


def main() -> None:
    given = json.load(sys.stdin)
    hide(set(given["hidden"]))

    import django

    django.setup()
    print(json.dumps(answers(given["visits"])))


if __name__ == "__main__":
    main()
