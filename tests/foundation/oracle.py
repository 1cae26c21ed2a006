"""The due date by walking: slow, obvious, and written without looking at how the calendar does it.

It knows only the plain facts of an office (weekly openings, days off, days worked, cut-off) and the promise in
docs/methods/due-dates.md. Days are walked one by one, working hours minute by minute.
"""

from datetime import date, datetime, timedelta

from motcua.foundation.calendar import TZ, PausePolicy, Unit

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Office:
    def __init__(self, hours, off, worked, changes=()):
        self.first_hours, self.off, self.worked, self.changes = hours, off, worked, changes
        self.remembered = {}

    def hours(self, day):
        """The hours of the day: those that began last."""
        hours = self.first_hours
        for starts_on, later in sorted(self.changes, key=lambda change: change[0]):
            if starts_on <= day:
                hours = later
        return hours

    def openings(self, day):
        """Pairs of moments: from when to when the doors are open on this day."""
        if day not in self.remembered:
            self.remembered[day] = [
                (datetime.combine(day, o.start, TZ), datetime.combine(day, o.end, TZ))
                for o in self._week(day)
            ]
        return self.remembered[day]

    def _week(self, day):
        week = self.hours(day).week
        monday_to_friday = week[:5]
        if day in self.worked:
            own = monday_to_friday[day.weekday()] if day.weekday() < 5 else ()
            if own:
                return own
            for weekday in monday_to_friday:
                if weekday:
                    return weekday
        if day in self.off:
            return ()
        return week[day.weekday()]

    def is_working_day(self, day):
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.off and len(self.openings(day)) > 0

    def is_open(self, moment):
        return any(start <= moment < end for start, end in self.openings(moment.date()))

    def closing(self, day):
        return self.openings(day)[-1][1]


def to_minute(moment):
    return moment.astimezone(TZ).replace(second=0, microsecond=0)


def arrival(office, received):
    """Now when the doors are open, else the next time they open."""
    day = received.date()
    while True:
        for start, end in office.openings(day):
            if received < end:
                return max(received, start)
        day += DAY


def is_paused(pauses, moment):
    return any(start <= moment < end for start, end in pauses)


def is_touched(office, day, pauses):
    """Whether a pause takes any minute of the day's openings, or of the day when it has none."""
    midnight = datetime.combine(day, datetime.min.time(), TZ)
    stretches = office.openings(day) or [(midnight, midnight + DAY)]
    return any(start < b and a < end for a, b in stretches for start, end in pauses)


def months_later(day, months):
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def count(office, received, term, pauses):
    """The due moment of one count, and the days that were counted."""
    if term.unit is Unit.WORKING_HOURS and not term.same_day:
        return count_minutes(office, received, term.amount * 60, pauses), []
    arrived = arrival(office, received)
    day = arrived.date()
    if term.same_day:
        if not (office.is_working_day(day) and arrived.time() <= office.hours(day).cut_off):
            day += DAY
            while not office.is_working_day(day):
                day += DAY
        return office.closing(day), []
    length = (months_later(day, term.amount) - day).days if term.unit is Unit.MONTHS else term.amount
    counted = []
    while len(counted) < length:
        day += DAY
        if is_touched(office, day, pauses):
            continue
        if term.unit is Unit.WORKING_DAYS and not office.is_working_day(day):
            continue
        counted.append(day)
    while not office.is_working_day(day) or is_touched(office, day, pauses):
        day += DAY
    return office.closing(day), counted


def count_minutes(office, received, wanted, pauses):
    """Minute after minute; whole closed days are stepped over, or this would never end."""
    moment, counted = received, 0
    while counted < wanted:
        if not office.openings(moment.date()):
            moment = datetime.combine(moment.date() + DAY, datetime.min.time(), TZ)
            continue
        if office.is_open(moment) and not is_paused(pauses, moment):
            counted += 1
        moment += MINUTE
    return moment


def used_minutes(office, start, end, pauses):
    moment, used = start, 0
    while moment < end:
        used += office.is_open(moment) and not is_paused(pauses, moment)
        moment += MINUTE
    return used


def due(*, received, term, office, pauses=(), policy=PausePolicy.RESUME):
    """(due moment or None, days counted in the last count, start of the last count)"""
    received = to_minute(received)
    if any(pause.end is None for pause in pauses):
        return None, [], received
    stretches = sorted((to_minute(p.start), to_minute(p.end)) for p in pauses)
    stretches = [(a, b) for a, b in stretches if a < b and b > received]
    if policy is PausePolicy.RESUME and not term.same_day:
        moment, counted = count(office, received, term, stretches)
        return moment, counted, received
    start = received
    while True:
        moment, counted = count(office, start, term, [])
        interrupting = [(a, b) for a, b in stretches if a < moment and b > start]
        if not interrupting:
            return moment, counted, start
        start = interrupting[0][1]
