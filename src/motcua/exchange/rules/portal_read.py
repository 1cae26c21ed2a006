"""From what the portal's first format says to the record that states/1 carries. Pure.

Names, numbers and addresses of people are read past: the record has no place for them.

The format numbers nothing: no position, no revision. A record's revision is therefore its newest moment, in seconds;
messages that come late, twice or in another order then end in the same state.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from motcua.exchange.rules import portal
from motcua.exchange.rules.batch import Place, Record
from motcua.exchange.rules.checks import CHECK_BYTES
from motcua.exchange.rules.portal import BadItem, Item, moment, text

NO_SECRET = bytes(CHECK_BYTES)  # no secret makes this; such a dossier is followed at its office
EPOCH = 0  # before every epoch of a node that sends states/1: what it says then is newer
NATIONAL_PORTAL = "1"  # NoiNopHoSo
ONLINE, COUNTER = 2, 1
NOT_RECEIVED, ENDED_DONE, RETURNED = 3, 9, 10
_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
_PROCEDURE = re.compile(r"\d\.\d{6}")
_STATE = re.compile(r"[1-9]|10")
_MOMENTS = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTuChoi", "NgayKetThucXuLy", "NgayTra")
# Which of these moments began a state; the others began at the newest of all but the promised one.
_BEGINS = {1: "NgayNopHoSo", 2: "NgayTiepNhan", 3: "NgayTuChoi", 9: "NgayKetThucXuLy", 10: "NgayTra"}


def number_of(item: Item) -> str:
    return text(item, "MaHoSo").upper()


def record(item: Item, *, position: int, simulated: bool = False) -> tuple[Record, Place]:
    """The record of one `DongBoHoSoMC` item and the office it names; `BadItem` names what is missing or unreadable."""
    number = number_of(item)
    times, unreadable = _times(item, _MOMENTS)
    lacking = [name for name in portal.missing(item) if name not in unreadable]
    if not _STATE.fullmatch(text(item, "TrangThaiHoSo")) and text(item, "TrangThaiHoSo"):
        unreadable.append("TrangThaiHoSo")
    if lacking or unreadable:
        raise BadItem(number=number, missing=lacking, unreadable=unreadable)
    state = int(text(item, "TrangThaiHoSo"))
    newest = max(found for name, found in times.items() if found and name != "NgayHenTra")
    done = times["NgayKetThucXuLy"] if state in (ENDED_DONE, RETURNED) else None
    submitted = times["NgayNopHoSo"]
    assert submitted is not None
    place = Place(code=number.partition("-")[0][:40], name=text(item, "DonViXuLy")[:200])
    made = Record(
        position=position,
        epoch=EPOCH,
        number=number,
        revision=revision(newest),
        procedure=_procedure(item),
        agency=place.code,
        place=place.code,
        channel=_channel(item),
        state=state,
        since=times.get(_BEGINS.get(state, "")) or newest,
        submitted=submitted,
        received=times["NgayTiepNhan"],
        promised=times["NgayHenTra"],
        due=times["NgayHenTra"],
        done=done,
        returned=times["NgayTra"] if state == RETURNED else None,
        late=_late(done, times["NgayHenTra"]),
        electronic=False,
        simulated=simulated,
        check=NO_SECRET,
    )
    return _checked(made, number), place


def advanced(known: Record, item: Item, *, position: int) -> Record:
    """What is known of a dossier after one `CapNhatTienDoHoSoMC` item; as it was when the step is older than that."""
    number = number_of(item)
    times, unreadable = _times(item, ("ThoiDiemXuLy", "NgayKetThucTheoQuyDinh"))
    lacking = [name for name in portal.missing(item, portal.PROGRESS_REQUIRED) if name not in unreadable]
    if text(item, "TrangThai") and not _STATE.fullmatch(text(item, "TrangThai")):
        unreadable.append("TrangThai")
    if lacking or unreadable:
        raise BadItem(number=number, missing=lacking, unreadable=unreadable)
    state, at = int(text(item, "TrangThai")), times["ThoiDiemXuLy"]
    assert at is not None
    if revision(at) <= known.revision:
        return known
    done = known.done or (at if state in (ENDED_DONE, RETURNED) else None)
    return replace(
        known,
        position=position,
        revision=revision(at),
        state=state,
        since=known.since if state == known.state else at,
        due=times["NgayKetThucTheoQuyDinh"] or known.due,
        done=done,
        returned=known.returned or (at if state == RETURNED else None),
        late=_late(done, known.promised),
    )


def revision(newest: datetime) -> int:
    """Seconds since the year 2000: a later moment is a newer record."""
    return max(int((newest - _SINCE).total_seconds()), 1)


def _times(item: Item, names: tuple[str, ...]) -> tuple[Mapping[str, datetime | None], list[str]]:
    found: dict[str, datetime | None] = {}
    unreadable = []
    for name in names:
        try:
            found[name] = moment(text(item, name))
        except ValueError:
            unreadable.append(name)
    return found, unreadable


def _procedure(item: Item) -> str:
    """The national code: `3.000181` of `3.000181.000.00.00.H22`."""
    written = text(item, "MaTTHC")
    found = _PROCEDURE.match(written)
    return found.group() if found else written[:60]


def _channel(item: Item) -> int:
    """The way in; not required, so where it is missing the national portal means online, and else a counter."""
    written = text(item, "KenhThucHien")
    if written in ("1", "2", "3"):
        return int(written)
    return ONLINE if text(item, "NoiNopHoSo") == NATIONAL_PORTAL else COUNTER


def _late(done: datetime | None, promised: datetime | None) -> bool | None:
    return done > promised if done and promised else None


def _checked(made: Record, number: str) -> Record:
    """The limits that a record of states/1 has, but for its epoch."""
    try:
        return replace(msgspec.convert(msgspec.to_builtins(replace(made, epoch=1)), Record), epoch=EPOCH)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("$.")[2].strip("`")
        names = {"number": "MaHoSo", "procedure": "MaTTHC", "revision": "NgayNopHoSo"}
        raise BadItem(number=number[:60], unreadable=[names.get(field, field)]) from None
