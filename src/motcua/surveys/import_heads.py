"""Which question a column of a file with answers belongs to, by the head that ODK, Kobo or LimeSurvey gave it. Pure.

ODK and Kobo write groups before the code of a question: `service/s_access_signs`, `service-s_access_signs`; an answer of a
choice of several has a column of its own, `…/v_channels/tv`. LimeSurvey takes letters and digits only in a code, so
`s_access_signs` is `saccesssigns` there, or the subquestion `signs` of `saccess`: `saccess[signs]`, `saccess_signs`. The
text of the question may follow, or stand alone where only one question has it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from motcua.foundation.forms import Field, Form, Kind
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import plain

CODE, TOKEN = "code", "token"  # LimeSurvey's participants have a token: it may be the code of the invitation
Places = dict[str, tuple[str, str]]  # column → question, and the option for a choice of several
# What the three programs add of their own.
_THEIRS = re.compile(
    r"_.*|meta/.*|meta-.*|instance(ID|Name)|KEY|SubmissionDate|start|end|today|deviceid|device_id|username|phonenumber|simserial|"
    r"subscriberid|formhub/.*|rootUuid|id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|ipaddr|refurl|token|AttachmentsPresent|"
    r"AttachmentsExpected|Status|ReviewState|DeviceID|Edits|FormVersion|SubmitterID|SubmitterName|interviewtime|groupTime\d+"
)
# Who took part, which LimeSurvey writes beside the answers if it is let: never kept, and told.
_WHO = re.compile(
    r"(participant[ _]?id|tid|firstname|first name|lastname|last name|name|email|email ?status|e-?mail( address)?|email address|"
    r"attribute[ _]\d+|họ|tên|họ và tên|địa chỉ email|validfrom|validuntil|usesleft|sent|remindersent|remindercount|blacklisted|language)",
    re.I,
)
_LIMESURVEY = re.compile(r"([A-Za-z][A-Za-z0-9_]*(?:\[[A-Za-z0-9]+\])?)(?:\W.*)?", re.DOTALL)


def places_of(head: Sequence[str], form: Form) -> tuple[Places, list[Fault]]:
    """Every column's question, and each head that belongs to none."""
    places: Places = {}
    faults = [
        Fault(name, _("The column %(column)s stands there twice."), {"column": name})
        for name, count in Counter(head).items()
        if count > 1 and name
    ]
    shortened, texts = _shortened(form), _texts(form)
    for name in head:
        parts = re.split(r"[/.\-\[\]]", name.removesuffix("]"))
        if name == CODE or parts[-1] == CODE:
            places[name] = (CODE, "")
        elif parts[-1] in form.fields:
            places[name] = (parts[-1], "")
        elif len(parts) > 1 and _is_option(form, parts[-2], parts[-1]):
            places[name] = (parts[-2], parts[-1])
        elif _THEIRS.fullmatch(name):
            continue
        elif (found := _LIMESURVEY.fullmatch(name)) and _short(found[1]) in shortened:
            places[name] = shortened[_short(found[1])]
        elif (place := _by_text(name, texts)) is not None:
            places[name] = place
        elif _WHO.fullmatch(name):
            continue
        elif name:
            faults.append(Fault(name, _("The questionnaire has no question %(column)s."), {"column": name}))
    if (CODE, "") not in places.values() and TOKEN in head:
        places[TOKEN] = (CODE, "")
    if (CODE, "") not in places.values():
        faults.append(Fault(CODE, _("There is no column “code” with the codes of the invitations.")))
    return places, [*faults, *_meant_twice(places)]


def left_out(head: Sequence[str], places: Places) -> list[str]:
    """Columns that say who took part."""
    return [
        name for name in head if name not in places and not _THEIRS.fullmatch(name) and _WHO.fullmatch(name)
    ]


def _texts(form: Form) -> Mapping[str, tuple[str, str]]:
    """Questions by their words in either language, folded, where only one can be meant."""
    meant: list[tuple[str, tuple[str, str]]] = []
    for code, field in form.fields.items():
        if not isinstance(field, Field):
            continue
        labels = {field.label.vi, field.label.en}
        meant += [(_folded(label), (code, "")) for label in labels]
        if field.kind is Kind.CHOICES:
            meant += [
                (_folded(f"{label} [{words}]"), (code, option.code))
                for label in labels
                for option in field.options
                for words in {option.name.vi, option.name.en}
            ]
    times = Counter(text for text, _place in meant)
    return {text: place for text, place in meant if times[text] == 1}


def _by_text(name: str, texts: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The text alone, or what stands in brackets behind the question of an array."""
    whole = texts.get(_folded(name))
    if whole is not None or not name.endswith("]"):
        return whole
    return texts.get(_folded(name[name.rfind("[") + 1 : -1]))


def _folded(text: str) -> str:
    return " ".join(plain(text).split()).strip(" .:?").casefold()


def _meant_twice(places: Places) -> list[Fault]:
    """Two columns of one question, written differently."""
    first: dict[tuple[str, str], str] = {}
    faults = []
    for name, place in places.items():
        if first.setdefault(place, name) != name:
            facts = {"column": name, "first": first[place]}
            faults.append(Fault(name, _("%(column)s and %(first)s are columns of one question."), facts))
    return faults


def _shortened(form: Form) -> Mapping[str, tuple[str, str]]:
    """Codes as LimeSurvey may hold them, where only one question can be meant."""
    meant = [(_short(code), (code, "")) for code in (CODE, *form.fields)]
    for code, field in form.fields.items():
        if isinstance(field, Field) and field.kind is Kind.CHOICES:
            meant += [(_short(code + option.code), (code, option.code)) for option in field.options]
    times = Counter(short for short, _place in meant)
    return {short: place for short, place in meant if times[short] == 1}


def _short(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _is_option(form: Form, code: str, option: str) -> bool:
    field = form.fields.get(code)
    return (
        isinstance(field, Field)
        and field.kind is Kind.CHOICES
        and option in {one.code for one in field.options}
    )
