"""An office that acts on dossiers until it is killed, and keeps its own book of what was done: number, revision, state."""

import os
import pickle
import random
import sys
import time
from pathlib import Path
from uuid import uuid4

PLACE = Path(os.environ["MOTCUA_VAR"])


def main() -> None:
    import django

    django.setup()
    from bench.office import Office

    kept = PLACE / "office.pickle"
    if "prepare" in sys.argv:
        kept.write_bytes(pickle.dumps(Office()))
        return
    office = pickle.loads(kept.read_bytes())
    chance = random.Random(os.getpid())
    acts_a_second = float(os.environ.get("BENCH_ACTS_A_SECOND", "20"))
    acts_max = int(os.environ.get("BENCH_ACTS_MAX", "1000000"))
    with (PLACE / "ledger").open("a") as ledger:
        for number in range(acts_max):
            began = time.monotonic()
            ledger.write(" ".join(map(str, act(office, chance, number))) + "\n")
            ledger.flush()
            time.sleep(max(1 / acts_a_second - (time.monotonic() - began), 0))


def act(office, chance, running):
    """A request handed in, or the next act of one that is under way."""
    from tests.dossiers.build import MORNING

    from motcua.dossiers import actions
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.rules import State, inputs
    from motcua.dossiers.rules.states import Channel

    under_way = (
        Dossier.objects.exclude(state=State.RETURNED).order_by("-id").values_list("number", "revision")[:30]
    )
    if len(under_way) < 10 or chance.random() < 0.2:
        hoa = office.cast.hoa.person
        given = inputs.Submit(
            submission=uuid4(), version_id=office.version_id, agency_id=office.cast.department.pk, case="chung",
            channel=Channel.ONLINE, data={}, submitted_by_id=hoa.pk,
            applicant=inputs.Applicant(name=hoa.full_name, person_id=hoa.pk, phone=hoa.phone, email="hoa@example.vn"),
            papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),),
        )  # fmt: skip
        number = actions.submit(reach=office.reach["hoa"], at=MORNING, given=given).number
    else:
        number, revision = chance.choice(list(under_way))
        function, who, given = {
            1: (actions.take_in, "reception", inputs.TakeIn()),
            2: (actions.hand_over, "reception", inputs.HandOn()),
            3: (actions.approve, "leader", inputs.Words()),
            4: (actions.mark_done, "returner", inputs.MarkDone(number=f"{number[-6:]}/XN")),
            5: (actions.give_back, "returner", inputs.GiveBack(collector=inputs.Collector.SELF)),
        }[revision]
        function(number=number, reach=office.reach[who], at=MORNING, given=given)
    return number, *Dossier.objects.values_list("revision", "state").get(number=number)


if __name__ == "__main__":
    main()
