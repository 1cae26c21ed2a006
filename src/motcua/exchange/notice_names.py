"""What each message of this room is called on the pages that list messages."""

from django.utils.translation import gettext_lazy

NAMES = {
    "not-landed": gettext_lazy("Not here yet from the national portal"),
    "refused": gettext_lazy("Could not be handed over"),
    "sent": gettext_lazy("Sent to the office"),
    "unrouted": gettext_lazy("Has not reached its office"),
    "webhook-failed": gettext_lazy("A system takes no events"),
    "webhook-gone": gettext_lazy("A system wants no more events"),
}
