"""What happened, what happens now and what comes next, in the words of the person it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.dossiers.pages import moved as moved_by
from motcua.dossiers.pages.defect_words import lines_of
from motcua.dossiers.queries.follow import Followed
from motcua.dossiers.queries.timeline import Event
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.inputs import Delivery
from motcua.dossiers.rules.states import Act, Channel, State
from motcua.foundation.calendar import Term, Unit
from motcua.foundation.refusal import Refusal
from motcua.procedures.rules import Case


@dataclass(frozen=True)
class Line:
    """One line of the timeline; `look` is its class: waited, now, next or nothing."""

    title: str
    when: str = ""
    text: str = ""
    note: str = ""  # said beside the moment: the clock stands, goes on
    look: str = ""


def language() -> str:
    return (get_language() or "vi")[:2]


def lines(found: Followed, *, with_words: bool) -> list[Line]:
    """Past, present and future. Words an officer wrote to the applicant are for the applicant only."""
    told = [_past(event, found, with_words=with_words) for event in found.events]
    return [*told, *_present(found), *_future(found)]


def _past(event: Event, found: Followed, *, with_words: bool) -> Line:
    if event.is_undone:
        return Line(title=_happened(event, found), when=writing.moment(event.at), note=_("taken back"))
    waits = event.act in (Act.ASK_SUPPLEMENT, Act.ASK_DUTY)
    # What ended before the clock began needs no word about the clock.
    counted = found.dossier.received_at is not None and event.at >= found.dossier.received_at
    notes = {
        Act.ASK_SUPPLEMENT: _("the clock stands still"),
        Act.ASK_DUTY: _("the clock stands still"),
        Act.SUPPLEMENT: _("the clock goes on"),
        Act.CLEAR_DUTY: _("the clock goes on"),
    }
    return Line(
        title=_happened(event, found),
        when=writing.moment(event.at),
        text=moved_by.words(event) if moved_by.is_moved(event) else _said(event) if with_words else "",
        note=notes.get(event.act, "") if counted else "",
        look="waited" if waits else "",
    )


def _said(event: Event) -> str:
    """The office's words; a letter also says what was wrong with which paper, and of a helper's act who did it for whom."""
    helper = event.facts.get("helper")
    by = (
        _("%(name)s for %(absent)s") % {"name": helper["name"], "absent": helper["for"]}
        if isinstance(helper, dict)
        else ""
    )
    parts = (by, lines_of(event.facts.get("sent_back", ())), event.text)
    return "\n".join(part for part in parts if part)


def _happened(event: Event, found: Followed) -> str:
    """One sentence for one act. Neutral about who reads it: the applicant, or whoever was given the receipt."""
    if event.act is Act.SUBMIT and "helper" in event.facts:
        return _("The request was sent online with a helper")
    if event.act is Act.SUBMIT:
        return {
            Channel.ONLINE: _("The request was sent online"),
            Channel.COUNTER: _("The request was handed in at the counter"),
            Channel.POST: _("The request came by post"),
        }[Channel(found.dossier.channel)]
    if event.act is Act.HAND_OVER and event.to_step:
        place = event.to_agency or found.office.named(language())
        return _("Passed on to the next step: %(step)s, at %(place)s") % {
            "step": _lower_first(event.to_step.in_language(language())),
            "place": place,
        }
    return {
        Act.IMPORT: _("The request came from the system used before, with the number %(number)s")
        % {"number": event.facts.get("former", "")},
        Act.TAKE_IN: _("The one-stop desk took the request in"),
        Act.REFUSE: _("The request was not taken in"),
        Act.ASK_SUPPLEMENT: _("Something is missing in the papers"),
        Act.SUPPLEMENT: _("The missing papers have come"),
        Act.ASK_DUTY: _("A payment is owed before the office goes on"),
        Act.CLEAR_DUTY: _("The payment was recorded"),
        Act.BEGIN_PART: _begun(event),
        Act.ASK_OPINION: _("The office asked %(office)s for its opinion")
        % {"office": event.facts.get("asked", "")},
        Act.GIVE_OPINION: _("%(office)s gave its opinion") % {"office": event.facts.get("asked", "")},
        Act.KEEP_ORIGINALS: _("The office keeps originals: %(names)s")
        % {"names": "; ".join(_names(event.facts.get("originals")))},
        Act.RETURN_ORIGINALS: _("The office gave originals back: %(names)s")
        % {"names": "; ".join(_names(event.facts.get("originals")))},
        Act.FILL: _("The office filled in the form from a paper that was handed in"),
        Act.PROPOSE_CORRECTION: _("The office asks whether “%(field)s” is written wrong")
        % {"field": _corrected(event)},
        Act.CORRECT: _("“%(field)s” was corrected, as the applicant confirmed")
        % {"field": _corrected(event)},
        Act.DROP_CORRECTION: _("“%(field)s” stays as it was written") % {"field": _corrected(event)},
        Act.PROPOSE: _("The examination is finished; the result goes to be signed"),
        Act.APPROVE: _("The result was signed"),
        Act.MARK_DONE: _("The result is ready"),
        Act.GIVE_BACK: _("The result was handed over"),
        Act.EXTEND: _("The office apologised for the delay and promised a new date"),
        Act.RECOUNT: _("A day off was decided: the date moved"),
        Act.STOP: _("Handling was stopped"),
        Act.WITHDRAW: _("The request was withdrawn"),
        Act.UNDO: _("The office took its last step back; the request stands as before"),
    }.get(event.act) or str(_(event.name))


def _begun(event: Event) -> str:
    lacks = "; ".join(_names(event.facts.get("without")))
    if lacks:
        return _("It waits no longer: %(parts)s ended without a result") % {"parts": lacks}
    return _("The result it waited for is there; the term runs from then")


def _corrected(event: Event) -> str:
    """The field of a correction by its name; what it says is for the person alone."""
    field = event.facts.get("field")
    return str(field.get(language()) or field.get("vi", "")) if isinstance(field, dict) else ""


def _names(given: object) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else []


def _present(found: Followed) -> list[Line]:
    place = found.place.named(language())
    since = writing.moment(found.dossier.step_since)
    if found.dossier.awaits_part and found.state is State.NEW:
        return [Line(title=_("Waits for the result of another part"), look="now")]
    if found.state is State.NEW:
        return [
            Line(
                title=_("The one-stop desk checks the papers"),
                when=_("answer by %(moment)s") % {"moment": writing.moment(found.acknowledge_by)},
                look="now",
            )
        ]
    if found.state in (State.RECEIVED, State.IN_PROGRESS):
        step = found.stop.name.in_language(language())
        title = _("Now: %(step)s, at %(place)s") % {"step": _lower_first(step), "place": place}
        return [Line(title=title, when=_("since %(moment)s") % {"moment": since}, look="now")]
    if found.state is State.SUPPLEMENT and found.asked:
        until = _("until %(moment)s") % {"moment": writing.moment(found.asked.answer_by)}
        return [Line(title=_("The office waits for the missing papers"), when=until, look="now")]
    if found.state is State.DUTY and found.asked:
        until = _("until %(moment)s") % {"moment": writing.moment(found.asked.answer_by)}
        return [Line(title=_("The office waits for the payment"), when=until, look="now")]
    if found.state is State.DONE:
        if found.dossier.electronic == Electronic.ISSUED:
            return [Line(title=_("The result can be downloaded"), when=place, look="now")]
        return [Line(title=_("The result waits to be collected"), when=place, look="now")]
    return []


def _future(found: Followed) -> list[Line]:
    if found.state is State.NEW:
        return [Line(title=_("Receipt with the date of return"), look="next")]
    names = [stop.name.in_language(language()) for stop in found.to_come[:-1]]
    told = [Line(title=name, look="next") for name in names]
    if found.to_come:
        by = (
            _("before %(moment)s") % {"moment": writing.moment(found.dossier.due_at)}
            if found.dossier.due_at
            else ""
        )
        told.append(Line(title=_("Return of the result"), when=by, look="next"))
    return told


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


# What it means, in one or two sentences --------------------------------------------------------------------


def next_thing(found: Followed) -> str:
    """What happens next and whether the person has to do anything."""
    dossier = found.dossier
    place = found.office.named(language())
    match found.state:
        case State.NEW if dossier.awaits_part:
            return _(
                "It begins at %(place)s when the result of another part of your request is there; its term runs "
                "from that result. You need not do anything until then."
            ) % {"place": place}
        case State.NEW:
            return _(
                "%(place)s checks the papers and answers within %(hours)s, at the latest at %(moment)s. "
                "You need not do anything until then."
            ) % {
                "place": place,
                "hours": working_hours(found.acknowledge_hours),
                "moment": writing.moment(found.acknowledge_by),
            }
        case State.RECEIVED | State.IN_PROGRESS if late(found):
            return _(
                "The promised date has passed. The office owes you an apology and a new date; "
                "you may ask by phone at any time."
            )
        case State.RECEIVED | State.IN_PROGRESS:
            return _("You need not do anything until %(moment)s.") % {
                "moment": writing.moment(dossier.due_at)
            }
        case State.SUPPLEMENT if found.asked:
            return _(
                "Some papers are missing or must be corrected. Hand them in by %(moment)s; the clock stands still until then."
            ) % {"moment": writing.moment(found.asked.answer_by)}
        case State.DUTY if found.asked:
            return _(
                "Pay what is listed below by %(moment)s and bring or send the receipt to the office; the clock stands still until then."
            ) % {"moment": writing.moment(found.asked.answer_by)}
        case State.DONE:
            collected = found.place.named(language()) if dossier.collect_agency_id else place
            return delivery_sentence(dossier, place=collected)
        case State.RETURNED:
            return _("The request is finished. Keep its number if you need the result again.")
        case State.NOT_RECEIVED:
            return _("Read why below. You may correct the request and send it again.")
        case State.STOPPED:
            return _("Read why below. You may send a new request at any time.")
        case State.WITHDRAWN:
            return _("Nothing more happens with this request. You may send a new one at any time.")
    return ""


def delivery_sentence(dossier: Any, *, place: str) -> str:
    """How the result comes to the person who waits for it."""
    if dossier.electronic == Electronic.ISSUED:
        return _(
            "The result is a signed electronic original. Download it here: the file itself is the result."
        )
    match dossier.delivery:
        case Delivery.BY_POST:
            return _("The result is ready. The public post brings it to the address you gave.")
        case Delivery.ONLINE:
            return _("The result is ready as a file. Sign in and open your request to download it.")
    return _(
        "The result is ready. Collect it at %(place)s with your identity card and the number of the request."
    ) % {"place": place}


def late(found: Followed) -> bool:
    return found.minutes_left is not None and found.minutes_left < 0


def time_left(found: Followed) -> str:
    """Beside the state: how much working time is left, or since when it stands."""
    if found.minutes_left is None:
        return _("since %(moment)s") % {"moment": writing.moment(found.dossier.state_since)}
    if found.minutes_left < 0:
        return _("%(span)s of working time late") % {"span": writing.duration(found.minutes_left)}
    if found.minutes_left == 0:
        return _("no working time left")
    return _("%(span)s of working time left") % {"span": writing.duration(found.minutes_left)}


def moved(dossier: Any, events: Sequence[Event] = ()) -> str:
    """Why the date in force is not the one that was promised first."""
    if not dossier.promised_at or not dossier.due_at or dossier.due_at == dossier.promised_at:
        return ""
    first = writing.day(dossier.promised_at)
    if dossier.extended:
        return _("First promised for %(day)s; the office apologised and promised this date.") % {"day": first}
    if not dossier.has_waited and any(moved_by.is_moved(event) for event in events):
        return _("First promised for %(day)s; moved because a day off was decided afterwards.") % {
            "day": first
        }
    if not dossier.supplements:
        return _("First promised for %(day)s; moved because a payment was awaited.") % {"day": first}
    return _("First promised for %(day)s; moved because papers were missing.") % {"day": first}


def row_line(dossier: Any, *, answer_by: datetime | None) -> str:
    """What a list says under one dossier: what is due, or what the person has to do."""
    match State(dossier.state):
        case State.NEW if dossier.awaits_part:
            return _("Waits for the result of another part.")
        case State.NEW:
            return _("The one-stop desk is checking it.")
        case State.RECEIVED | State.IN_PROGRESS if dossier.due_at:
            return _("Result due %(moment)s") % {"moment": writing.moment(dossier.due_at)}
        case State.SUPPLEMENT if answer_by:
            return _("Hand in what is missing by %(moment)s") % {"moment": writing.moment(answer_by)}
        case State.DUTY if answer_by:
            return _("Pay what is owed by %(moment)s") % {"moment": writing.moment(answer_by)}
        case State.DONE if dossier.electronic == Electronic.ISSUED:
            return _("The result is ready to download.")
        case State.DONE:
            return _("The result waits for you at %(place)s.") % {
                "place": agency_name(dossier.collect_agency or dossier.agency)
            }
        case State.RETURNED if dossier.returned_at:
            return _("Finished on %(day)s") % {"day": writing.day(dossier.returned_at)}
        case State.NOT_RECEIVED | State.STOPPED | State.WITHDRAWN if dossier.closed_at:
            return _("Ended on %(day)s") % {"day": writing.day(dossier.closed_at)}
    return ""


def agency_name(agency: Any) -> str:
    """In the language of the page; in Vietnamese where it has no other."""
    return str((agency.name_en if language() == "en" else "") or agency.name)


def working_hours(n: int) -> str:
    return ngettext("%(n)s working hour", "%(n)s working hours", n) % {"n": n}


# What stands before a person begins ------------------------------------------------------------------------


def term_words(term: Term) -> str:
    """5 ngày làm việc; 3 working days."""
    n = term.amount
    if term.same_day:
        return _("the same day")
    words = {
        Unit.WORKING_HOURS: ngettext("%(n)s working hour", "%(n)s working hours", n),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", n),
        Unit.CALENDAR_DAYS: ngettext("%(n)s day", "%(n)s days", n),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", n),
    }
    return words[term.unit] % {"n": n}


def case_name(case: Case | None) -> str:
    return case.name.in_language(language()) if case else ""


def fault_words(refusal: Refusal) -> str:
    """The sentences of a refusal's faults, for a page with one field."""
    errors.note(refusal)
    return " ".join(errors.fault_sentence(fault) for fault in refusal.faults)
