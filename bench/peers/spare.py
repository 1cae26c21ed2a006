"""A process that has everything imported and waits: told to, it forks, and the child plays its part at once.

Python and Django need two seconds to start on a busy machine. Who is to be killed every second starts from here; what
runs in the child is the same code. Lines on standard input: JSON of what the environment is to hold besides; the
answer is the child's process id.
"""

import json
import os
import signal
import sys
from importlib import import_module

PARTS = {"worker": "motcua.operations.management.commands.work", "office": "bench.peers.exchange_writer"}


def main(name: str) -> None:
    import django

    django.setup()
    part = import_module(PARTS[name])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            os.environ |= json.loads(line)
            play(name, part)
            os._exit(0)
        print(child, flush=True)


def play(name: str, part) -> None:
    if name == "office":
        part.main()
        return
    from django.core.management import call_command

    call_command("work", quiet=True)


if __name__ == "__main__":
    main(sys.argv[1])
