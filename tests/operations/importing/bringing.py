"""The command of moving in, asked by tests: what it says, and what there is."""

import io

import pytest
from django.core.management import CommandError, call_command

from motcua.dossiers.models import Dossier, FormerNumber, Movement, Wait
from motcua.operations.models import ImportRow
from motcua.people.models import Account, Agency, Mandate, Officer, Organisation, Person
from tests.operations.importing.tables import AGENCIES, OFFICERS, written


def bring(*files, **options):
    """What the command says."""
    out = io.StringIO()
    call_command("import", *files, stdout=out, **options)
    return out.getvalue()


def refused(*files, **options):
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import", *files, stdout=out, **options)
    return out.getvalue() + str(error.value)


def agencies(tmp_path, *rows):
    return written(tmp_path / "co-quan.csv", [dict(zip(AGENCIES, row, strict=True)) for row in rows])


def officers(tmp_path, *rows):
    return written(tmp_path / "can-bo.csv", [dict(zip(OFFICERS, row, strict=True)) for row in rows])


def counted():
    return [
        model.objects.count()
        for model in (
            Agency,
            Officer,
            Mandate,
            Account,
            Person,
            Organisation,
            Dossier,
            Movement,
            Wait,
            FormerNumber,
            ImportRow,
        )
    ]


def of(number):
    return FormerNumber.objects.get(number=number).dossier
