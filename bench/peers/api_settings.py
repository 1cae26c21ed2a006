"""A real node's settings, with one address more: a POST that asks who is there and does nothing (bench/api_submit.py)."""

from motcua.settings import *  # noqa: F403

ROOT_URLCONF = "bench.peers.api_urls"
API_CALLS_A_MINUTE_MAX = 10**9
