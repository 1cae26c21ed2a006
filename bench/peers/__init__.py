"""One script a peer; each prints one JSON line with what it did per second."""
