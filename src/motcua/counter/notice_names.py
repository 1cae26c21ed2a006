"""What each message of this room is called on the pages that list messages."""

from django.utils.translation import gettext_lazy

NAMES = {
    "booked": gettext_lazy("Appointment booked"),
    "reminded": gettext_lazy("Reminder of the appointment"),
}
