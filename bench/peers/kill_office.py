"""The office of `bench office_kill`: cast, procedure, tokens; prints what the clients outside need."""

import json

import django


def main() -> None:
    django.setup()
    from django.utils import timezone

    from bench.office import Office
    from motcua.people import actions
    from motcua.people.actions import NewToken
    from motcua.people.rules import Scope

    office, at = Office(), timezone.now()
    tokens = {}
    for name in ("hoa", "reception"):
        reach = office.cast.reach(getattr(office.cast, name), at=at)
        form = NewToken(name=name, scopes=tuple(Scope), days=30)
        tokens[name] = actions.make_token(form=form, reach=reach, at=at)
    print(json.dumps({"tokens": tokens, "agency": office.cast.department.code}))


if __name__ == "__main__":
    main()
