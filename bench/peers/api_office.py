"""An office with a procedure, and as many persons with a token as there are clients; prints the tokens."""

import json
import os


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone
    from tests.people.cast import make_citizen

    from bench.office import Office
    from motcua.people import actions, queries
    from motcua.people.rules import Scope

    office = Office()
    at = timezone.now()
    form = actions.NewToken(name="bench", scopes=tuple(Scope), days=30)
    tokens = []
    for n in range(int(os.environ["BENCH_CLIENTS"])):
        citizen = make_citizen(full_name=f"Người Thử {n}", phone=f"09050001{n:02}", email=f"n{n}@example.vn")
        reach = queries.reach(citizen.account, at)
        tokens.append(actions.make_token(form=form, reach=reach, at=at))
    print(json.dumps({"tokens": tokens, "agency": office.cast.department.code}))


if __name__ == "__main__":
    main()
