"""Six durable steps a workflow with DBOS, one after the other in one process."""

import json
import os
import time
from urllib.parse import quote

from dbos import DBOS

LIVES = int(os.environ["BENCH_LIVES"])


@DBOS.step()
def step(state: int) -> int:
    return state + 1


@DBOS.workflow()
def life() -> int:
    state = 0
    for _ in range(6):
        state = step(state)
    return state


def main() -> None:
    import psycopg

    with psycopg.connect(
        host=os.environ["BENCH_SERVER"], user="app", dbname="postgres", autocommit=True
    ) as admin:
        admin.execute("DROP DATABASE IF EXISTS dbos WITH (FORCE)")
        admin.execute("CREATE DATABASE dbos")
    url = f"postgresql+psycopg://app@/dbos?host={quote(os.environ['BENCH_SERVER'])}"
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR"})
    DBOS.launch()
    for _ in range(10):
        assert life() == 6
    start = time.perf_counter()
    for _ in range(LIVES):
        life()
    print(json.dumps({"per_second": LIVES / (time.perf_counter() - start)}), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    main()
