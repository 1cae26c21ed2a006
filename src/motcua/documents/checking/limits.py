"""How much one check may cost, so that nobody is kept waiting by somebody else's file."""

PAGES_MAX = 8  # pages of a PDF that are looked at for a code
DPI = 200
PIXELS_MAX = 40_000_000
SECONDS_MAX = 20
MEMORY_BYTES_MAX = 1536 * 1024 * 1024  # of addresses
REVISIONS_MAX = 20  # of one PDF: each signature adds one
AT_ONCE_MAX = 2  # files opened at the same time by one server process
