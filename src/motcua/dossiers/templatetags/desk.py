"""Words of the room in the reader's language, for the officers' pages."""

from django import template
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.documents import words as files
from motcua.documents.rules import PROBLEM_NAMES, Problem
from motcua.dossiers.pages import act_forms, defect_words, moved, noted
from motcua.dossiers.pages.act_forms import COLLECTOR_WORDS, KIND_WORDS
from motcua.dossiers.pages.applying import CAPACITY_WORDS
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries.slip import Verdict
from motcua.dossiers.rules import post
from motcua.dossiers.rules.digital import Digital
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.inputs import Capacity, Collector
from motcua.dossiers.rules.states import CHANNEL_NAMES, TABLE, Act, Channel, Clock
from motcua.notices.rules import Error
from motcua.notices.rules import State as NoticeState
from motcua.notices.words import called

register = template.Library()

VERDICT_WORDS = {
    Verdict.EARLY: gettext_lazy("early"),
    Verdict.ON_TIME: gettext_lazy("on time"),
    Verdict.LATE: gettext_lazy("late"),
    Verdict.RUNNING: gettext_lazy("under way"),
    Verdict.NOT_COUNTED: gettext_lazy("not counted"),
}
CLOCK_WORDS = {
    Clock.NONE: "",
    Clock.START: gettext_lazy("starts now"),
    Clock.PAUSE: gettext_lazy("stands until the applicant answers"),
    Clock.RESUME: gettext_lazy("runs on"),
    Clock.MOVE: gettext_lazy("runs to the new date"),
    Clock.STOP: gettext_lazy("stops"),
}
DIGITAL_WORDS = {
    Digital.NOT: gettext_lazy("not digitised"),
    Digital.DIGITISED: gettext_lazy("digitised"),
    Digital.REUSED: gettext_lazy("reused from the person's store"),
    Digital.REUSED_RESULT: gettext_lazy("reused from another result"),
}
NOTICE_STATES = {
    NoticeState.QUEUED: gettext_lazy("waiting to be sent"),
    NoticeState.SENT: gettext_lazy("sent"),
    NoticeState.FAILED: gettext_lazy("not sent"),
    NoticeState.RECALLED: gettext_lazy("taken back before it was sent"),
    NoticeState.GAVE_UP: gettext_lazy("given up after several tries"),
}
NOTICE_WAYS = {"sms": gettext_lazy("by text message"), "chat": gettext_lazy("by chat")}
NOTICE_ERRORS = {
    Error.NO_ADDRESS: gettext_lazy("no address by which this node can reach them"),
    Error.BAD_ADDRESS: gettext_lazy("the address is not one"),
    Error.REFUSED: gettext_lazy("the mail server refused the address"),
    Error.UNREACHABLE: gettext_lazy("the mail server could not be reached"),
    Error.LATER: gettext_lazy("the mail server asked to try later"),
    Error.NOT_TAKEN: gettext_lazy("the gateway did not take it"),
    Error.TEMPLATE_MISSING: gettext_lazy("its text is missing; tell the operator"),
    Error.TEMPLATE_BROKEN: gettext_lazy("its text is broken; tell the operator"),
    Error.WORKER_DIED: gettext_lazy("sending broke off"),
    Error.ERASED: gettext_lazy("too old, its text was erased"),
}


STAGE_WORDS = {
    Electronic.DRAFT: gettext_lazy("drafted; waits for the leader’s signature"),
    Electronic.SIGNING: gettext_lazy("being signed by the leader"),
    Electronic.SIGNED: gettext_lazy("signed; waits for number and stamp"),
    Electronic.STAMPING: gettext_lazy("being stamped"),
    Electronic.ISSUED: gettext_lazy("issued as an electronic original"),
}


@register.filter
def stage_name(stage):
    """Where an electronic result stands."""
    return STAGE_WORDS[Electronic(stage)]


@register.filter
def level_name(level):
    """The kind of signature, as its standard calls it."""
    return f"PAdES {level}"


