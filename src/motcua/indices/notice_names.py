"""What each message of this room is called on the pages that list messages."""

from django.utils.translation import gettext_lazy

NAMES = {
    "criteria-due": gettext_lazy("Criteria nearly due"),
    "criteria-given": gettext_lazy("Criteria given"),
}
