"""Figures of the whole node are for everybody; those of a place, and the requests behind them, for whoever watches it."""

WITHOUT_OBJECTS = {
    "figures:records": "the name of a figure is public; whose requests are listed is asked in tests/figures/test_pages.py",
}
