"""Pages of figures: each number with its definition, as of when, its months, and the requests behind it."""
