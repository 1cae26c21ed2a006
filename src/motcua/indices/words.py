"""What pages call the indices, their figures and how these are known; and the slugs of their addresses."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from motcua.design import writing

from . import shipped
from .rules import Index, Status

# Slugs stand in addresses, so they never change.
SLUGS = {Index.SIPAS: "sipas", Index.PAR: "par-index", Index.PCI: "pci", Index.PAPI_D6: "papi-d6"}
OF_SLUG = {slug: index for index, slug in SLUGS.items()}


@dataclass(frozen=True)
class Named:
    """An index in words: its short name, what it measures, who publishes it, what its scores run to."""

    short: str
    what: Promise
    by: Promise
    scale: Promise
    unit: str = ""


NAMED = {
    Index.SIPAS: Named(
        "SIPAS",
        gettext_lazy("How satisfied people are with the service of administrative agencies"),
        gettext_lazy("Ministry of Home Affairs"),
        gettext_lazy("percent of answers that are satisfied or very satisfied"),
        " %",
    ),
    Index.PAR: Named(
        "PAR INDEX",
        gettext_lazy("How far the reform of public administration has come"),
        gettext_lazy("Ministry of Home Affairs"),
        gettext_lazy("points of 100"),
    ),
    Index.PCI: Named(
        "PCI",
        gettext_lazy("How firms see the way a province is run"),
        gettext_lazy("VCCI and USAID"),
        gettext_lazy("points of 100"),
    ),
    Index.PAPI_D6: Named(
        "PAPI 6",
        gettext_lazy("PAPI, sixth dimension: how people see the delivery of public services"),
        gettext_lazy("UNDP, CECODES, VFF-CRT and RTA"),
        gettext_lazy("from 1 to 10"),
    ),
}
STATUSES = {
    Status.FOUND: gettext_lazy("read in the source"),
    Status.GIVEN: gettext_lazy("as given to us"),
    Status.DERIVED: gettext_lazy("counted"),
}
# Statistics over all units, in the order in which a page names them.
STATISTICS = {
    "mean": gettext_lazy("Mean of all"),
    "max": gettext_lazy("Highest"),
    "min": gettext_lazy("Lowest"),
    "mean_policy_block": gettext_lazy("Mean of the policy block"),
    "max_policy_block": gettext_lazy("Highest of the policy block"),
    "min_policy_block": gettext_lazy("Lowest of the policy block"),
    "mean_service_block": gettext_lazy("Mean of the service block"),
    "max_service_block": gettext_lazy("Highest of the service block"),
    "min_service_block": gettext_lazy("Lowest of the service block"),
    "mean_access": gettext_lazy("Mean of access to services"),
    "mean_procedures": gettext_lazy("Mean of procedures"),
    "mean_officials": gettext_lazy("Mean of officials"),
    "mean_results": gettext_lazy("Mean of results"),
    "mean_feedback": gettext_lazy("Mean of receiving and handling feedback"),
    "count_group_A_>=90": gettext_lazy("Units with 90 points or more"),
    "count_group_B_80-90": gettext_lazy("Units with 80 to below 90 points"),
    "count_group_C_70-80": gettext_lazy("Units with 70 to below 80 points"),
    "count_above_90": gettext_lazy("Units with more than 90 points"),
}
REGIONS_EN = {
    "Đồng bằng sông Hồng": "Red River Delta",
    "Trung du miền núi phía Bắc": "Northern midlands and mountains",
    "Đông Nam Bộ": "South East",
    "Bắc Trung Bộ và Duyên hải miền Trung": "North Central and Central Coast",
    "Đồng bằng sông Cửu Long": "Mekong Delta",
    "Tây Nguyên": "Central Highlands",
}


def region(name: str) -> str:
    """A region is named by its source, in Vietnamese; English pages say what it is called there."""
    return REGIONS_EN.get(name, name) if get_language() == "en" else name


def source(text: str) -> tuple[str, str]:
    """What a source is called, and its address when it has one."""
    address = text.split(" ")[0] if text.startswith(("http://", "https://")) else ""
    host = urlsplit(address).netloc
    names = shipped.source_names().get(host or text)
    name = names[get_language() == "en"] if names else host or text
    if names and host and host.removeprefix("www.") not in name.lower():
        name = f"{name} ({host.removeprefix('www.').removeprefix('m.')})"
    return name, address


def copied(said: str) -> str:
    """What the store says beside an address: whom that page copied."""
    words = {
        "copy of VNA": gettext("a copy of the Vietnam News Agency"),
        "VNA copy": gettext("a copy of the Vietnam News Agency"),
        "copy of VietNamNet": gettext("a copy of VietNamNet"),
    }
    return words.get(said, said)


def basis(sum: str) -> str:
    """The sum behind a counted figure, as the language writes its numbers: 87,33 − 2,86."""
    written = sum.replace(" - ", " − ")
    return written.replace(".", ",") if get_language() == "vi" else written


def points_up(points: object) -> str:
    """A change in points: +2,86 or −0,42."""
    text = writing.number(abs(points), 2)  # type: ignore[arg-type]
    return ("−" if points < 0 else "+") + text  # type: ignore[operator]


def places_up(places: int) -> str:
    """A change of place in words, whichever way."""
    if places == 0:
        return gettext("same place")
    sentence = (
        ngettext("up %(n)s place", "up %(n)s places", places)
        if places > 0
        else ngettext("down %(n)s place", "down %(n)s places", -places)
    )
    return sentence % {"n": abs(places)}
