"""Every route carries a mark that says whom it is for."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

MARKS = {"everyone", "signed-in", "officers"}


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


EVERY = list(routes())


@pytest.mark.parametrize(("address", "entry"), EVERY, ids=[address or "/" for address, _ in EVERY])
def test_each_route_says_whom_it_is_for(address, entry):
    assert getattr(entry.callback, "access", None) in MARKS


def test_addresses_are_plain_words_without_marks():
    assert [address for address, _ in EVERY if not address.isascii()] == []


def test_every_route_has_a_name_of_its_own():
    names = [(entry.lookup_str.split(".")[1], entry.name) for _, entry in EVERY]
    assert None not in [name for _, name in names]
    assert len(names) == len(set(names))
