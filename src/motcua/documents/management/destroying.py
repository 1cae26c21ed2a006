"""`motcua documents retention`: what is past its time of keeping, and destroying it by a named decision.

Without `--destroy` it only looks, and gives the list a mark; with it, exactly the list of that mark is destroyed.
"""

from django.core.management.base import CommandError
from django.utils import timezone, translation

from motcua.documents import actions, queries, whereabouts
from motcua.documents.rules.retention import Stays
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, Refusal
from motcua.people import queries as people

WHY = {
    Stays.FOR_EVER: "are kept for ever",
    Stays.IN_USE: "are still needed: by a request that has not ended, somebody's store or a draft",
    Stays.NOT_YET: "are kept longer by another request, or by a term that was corrected since",
}


def add_retention(words):
    parser = words.add_parser(
        "retention", help="what is past its time of keeping; --destroy: destroy it by a decision"
    )
    parser.add_argument("--destroy", metavar="LIST", help="the mark of the list that was decided on")
    parser.add_argument("--decision", default="", help="number and day of the decision, and who made it")
    parser.add_argument("--as", dest="name", default="", help="sign-in name of the operator who does it")


def show(command):
    found = queries.past_keeping(timezone.now().astimezone(TZ).date())
    for reason, number in sorted(found.stays.items()):
        command.stdout.write(f"{number} files past one term {WHY[reason]}")
    if not found.may_go:
        command.stdout.write("no file is past its time of keeping and free of every other use")
        return
    for kind, number in sorted(found.kinds.items()):
        command.stdout.write(f"{kind}: {number} are past their time of keeping")
    more = "" if found.is_whole else ", and more of them later"
    command.stdout.write(f"list {found.mark}: {len(found.may_go)} files{more}")
    command.stdout.write("rows: " + " ".join(str(file_id) for file_id in found.may_go))
    command.stdout.write(
        "Nothing is destroyed by itself. When the authority has decided on this list: motcua documents retention "
        f'--destroy {found.mark} --decision "…" --as NAME'
    )


def destroy(command, *, listed, decision, name):
    if whereabouts.state() is not whereabouts.Marked.OURS:
        raise CommandError(
            "The folder with the files is not there; nothing was destroyed. See motcua doctor."
        )
    at = timezone.now()
    reach = people.reach(people.account_of_name(name), at)
    with translation.override("en"):
        try:
            count, left = actions.destroy(listed=listed, decision=decision, reach=reach, at=at)
        except InvalidInput as wrong:
            raise CommandError(wrong.faults[0].sentence) from None
        except Refusal as refusal:
            raise CommandError(f"{refusal.sentence % refusal.facts} {refusal.next_step}") from None
    actions.clean(at=at)
    command.stdout.write(f"{count} files were destroyed; the rows say by which decision.")
    if left:
        command.stdout.write(
            f"{left} contents still lie in the store; the next cleaning removes them (within a day)."
        )
    command.stdout.write("Backups made before still hold them: let those expire as the decision says.")
