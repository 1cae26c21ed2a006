"""Every address the product answers, with its name as templates call it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns, name=""):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, f"{name}{entry.namespace}:" if entry.namespace else name)
            elif isinstance(entry, URLPattern):
                yield f"{name}{entry.name}", entry

    yield from walk(get_resolver().url_patterns)
