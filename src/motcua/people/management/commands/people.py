"""`motcua people …`: load the agencies of the country, and make the first operator of a node."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.foundation.refusal import Refusal
from motcua.people import actions, files, queries
from motcua.people.rules import Role, system


class Command(BaseCommand):
    help = "load: the agencies that ship with the product; operator: the first operator of this node"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        load = words.add_parser("load", help="add provinces, ministries and their successors; safe to repeat")
        load.add_argument("--correct", action="store_true", help="rewrite rows that differ from the files")
        operator = words.add_parser("operator", help="make an operator and print the first password once")
        operator.add_argument("--code", required=True, help="officer code to sign in with")
        operator.add_argument("--name", required=True, help="full name")
        operator.add_argument("--agency", required=True, help="identifier of the agency, for example H15")
        operator.add_argument("--basis", required=True, help="the decision that gives the role")

    def handle(self, *, word, **options):
        with translation.override("vi"):
            try:
                {"load": self._load, "operator": self._operator}[word](**options)
            except Refusal as refusal:
                said = [errors.sentence(refusal.sentence, refusal.facts)]
                said += [errors.fault_sentence(fault) for fault in refusal.faults]
                raise CommandError("\n".join(said)) from None

    def _load(self, *, correct, **options):
        loaded = actions.load_agencies(
            lines=files.agency_lines(),
            successions=files.succession_lines(),
            correct=correct,
            reach=system("people"),
            at=timezone.now(),
        )
        facts = {"added": loaded.added, "corrected": loaded.corrected}
        self.stdout.write(_("Agencies added: %(added)s, corrected: %(corrected)s.") % facts)
        differs = _("%(key)s differs from the file and stays; rewrite it with --correct.")
        for key in loaded.differing:
            self.stdout.write("  " + differs % {"key": key})

    @transaction.atomic
    def _operator(self, *, code, name, agency, basis, **options):
        at, reach = timezone.now(), system("people")
        # The root of the country bears no identifier; it is known by the key it was loaded with.
        agency_id = queries.agency_of_code(agency, on=timezone.localdate()) or queries.agency_of_key(agency)
        if agency_id is None:
            said = _("No agency bears the identifier %(agency)s today. Load them first: motcua people load")
            raise CommandError(said % {"agency": agency})
        password = secrets.token_urlsafe(12)
        officer = actions.NewOfficer(full_name=name, code=code, password=password)
        officer_id = actions.add_officer(form=officer, agency_id=agency_id, reach=reach, at=at)
        mandate = actions.NewMandate(
            officer_id=officer_id, agency_id=agency_id, role=Role.OPERATOR, basis=basis
        )
        actions.give_mandate(form=mandate, reach=reach, at=at)
        said = _("Sign in as %(code)s with the password %(password)s, then choose another on “My page”.")
        self.stdout.write(said % {"code": code, "password": password})
