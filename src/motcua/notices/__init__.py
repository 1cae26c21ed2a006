"""Delivers what other rooms say. Never decides what is said or to whom."""
