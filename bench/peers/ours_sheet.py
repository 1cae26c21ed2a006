"""A simulated survey of 36,000 from the tables of the database to its frozen sheet, in a process of its own.

`fill` makes the round; `measure` computes and freezes it and prints one JSON line: seconds, and MB above idle. Idle is a
process that has its rooms, its connection and numpy, and has read nothing of the round.
"""

import json
import os
import resource
import sys
import time


def main() -> None:
    import django

    os.environ["MOTCUA_LOG"] = "ERROR"
    django.setup()
    {"fill": fill, "measure": measure}[sys.argv[1]]()


def fill() -> None:
    from django.utils import timezone

    from motcua.foundation.sample import Plan
    from motcua.surveys import sample

    made = sample.make(Plan(at=timezone.now()))
    assert made["answers"] == 36_000, made


def measure() -> None:
    from django.utils import timezone

    from motcua.indices import actions, sample, sheets
    from motcua.surveys import queries as surveys

    (survey,) = surveys.simulated_rounds()
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    computed = sheets.compute(survey_id=survey)
    counted = time.perf_counter()
    actions.freeze(computed=computed, reach=sample.BY, at=timezone.now())
    ended = time.perf_counter()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {
        "compute": counted - began,
        "whole": ended - began,
        "megabytes": (most - idle) / 1024,
        "rows": len(computed.document["rows"]),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
