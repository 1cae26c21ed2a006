"""Pages read the outside, call one action or query, and answer."""
