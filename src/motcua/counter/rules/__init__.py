"""What may be done at the counter, in what order people are called, and which times are free. Plain values only."""
