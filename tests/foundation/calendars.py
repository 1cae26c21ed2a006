"""Calendars for the tests: the national one, one with open Saturdays, and the hours they keep."""

from datetime import datetime, time

import holidays

from motcua.foundation.calendar import TZ, Hours, Opening, WorkCalendar


def opening(start: str, end: str) -> Opening:
    return Opening(time.fromisoformat(start), time.fromisoformat(end))


EIGHT_HOURS = (opening("07:00", "11:30"), opening("13:30", "17:00"))
SHORTER = (opening("07:30", "11:30"), opening("13:30", "17:00"))
MORNING = (opening("07:30", "11:30"),)

WEEKDAYS = Hours(week=(EIGHT_HOURS,) * 5 + ((), ()))
SATURDAYS = Hours(week=(SHORTER,) * 5 + (MORNING, ()))

_VIETNAM = holidays.country_holidays("VN", years=range(2015, 2033), language="vi")
OFF = {day: name for day, name in _VIETNAM.items() if day not in _VIETNAM.weekend_workdays}
WORKED = dict.fromkeys(_VIETNAM.weekend_workdays, "ngày làm bù")

NATIONAL = WorkCalendar(hours=WEEKDAYS, off=OFF, worked=WORKED)
OPEN_SATURDAYS = WorkCalendar(hours=SATURDAYS, off=OFF, worked=WORKED)


def at(moment: str) -> datetime:
    """2024-04-24T09:00 in Viet Nam."""
    return datetime.fromisoformat(moment).replace(tzinfo=TZ)
