"""A real node's settings, with one address more: the desk's template with rows that were read before."""

from motcua.settings import *  # noqa: F403

ROOT_URLCONF = "bench.peers.desk_urls"