@register.filter
def problem_name(problem):
    """What a signature waits for."""
    return _(PROBLEM_NAMES[Problem(problem)])


@register.filter
def said(wording):
    """A wording of the procedure in the reader's language."""
    return wording.in_language(get_language() or "vi") if wording else ""


@register.filter
def act_name(act):
    """Take in, Approve …"""
    return _(TABLE[Act(act)].name)


@register.filter
def filled_words(event):
    """Which answers were filled in, and from which paper."""
    language = get_language() or "vi"
    named = []
    for one in event.facts["filled"]:
        name = str(one["vi" if language.startswith("vi") else "en"] or one["vi"])
        named.append(_("%(name)s (in place of what was given)") % {"name": name} if one["replaced"] else name)
    return _("%(names)s – from the paper “%(paper)s”") % {
        "names": ", ".join(named),
        "paper": event.facts["paper_name"],
    }


@register.filter
def moved_words(event):
    """Why a day off moved the date; nothing for any other act."""
    return moved.words(event) if moved.is_moved(event) else ""


@register.filter
def act_done(act):
    """Taken in, Approved …"""
    return _(TABLE[Act(act)].done)


@register.filter
def acts_as(representation):
    """Director · legal representative"""
    capacity = CAPACITY_WORDS[Capacity(representation.capacity)]
    return f"{representation.relation} · {capacity}" if representation.relation else str(capacity)


@register.filter
def channel_name(channel):
    return _(CHANNEL_NAMES[Channel(channel)])


@register.filter
def kind_name(kind):
    """original, copy …"""
    return KIND_WORDS[kind] if kind else ""


@register.filter
def notes(paper):
    """Warnings about the file of a paper, each with what helps."""
    return files.notes(paper.look.findings) if paper.look else ()


@register.filter
def digital_words(state):
    """Digitised, reused …: the state of one paper."""
    return DIGITAL_WORDS[state]


@register.filter
def signatures(paper):
    """The signatures on the file of a paper, one line each."""
    return noted.signatures_of(paper.look)


@register.filter
def scan_words(scan):
    """What the virus scanner said, in words."""
    return files.scan_words(scan)


@register.filter
def not_handed_in(paper):
    """Why a paper on the list is not among those handed in."""
    return act_forms.not_handed_in(paper)


@register.filter
def collector_name(collector):
    return COLLECTOR_WORDS[Collector(collector)]


@register.filter
def verdict_name(verdict):
    """Early, late …: how a step used its part of the term."""
    return VERDICT_WORDS[Verdict(verdict)]


@register.filter
def clock_words(clock):
    """What an act does to the term."""
    return CLOCK_WORDS[Clock(clock)]


@register.filter
def notice_name(notice):
    """What a notice told."""
    return called(notice.template)


@register.filter
def notice_state(notice):
    """Whether it went out, and why not."""
    error = NOTICE_ERRORS.get(notice.last_error, "")
    words = NOTICE_STATES[NoticeState(notice.state)]
    if notice.state == NoticeState.SENT and notice.channel in NOTICE_WAYS:
        words = f"{words} {NOTICE_WAYS[notice.channel]}"
    return f"{words}: {error}" if error else words


@register.simple_tag
def act_url(number, act):
    """The page on which an act is done."""
    return reverse("dossiers:act", args=[number, SLUGS[Act(act)]])


@register.filter
def filled(share):
    """How much of a step's time is used, of 100."""
    if not share.allotted_minutes or not share.used_minutes:
        return 0
    return min(100, share.used_minutes * 100 // share.allotted_minutes)


@register.filter
def over(share):
    """Whether a step took longer than its share."""
    return bool(share.allotted_minutes and (share.used_minutes or 0) > share.allotted_minutes)


@register.filter
def what_is_wrong(item):
    return defect_words.what_of(item)


@register.filter
def parcel_number(number):
    return post.shown(number)
