"""Originals at the counter: noted when they are taken, and again when they go back into somebody's hand."""

from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.models import Original
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop


@act(Act.KEEP_ORIGINALS, one_write=True)
def keep_originals(case: Case, given: inputs.KeepOriginals) -> Done:
    """Each original by its name; the receipt lists them."""
    names = [
        checks.check_text(field="names", text=name, needed=True, most=checks.PAPER_NAME_CHARACTERS_MAX)
        for name in given.names
    ]
    if not 1 <= len(names) <= checks.ORIGINALS_MAX:
        sentence = gettext_noop("Name 1 to %(most)s originals, one a line.")
        raise InvalidInput(faults=[Fault("names", sentence, {"most": checks.ORIGINALS_MAX})])
    assert case.officer_id is not None
    for name in names:
        case.rows.append(
            Original(dossier=case.dossier, name=name, kept_at=case.at, kept_by_id=case.officer_id)
        )
    case.facts = {"originals": names}
    return case.move(
        text=checks.check_text(field="note", text=given.note, needed=False),
        changes={"originals": case.dossier.originals + len(names)},
    )


@act(Act.RETURN_ORIGINALS)
def return_originals(case: Case, given: inputs.ReturnOriginals) -> Done:
    """Some or all of them, into one hand; also after the dossier has ended."""
    if not case.dossier.originals:
        raise refusals.NoOriginals(number=case.number)
    to = checks.check_text(field="to", text=given.to, needed=False, most=checks.COLLECTOR_CHARACTERS_MAX)
    wanted = set(given.originals)
    held = Original.objects.filter(dossier=case.dossier, pk__in=wanted, returned_at=None).order_by("pk")
    names = list(held.values_list("name", flat=True))
    if not names or len(names) != len(wanted):
        sentence = gettext_noop("Tick at least one original that lies here.")
        raise InvalidInput(faults=[Fault("originals", sentence)])
    changed = held.order_by().update(
        returned_at=case.at, returned_by=case.officer_id, returned_to=to or case.dossier.applicant_name
    )
    if changed != len(names):
        raise refusals.SomeoneWasFaster(number=case.number)
    case.facts = {"originals": names}
    return case.move(changes={"originals": case.dossier.originals - changed})
